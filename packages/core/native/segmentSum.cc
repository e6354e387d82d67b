// Sums of the rows of each segment, weighted or not, in the order of the rows whatever the number of threads.
#include <algorithm>
#include <vector>

#include "outrageous.h"

using namespace outrageous;

namespace {

// The rows of each segment, in their order: those of segment s are rows[starts[s]] to rows[starts[s + 1] - 1].
struct Sorted {
  std::vector<int64_t> starts;
  std::vector<int64_t> rows;
};

Sorted sortBySegment(const Tensor<int32_t>& segment, int64_t segments) {
  Sorted sorted{std::vector<int64_t>(segments + 1), std::vector<int64_t>(segment.size)};
  for (int64_t row = 0; row < segment.size; ++row) ++sorted.starts[segment.data[row] + 1];
  for (int64_t s = 0; s < segments; ++s) sorted.starts[s + 1] += sorted.starts[s];
  std::vector<int64_t> next(sorted.starts.begin(), sorted.starts.end() - 1);
  for (int64_t row = 0; row < segment.size; ++row) sorted.rows[next[segment.data[row]]++] = row;
  return sorted;
}

// Σ over i of a_i · b_i, in sixteen sums side by side.
float dot(int64_t count, const float* a, const float* b) {
  constexpr int SUMS = 16;
  float sums[SUMS] = {};
  int64_t i = 0;
  for (; i + SUMS <= count; i += SUMS)
    for (int lane = 0; lane < SUMS; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  for (; i < count; ++i) sums[0] += a[i] * b[i];
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

// Rows, and what each is multiplied with; all by 1 where there are no weights.
struct Weighted {
  const float* values;
  const float* weights;
  int64_t width;

  const float* row(int64_t i) const { return values + i * width; }
  float weight(int64_t i) const { return weights ? weights[i] : 1; }
};

// to = Σ of those rows that belong to a segment
void sumRows(const Weighted& all, const int64_t* row, const int64_t* end, float* to) {
  std::fill_n(to, all.width, 0.0f);
  for (; row < end; ++row) {
    const float* from = all.row(*row);
    const float weight = all.weight(*row);
    for (int64_t i = 0; i < all.width; ++i) to[i] += weight * from[i];
  }
}

// y_s = Σ over i with segment(i) = s of w_i · x_i
void sumSegments(Context& context, const Tensor<float>& values, const float* weights, const Tensor<int32_t>& segment) {
  const int64_t segments = context.attribute<int64_t>("segments");
  require(!values.shape.empty() && values.shape[0] == segment.size,
          "values " + textOf(values.shape) + " need one segment each, got " + std::to_string(segment.size));
  Shape shape = values.shape;
  shape[0] = segments;
  requireIndex(segment, segments, "segment");
  const Tensor<float> sums = context.output<float>(0, shape);
  if (sums.size == 0) return;
  const Weighted all{values.data, weights, sums.size / segments};
  const Sorted sorted = sortBySegment(segment, segments);
  const int64_t* row = sorted.rows.data();
  forRows(segments, (segment.size / segments + 1) * all.width, [&](int64_t s) {
    sumRows(all, row + sorted.starts[s], row + sorted.starts[s + 1], sums.data + s * all.width);
  });
}

void segmentSum(Context& context) {
  sumSegments(context, context.input<float>(0), nullptr, context.input<int32_t>(1));
}

void weightedSegmentSum(Context& context) {
  const Tensor<float> values = context.input<float>(0), weights = context.input<float>(1);
  require(weights.shape == Shape{values.shape[0]},
          "weights " + textOf(weights.shape) + " do not fit values " + textOf(values.shape));
  sumSegments(context, values, weights.data, context.input<int32_t>(2));
}

// dx_i = w_i · dy_segment(i), dw_i = x_i · dy_segment(i)
void weightedSegmentSumGradient(Context& context) {
  const Tensor<float> values = context.input<float>(0), weights = context.input<float>(1);
  const Tensor<int32_t> segment = context.input<int32_t>(2);
  const Tensor<float> dy = context.input<float>(3);
  const int64_t width = values.shape[1];
  require(dy.shape.size() == 2 && dy.shape[1] == width,
          "a gradient " + textOf(dy.shape) + " does not fit values " + textOf(values.shape));
  requireIndex(segment, dy.shape[0], "segment");
  const Tensor<float> dValues = context.output<float>(0, values.shape);
  const Tensor<float> dWeights = context.output<float>(1, weights.shape);
  forRows(segment.size, width, [&](int64_t i) {
    const float* above = dy.data + segment.data[i] * width;
    for (int64_t j = 0; j < width; ++j) dValues.data[i * width + j] = weights.data[i] * above[j];
    dWeights.data[i] = dot(width, values.data + i * width, above);
  });
}

const Op<segmentSum> sum("OutrageousSegmentSum", {"values: float", "segment: int32"}, {"sums: float"},
                         {"segments: int"});
const Op<weightedSegmentSum> weighted("OutrageousWeightedSegmentSum",
                                      {"values: float", "weights: float", "segment: int32"}, {"sums: float"},
                                      {"segments: int"});
const Op<weightedSegmentSumGradient> gradient("OutrageousWeightedSegmentSumGradient",
                                              {"values: float", "weights: float", "segment: int32", "dy: float"},
                                              {"d_values: float", "d_weights: float"});

}  // namespace
