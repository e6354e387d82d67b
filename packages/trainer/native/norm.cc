// The norm of all numbers of all tensors, y = √ Σ over tensors of Σ over i of x_i², in double precision: squares of floats
// neither overflow there nor vanish. Rows -1 don't count.
#include <cmath>

#include "rows.h"
#include "squares.h"

namespace outrageous {
namespace {

// The sums of the ranges are added in their order, so that the result doesn't depend on the threads.
double sumOf(const Rows& rows) {
  const int64_t count = rows.count * rows.width;
  std::vector<double> parts((count + GRAIN - 1) / GRAIN);
  forPieces(rows, [&](int64_t, const float* x, int64_t length) {
    parts[(x - rows.gradient) / GRAIN] += sumOfSquares(x, length);
  });
  double sum = 0;
  for (double part : parts) sum += part;
  return sum;
}

void normOfAll(Context& context) {
  double sum = 0;
  for (int i = 0; i < context.inputs(); ++i) {
    const Tensor<float> x = context.input<float>(i);
    sum += sumOf({nullptr, 1, x.size, x.data});
  }
  context.output<float>(0, {}).data[0] = static_cast<float>(std::sqrt(sum));
}

void normOfRows(Context& context) {
  const Tensor<int32_t> row = context.input<int32_t>(0);
  const Tensor<float> x = context.input<float>(1);
  const int64_t width = row.size == 0 ? 0 : x.size / row.size;
  const double sum = sumOf({row.data, row.size, width, x.data});
  context.output<float>(0, {}).data[0] = static_cast<float>(std::sqrt(sum));
}

const Op<normOfAll> registered("OutrageousNorm", {"x: N * float"}, {"norm: float"}, {"N: int >= 1"});
const Op<normOfRows> registeredRows("OutrageousNormOfRows", {"rows: int32", "x: float"}, {"norm: float"});

}  // namespace
}  // namespace outrageous
