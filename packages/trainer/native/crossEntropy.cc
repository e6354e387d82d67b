// Cross-entropy on integer labels. Forward keeps two numbers per row, its largest logit and log Σ exp(logits − largest),
// whose sum would be rounded away from either where logits are large; back makes the gradient from the logits again,
// already multiplied by that of the losses. So the logits, often the largest tensor of a step, are read twice and written
// once in all.
#include <algorithm>
#include <cmath>
#include <limits>

#include "outrageous.h"
#include "vectorMath.h"

using namespace outrageous;

namespace {

// Rows that one thread takes at a time.
constexpr int64_t ROWS = 8;

void requireLabels(const Tensor<float>& logits, const Tensor<int32_t>& labels) {
  require(logits.shape.size() == 2 && labels.size == logits.shape[0],
          "labels " + textOf(labels.shape) + " do not fit logits " + textOf(logits.shape));
  requireIndex(labels, logits.shape[1], "label");
}

// NaN where one is among the numbers: comparisons alone would pass over it.
float largestOf(const float* row, int64_t classes) {
  constexpr float LEAST = -std::numeric_limits<float>::infinity();
  Vector largest = Vector{} + LEAST, zeros = {};
  forPlacesOf(0, 0, classes, [&](Place at) {
    const Vector numbers = loadSome(row + at.column, at.count, LEAST);
    largest = numbers > largest ? numbers : largest;
    zeros += numbers != numbers ? numbers : Vector{};
  });
  float all = LEAST, valid = 0;
  for (int lane = 0; lane < LANES; ++lane) {
    all = std::max(all, largest[lane]);
    valid += zeros[lane];
  }
  return all + valid;
}

double sumOfExponentials(const float* row, int64_t classes, float largest) {
  double sum = 0;
  int64_t j = 0;
  Vector lanes = {};
  for (; j + LANES <= classes; j += LANES) lanes += exponential(load(row + j) - largest);
  for (int lane = 0; lane < LANES; ++lane) sum += lanes[lane];
  for (; j < classes; ++j) sum += std::exp(row[j] - largest);
  return sum;
}

// losses = log Σ exp(logits − largest) + (largest − logits[label])
void forward(Context& context) {
  const Tensor<float> logits = context.input<float>(0);
  const Tensor<int32_t> labels = context.input<int32_t>(1);
  requireLabels(logits, labels);
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  const Tensor<float> losses = context.output<float>(0, {rows});
  const Tensor<float> sums = context.output<float>(1, {rows, 2});
  parallelFor(rows, ROWS, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const float* numbers = logits.data + row * classes;
      const float largest = largestOf(numbers, classes);
      const double logSum = std::log(sumOfExponentials(numbers, classes, largest));
      losses.data[row] = logSum + (static_cast<double>(largest) - numbers[labels.data[row]]);
      sums.data[2 * row] = largest;
      sums.data[2 * row + 1] = logSum;
    }
  });
}

// gradient = (exp(logits − largest − logSum) − indicator(label)) · dy
void backwardRow(const float* from, float* to, int64_t classes, const float* sums, float dy) {
  constexpr float LEAST = -87;  // below it, exponential() stays where it is there
  int64_t j = 0;
  for (; j + LANES <= classes; j += LANES) {
    const Vector x = load(from + j) - sums[0] - sums[1];
    store(to + j, x < LEAST ? Vector{} : exponential(x) * dy);
  }
  for (; j < classes; ++j) to[j] = std::exp(from[j] - sums[0] - sums[1]) * dy;
}

// A row that counts for nothing has no gradient, whatever its logits are.
void backward(Context& context) {
  const Tensor<float> logits = context.input<float>(0);
  const Tensor<int32_t> labels = context.input<int32_t>(1);
  const Tensor<float> sums = context.input<float>(2);
  const Tensor<float> dy = context.input<float>(3);
  requireLabels(logits, labels);
  require(sums.size == 2 * labels.size && dy.size == labels.size,
          "there must be two sums and one gradient for each row");
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  const Tensor<float> gradient = context.output<float>(0, logits.shape);
  parallelFor(rows, ROWS, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      float* to = gradient.data + row * classes;
      if (dy.data[row] == 0) {
        std::fill(to, to + classes, 0.0f);
        continue;
      }
      backwardRow(logits.data + row * classes, to, classes, sums.data + 2 * row, dy.data[row]);
      to[labels.data[row]] -= dy.data[row];
    }
  });
}

const Op<forward> forwardOp("OutrageousCrossEntropy", {"logits: float", "labels: int32"},
                            {"losses: float", "sums: float"});
const Op<backward> backwardOp("OutrageousCrossEntropyGradient",
                              {"logits: float", "labels: int32", "sums: float", "dy: float"}, {"gradient: float"});

}  // namespace
