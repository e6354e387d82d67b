// Rows by their index.
#include <algorithm>

#include "outrageous.h"

using namespace outrageous;

namespace {

// y_i = x_index(i); numbers of any type of four bytes, which are only copied.
template <typename Number>
void gatherRows(Context& context) {
  const Tensor<Number> rows = context.input<Number>(0);
  const Tensor<int32_t> index = context.input<int32_t>(1);
  require(!rows.shape.empty(), "rows must have at least one axis, got a single number");
  const int64_t count = rows.shape[0], width = count == 0 ? 0 : rows.size / count;
  requireIndex(index, count, "row");
  Shape shape = rows.shape;
  shape[0] = index.size;
  const Tensor<Number> taken = context.output<Number>(0, shape);
  forRows(index.size, width,
          [&](int64_t i) { std::copy_n(rows.data + index.data[i] * width, width, taken.data + i * width); });
}

const Op<gatherRows<float>> floats("OutrageousGatherRows", {"rows: float", "index: int32"}, {"taken: float"});
const Op<gatherRows<int32_t>> integers("OutrageousGatherIntegerRows", {"rows: int32", "index: int32"},
                                       {"taken: int32"});

}  // namespace
