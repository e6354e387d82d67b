// Before rows of a table are updated by Adam, what they missed in the n steps since the last time, in place:
//
//   p ← p − stepSize · (ratio + … + ratioⁿ) · m / (√v · inverseRoot + ε)
//   m ← β1ⁿ · m
//   v ← β2ⁿ · v
//
// and the present step is written down as the last one. Rows that missed nothing cost nothing.
#include <cmath>

#include "rows.h"

namespace outrageous {
namespace {

void catchUp(Context& context) {
  const Tensor<float> parameter = context.input<float>(0), first = context.input<float>(1);
  const Tensor<float> second = context.input<float>(2), last = context.input<float>(3);
  const Tensor<int32_t> rows = context.input<int32_t>(4);
  const Tensor<float> numbers = context.input<float>(5);
  requireSameSize(parameter, first, "the first moment");
  requireSameSize(parameter, second, "the second moment");
  require(numbers.size == 7, "catching up needs 7 numbers");
  require(!parameter.shape.empty() && last.size == parameter.shape[0],
          "the last steps have the shape " + textOf(last.shape) + ", the parameter " + textOf(parameter.shape));
  requireRows(rows, parameter);
  const float beta1 = numbers.data[0], beta2 = numbers.data[1], ratio = numbers.data[2], stepSize = numbers.data[3];
  const float inverseRoot = numbers.data[4], epsilon = numbers.data[5], step = numbers.data[6];
  const int64_t width = last.size == 0 ? 0 : parameter.size / last.size;
  forRows(rows.size, width, [&](int64_t i) {
    const int64_t row = rows.data[i];
    if (row < 0) return;
    const float missed = step - last.data[row] - 1;
    last.data[row] = step;
    if (missed <= 0) return;
    const float movement = stepSize * ratio * (1 - std::pow(ratio, missed)) / (1 - ratio);
    const float decay1 = std::pow(beta1, missed), decay2 = std::pow(beta2, missed);
    float *p = parameter.data + row * width, *m = first.data + row * width, *v = second.data + row * width;
    for (int64_t j = 0; j < width; ++j) {
      p[j] -= movement * m[j] / (std::sqrt(v[j]) * inverseRoot + epsilon);
      m[j] *= decay1;
      v[j] *= decay2;
    }
  });
}

const Op<catchUp> registered("OutrageousAdamCatchUp",
                             {"parameter: float", "first_moment: float", "second_moment: float", "last_step: float",
                              "rows: int32", "numbers: float"},
                             {});

}  // namespace
}  // namespace outrageous
