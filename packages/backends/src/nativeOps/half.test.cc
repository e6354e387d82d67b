// y = x / 2: the op of a package that is built on another's helpers.
#include "outrageous.h"

namespace outrageous {
namespace {

void half(Context& context) {
  const Tensor<float> x = context.input<float>(0);
  const Tensor<float> y = context.output<float>(0, x.shape);
  for (int64_t i = 0; i < x.size; ++i) y.data[i] = x.data[i] / 2;
}

const Op<half> registered("OutrageousTestHalf", {"x: float"}, {"y: float"});

}  // namespace
}  // namespace outrageous
