// Gradient descent in one pass, in place, with momentum:
//
//   v ← momentum · v + scale · g
//   p ← p − rate · v
//
// and without, where v is scale · g. Before rows of a table are updated with momentum, what they missed in the n steps since the
// last time:
//
//   p ← p − movement · (e^(n · log) − 1) · v
//   v ← e^(n · log) · v
//
// where log is that of the momentum, and movement · (momentumⁿ − 1) is rate · (momentum + … + momentumⁿ).
#include "missed.h"

namespace outrageous {
namespace {

struct Numbers {
  float rate, momentum, scale;
};

Numbers readNumbers(const Tensor<float>& numbers, const Tensor<float>& scale) {
  require(numbers.size == 2 && scale.size == 1, "gradient descent needs 2 numbers and one scale");
  return {numbers.data[0], numbers.data[1], scale.data[0]};
}

void descend(const Tensor<float>& parameter, const Rows& rows, const Numbers& n) {
  forPieces(rows, [&](int64_t at, const float* gradient, int64_t count) {
    float* p = parameter.data + at;
    for (int64_t i = 0; i < count; ++i) p[i] -= n.rate * (n.scale * gradient[i]);
  });
}

void descendWithMomentum(const Tensor<float>& parameter, const Tensor<float>& velocity, const Rows& rows,
                         const Numbers& n) {
  requireSameSize(parameter, velocity, "the momentum");
  forPieces(rows, [&](int64_t at, const float* gradient, int64_t count) {
    float* p = parameter.data + at;
    float* v = velocity.data + at;
    for (int64_t i = 0; i < count; ++i) {
      v[i] = n.momentum * v[i] + n.scale * gradient[i];
      p[i] -= n.rate * v[i];
    }
  });
}

void sgd(Context& context) {
  const Tensor<float> parameter = context.input<float>(0);
  const Rows rows = wholeGradient(parameter, context.input<float>(1));
  descend(parameter, rows, readNumbers(context.input<float>(2), context.input<float>(3)));
}

void sgdRows(Context& context) {
  const Tensor<float> parameter = context.input<float>(0);
  const Rows rows = gradientOfRows(parameter, context.input<int32_t>(1), context.input<float>(2));
  descend(parameter, rows, readNumbers(context.input<float>(3), context.input<float>(4)));
}

void momentum(Context& context) {
  const Tensor<float> parameter = context.input<float>(0);
  const Rows rows = wholeGradient(parameter, context.input<float>(2));
  const Numbers numbers = readNumbers(context.input<float>(3), context.input<float>(4));
  descendWithMomentum(parameter, context.input<float>(1), rows, numbers);
}

void momentumRows(Context& context) {
  const Tensor<float> parameter = context.input<float>(0);
  const Rows rows = gradientOfRows(parameter, context.input<int32_t>(2), context.input<float>(3));
  const Numbers numbers = readNumbers(context.input<float>(4), context.input<float>(5));
  descendWithMomentum(parameter, context.input<float>(1), rows, numbers);
}

void momentumCatchUp(Context& context) {
  const Tensor<float> parameter = context.input<float>(0), velocity = context.input<float>(1);
  const Tensor<float> last = context.input<float>(2), numbers = context.input<float>(4);
  requireSameSize(parameter, velocity, "the momentum");
  require(numbers.size == 3, "catching up needs 3 numbers");
  const float log = numbers.data[0], movement = numbers.data[1];
  const Missed missed = readMissed(parameter, last, context.input<int32_t>(3), numbers.data[2]);
  forMissed(missed, [&](int64_t at, float steps) {
    const float moved = movement * std::expm1(steps * log), decay = std::exp(steps * log);
    float *p = parameter.data + at, *v = velocity.data + at;
    for (int64_t j = 0; j < missed.width; ++j) {
      p[j] -= moved * v[j];
      v[j] *= decay;
    }
  });
}

const Op<sgd> registered("OutrageousSgd", {"parameter: float", "gradient: float", "numbers: float", "scale: float"},
                         {});
const Op<sgdRows> registeredRows(
    "OutrageousSgdRows", {"parameter: float", "rows: int32", "gradient: float", "numbers: float", "scale: float"}, {});
const Op<momentum> registeredMomentum(
    "OutrageousMomentum",
    {"parameter: float", "velocity: float", "gradient: float", "numbers: float", "scale: float"}, {});
const Op<momentumRows> registeredMomentumRows("OutrageousMomentumRows",
                                              {"parameter: float", "velocity: float", "rows: int32",
                                               "gradient: float", "numbers: float", "scale: float"},
                                              {});
const Op<momentumCatchUp> registeredCatchUp(
    "OutrageousMomentumCatchUp",
    {"parameter: float", "velocity: float", "last_step: float", "rows: int32", "numbers: float"}, {});

}  // namespace
}  // namespace outrageous
