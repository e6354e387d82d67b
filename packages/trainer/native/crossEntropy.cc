// Cross-entropy on integer labels. Forward keeps one number per row, log Σ exp(logits); back makes the gradient from
// the logits again, already multiplied by that of the losses. So the logits, often the largest tensor of a step, are
// read twice and written once in all.
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

// losses = log Σ exp(logits) − logits[label]
void forward(Context& context) {
  const Tensor<float> logits = context.input<float>(0);
  const Tensor<int32_t> labels = context.input<int32_t>(1);
  requireLabels(logits, labels);
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  const Tensor<float> losses = context.output<float>(0, {rows});
  const Tensor<float> logSums = context.output<float>(1, {rows});
  parallelFor(rows, ROWS, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const float* numbers = logits.data + row * classes;
      const float largest = largestOf(numbers, classes);
      logSums.data[row] = largest + static_cast<float>(std::log(sumOfExponentials(numbers, classes, largest)));
      losses.data[row] = logSums.data[row] - numbers[labels.data[row]];
    }
  });
}

// gradient = (exp(logits − logSum) − indicator(label)) · dy
void backward(Context& context) {
  const Tensor<float> logits = context.input<float>(0);
  const Tensor<int32_t> labels = context.input<int32_t>(1);
  const Tensor<float> logSums = context.input<float>(2);
  const Tensor<float> dy = context.input<float>(3);
  requireLabels(logits, labels);
  require(logSums.size == labels.size && dy.size == labels.size, "there must be one sum and one gradient for each row");
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  const Tensor<float> gradient = context.output<float>(0, logits.shape);
  parallelFor(rows, ROWS, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const float* from = logits.data + row * classes;
      float* to = gradient.data + row * classes;
      const float logSum = logSums.data[row], factor = dy.data[row];
      int64_t j = 0;
      for (; j + LANES <= classes; j += LANES) store(to + j, exponential(load(from + j) - logSum) * factor);
      for (; j < classes; ++j) to[j] = std::exp(from[j] - logSum) * factor;
      to[labels.data[row]] -= factor;
    }
  });
}

const Op<forward> forwardOp("OutrageousCrossEntropy", {"logits: float", "labels: int32"},
                            {"losses: float", "log_sums: float"});
const Op<backward> backwardOp("OutrageousCrossEntropyGradient",
                              {"logits: float", "labels: int32", "log_sums: float", "dy: float"}, {"gradient: float"});

}  // namespace
