// Sums of the rows of each segment, in the order of the rows whatever the number of threads.
#include <algorithm>
#include <vector>

#include "outrageous.h"

using namespace outrageous;

namespace {

// Numbers that one thread takes at a time.
constexpr int64_t GRAIN = 1 << 15;

// The rows of each segment, in their order: those of segment s are rows[starts[s]] to rows[starts[s + 1] - 1].
struct Sorted {
  std::vector<int64_t> starts;
  std::vector<int64_t> rows;
};

Sorted sortBySegment(const Tensor<int32_t>& segment, int64_t segments) {
  Sorted sorted{std::vector<int64_t>(segments + 1), std::vector<int64_t>(segment.size)};
  for (int64_t row = 0; row < segment.size; ++row) {
    const int64_t of = segment.data[row];
    require(of >= 0 && of < segments, "segment " + std::to_string(of) + " is not one of " + std::to_string(segments));
    ++sorted.starts[of + 1];
  }
  for (int64_t s = 0; s < segments; ++s) sorted.starts[s + 1] += sorted.starts[s];
  std::vector<int64_t> next(sorted.starts.begin(), sorted.starts.end() - 1);
  for (int64_t row = 0; row < segment.size; ++row) sorted.rows[next[segment.data[row]]++] = row;
  return sorted;
}

// to = Σ of those rows of `values` that belong to a segment
void sumRows(const float* values, int64_t width, const int64_t* row, const int64_t* end, float* to) {
  if (row == end) {
    std::fill_n(to, width, 0.0f);
    return;
  }
  std::copy_n(values + *row * width, width, to);
  for (++row; row < end; ++row) {
    const float* from = values + *row * width;
    for (int64_t i = 0; i < width; ++i) to[i] += from[i];
  }
}

// y_s = Σ over i with segment(i) = s of x_i
void segmentSum(Context& context) {
  const Tensor<float> values = context.input<float>(0);
  const Tensor<int32_t> segment = context.input<int32_t>(1);
  const int64_t segments = static_cast<int64_t>(context.attribute("segments"));
  require(!values.shape.empty() && values.shape[0] == segment.size,
          "values " + textOf(values.shape) + " need one segment each, got " + std::to_string(segment.size));
  Shape shape = values.shape;
  shape[0] = segments;
  const Tensor<float> sums = context.output<float>(0, shape);
  if (sums.size == 0) return;
  const int64_t width = sums.size / segments;
  const Sorted sorted = sortBySegment(segment, segments);
  const int64_t rows = segment.size / segments + 1;
  parallelFor(segments, std::max<int64_t>(1, GRAIN / (rows * width)), [&](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; ++s) {
      const int64_t* row = sorted.rows.data();
      sumRows(values.data, width, row + sorted.starts[s], row + sorted.starts[s + 1], sums.data + s * width);
    }
  });
}

const Op<segmentSum> op("OutrageousSegmentSum", {"values: float", "segment: int32"}, {"sums: float"},
                        {"segments: int"});

}  // namespace
