// Rows by their index.
#include <algorithm>

#include "outrageous.h"

using namespace outrageous;

namespace {

// Numbers that one thread takes at a time.
constexpr int64_t GRAIN = 1 << 15;

// y_i = x_index(i); numbers of any type of four bytes, which are only copied.
template <typename Number>
void gatherRows(Context& context) {
  const Tensor<Number> rows = context.input<Number>(0);
  const Tensor<int32_t> index = context.input<int32_t>(1);
  require(!rows.shape.empty(), "rows must have at least one axis, got a single number");
  const int64_t count = rows.shape[0], width = count == 0 ? 0 : rows.size / count;
  for (int64_t i = 0; i < index.size; ++i)
    require(index.data[i] >= 0 && index.data[i] < count,
            "row " + std::to_string(index.data[i]) + " is not one of " + std::to_string(count));
  Shape shape = rows.shape;
  shape[0] = index.size;
  const Tensor<Number> taken = context.output<Number>(0, shape);
  parallelFor(index.size, std::max<int64_t>(1, GRAIN / std::max<int64_t>(1, width)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::copy_n(rows.data + index.data[i] * width, width, taken.data + i * width);
  });
}

const Op<gatherRows<float>> floats("OutrageousGatherRows", {"rows: float", "index: int32"}, {"taken: float"});
const Op<gatherRows<int32_t>> integers("OutrageousGatherIntegerRows", {"rows: int32", "index: int32"},
                                       {"taken: int32"});

}  // namespace
