// How likely each row would choose each expert if the noise of that entry alone were drawn again, and the gradient.
#include "outrageous.h"
#include "vectorMath.h"

using namespace outrageous;

namespace {

constexpr float LEAST = 1.2e-38f;
// The density is 0 beyond it, and the distribution 0 or 1: so no infinity is multiplied with 0.
constexpr float FAR = 40;

// The logits of all rows, and the two thresholds of each: the k-th largest noisy logit and the one after it.
class Logits {
 public:
  explicit Logits(Context& context)
      : clean(context.input<float>(0)),
        noisy(context.input<float>(1)),
        std(context.input<float>(2)),
        lastIndex(context.input<int32_t>(3)),
        last(context.input<float>(4)),
        next(context.input<float>(5)) {
    require(noisy.shape == clean.shape && std.shape == clean.shape,
            "logits " + textOf(clean.shape) + ", " + textOf(noisy.shape) + " and " + textOf(std.shape) +
                " must have one shape");
    require(lastIndex.size == rows() && last.shape == lastIndex.shape && next.shape == lastIndex.shape,
            "thresholds " + textOf(last.shape) + " must be one for each row of " + textOf(clean.shape));
  }

  int64_t rows() const { return clean.shape[0]; }
  int64_t experts() const { return clean.shape[1]; }
  int64_t offset(Place at) const { return at.row * experts() + at.column; }

  // The deviation; the least number above 0 where it is 0.
  Vector divisor(Place at) const {
    const Vector deviation = loadSome(std.data + offset(at), at.count, 1);
    return deviation < LEAST ? Vector{} + LEAST : deviation;
  }

  // 1 where the deviation is above 0: elsewhere nothing is smooth.
  Vector smooth(Place at) const {
    const Vector deviation = loadSome(std.data + offset(at), at.count, 1);
    return deviation == 0 ? Vector{} : Vector{} + 1;
  }

  // All bits set for experts that are not ranked after the row's k-th; ties go to the lowest.
  Whole inside(Place at) const {
    const Vector h = loadSome(noisy.data + offset(at), at.count);
    Whole expert;
    for (int lane = 0; lane < LANES; ++lane) expert[lane] = static_cast<int32_t>(at.column) + lane;
    return (h > last.data[at.row]) | ((h == last.data[at.row]) & (expert <= lastIndex.data[at.row]));
  }

  // z = (clean − threshold) / std; 0 where both are equal, also infinite, and no further away than FAR; NaN stays
  Vector standardized(Place at) const {
    const Vector threshold = inside(at) ? Vector{} + next.data[at.row] : Vector{} + last.data[at.row];
    const Vector logit = loadSome(clean.data + offset(at), at.count);
    const Vector z = (logit == threshold ? Vector{} : logit - threshold) / divisor(at);
    return z > FAR ? Vector{} + FAR : z < -FAR ? Vector{} - FAR : z;
  }

  const Tensor<float> clean, noisy, std;
  const Tensor<int32_t> lastIndex;
  const Tensor<float> last, next;
};

float sumOf(Vector values) {
  float sum = 0;
  for (int lane = 0; lane < LANES; ++lane) sum += values[lane];
  return sum;
}

// P = Φ(z)
void loadProbabilities(Context& context) {
  const Logits logits(context);
  float* probability = context.output<float>(0, logits.clean.shape).data;
  forRows(logits.rows(), logits.experts(), [&](int64_t row) {
    forPlacesOf(row, 0, logits.experts(), [&](Place at) {
      storeSome(probability + logits.offset(at), normalDistribution(logits.standardized(at)), at.count);
    });
  });
}

// d clean = dP · φ(z) / std, d std = −z · d clean, and each threshold loses what its entries' clean logits get.
void gradient(Context& context) {
  const Logits logits(context);
  const float* dProbability = context.input<float>(6).data;
  float* dClean = context.output<float>(0, logits.clean.shape).data;
  float* dStd = context.output<float>(1, logits.clean.shape).data;
  float* dLast = context.output<float>(2, logits.last.shape).data;
  float* dNext = context.output<float>(3, logits.next.shape).data;
  forRows(logits.rows(), logits.experts(), [&](int64_t row) {
    Vector ofInside{}, ofOutside{};
    forPlacesOf(row, 0, logits.experts(), [&](Place at) {
      const int64_t offset = logits.offset(at);
      const Vector z = logits.standardized(at);
      const Vector d = loadSome(dProbability + offset, at.count) * normalDensity(z) * logits.smooth(at) / logits.divisor(at);
      storeSome(dClean + offset, d, at.count);
      storeSome(dStd + offset, -z * d, at.count);
      const Whole inside = logits.inside(at);
      ofInside += inside ? d : Vector{};
      ofOutside += inside ? Vector{} : d;
    });
    dNext[row] = -sumOf(ofInside);
    dLast[row] = -sumOf(ofOutside);
  });
}

const std::vector<std::string> INPUTS = {"clean: float",      "noisy: float", "std: float",
                                         "last_index: int32", "last: float",  "next: float"};

const Op<loadProbabilities> forwardOp("OutrageousLoadProbabilities", INPUTS, {"probability: float"});
const Op<gradient> gradientOp("OutrageousLoadProbabilitiesGradient", with(INPUTS, "d_probability: float"),
                              {"d_clean: float", "d_std: float", "d_last: float", "d_next: float"});

}  // namespace
