// Adam in one pass, in place:
//
//   g ← scale · g
//   m ← β1 · m + (1 − β1) · g
//   v ← β2 · v + (1 − β2) · g²
//   p ← p − stepSize · m / (√v · inverseRoot + ε)
//
// with stepSize = rate / (1 − β1ᵗ) and inverseRoot = 1 / √(1 − β2ᵗ).
#include <cmath>

#include "rows.h"

namespace outrageous {
namespace {

struct Numbers {
  float beta1, added1, beta2, added2, epsilon, stepSize, inverseRoot, scale;
};

Numbers readNumbers(const Tensor<float>& numbers, const Tensor<float>& scale) {
  require(numbers.size == 7 && scale.size == 1, "Adam needs 7 numbers and one scale");
  const float* n = numbers.data;
  return {n[0], n[1], n[2], n[3], n[4], n[5], n[6], scale.data[0]};
}

void updatePiece(float* p, float* m, float* v, const float* gradient, int64_t count, const Numbers& n) {
  for (int64_t i = 0; i < count; ++i) {
    const float g = bounded(n.scale * gradient[i]);
    const float first = n.beta1 * m[i] + n.added1 * g;
    const float second = n.beta2 * v[i] + n.added2 * g * g;
    m[i] = first;
    v[i] = second;
    p[i] -= n.stepSize * first / (std::sqrt(second) * n.inverseRoot + n.epsilon);
  }
}

struct Moments {
  Tensor<float> parameter, first, second;
};

Moments readMoments(Context& context) {
  const Moments read{context.input<float>(0), context.input<float>(1), context.input<float>(2)};
  requireSameSize(read.parameter, read.first, "the first moment");
  requireSameSize(read.parameter, read.second, "the second moment");
  return read;
}

void update(const Moments& to, const Rows& rows, const Numbers& numbers) {
  forPieces(rows, [&](int64_t at, const float* gradient, int64_t count) {
    updatePiece(to.parameter.data + at, to.first.data + at, to.second.data + at, gradient, count, numbers);
  });
}

void adam(Context& context) {
  const Moments moments = readMoments(context);
  const Rows rows = wholeGradient(moments.parameter, context.input<float>(3));
  update(moments, rows, readNumbers(context.input<float>(4), context.input<float>(5)));
}

// Moments of other rows stay as they are, and so do the rows.
void adamRows(Context& context) {
  const Moments moments = readMoments(context);
  const Rows rows = gradientOfRows(moments.parameter, context.input<int32_t>(3), context.input<float>(4));
  update(moments, rows, readNumbers(context.input<float>(5), context.input<float>(6)));
}

const Op<adam> registered("OutrageousAdam",
                          {"parameter: float", "first_moment: float", "second_moment: float", "gradient: float",
                           "numbers: float", "scale: float"},
                          {});
const Op<adamRows> registeredRows("OutrageousAdamRows",
                                  {"parameter: float", "first_moment: float", "second_moment: float", "rows: int32",
                                   "gradient: float", "numbers: float", "scale: float"},
                                  {});

}  // namespace
}  // namespace outrageous
