// Before rows of a table are updated by Adam, what they missed in the n steps since the last time, in place:
//
//   p ← p − movement · (e^(n · sumLog) − 1) · m / (√v · inverseRoot + ε)
//   m ← e^(n · log1) · m
//   v ← e^(n · log2) · v
//
// where the logarithms are those of β1, β2 and ratio = β1 / √β2, and movement · (ratioⁿ − 1) is
// stepSize · (ratio + … + ratioⁿ).
#include "missed.h"

namespace outrageous {
namespace {

void catchUp(Context& context) {
  const Tensor<float> parameter = context.input<float>(0), first = context.input<float>(1);
  const Tensor<float> second = context.input<float>(2), last = context.input<float>(3);
  const Tensor<float> numbers = context.input<float>(5);
  requireSameSize(parameter, first, "the first moment");
  requireSameSize(parameter, second, "the second moment");
  require(numbers.size == 7, "catching up needs 7 numbers");
  const float log1 = numbers.data[0], log2 = numbers.data[1], sumLog = numbers.data[2], movement = numbers.data[3];
  const float inverseRoot = numbers.data[4], epsilon = numbers.data[5];
  const Missed missed = readMissed(parameter, last, context.input<int32_t>(4), numbers.data[6]);
  forMissed(missed, [&](int64_t at, float steps) {
    const float moved = movement * std::expm1(steps * sumLog);
    const float decay1 = std::exp(steps * log1), decay2 = std::exp(steps * log2);
    float *p = parameter.data + at, *m = first.data + at, *v = second.data + at;
    for (int64_t j = 0; j < missed.width; ++j) {
      p[j] -= moved * m[j] / (std::sqrt(v[j]) * inverseRoot + epsilon);
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
