// What optimizers have in common: they go through gradients, whole ones or those of a few rows.
#pragma once

#include "outrageous.h"

namespace outrageous {

// The gradient of some rows of a parameter's first axis, none twice; -1 is no row. The gradient of a whole parameter
// is that of one row, where `row` is null.
struct Rows {
  const int32_t* row;
  int64_t count;
  int64_t width;
  const float* gradient;

  int64_t at(int64_t entry) const { return row == nullptr ? entry : row[entry]; }
};

// A gradient that is squared: what is beyond 1e15 counts as 1e15, so that neither its square nor sums of squares overflow, which
// would stop its parameter without a word. What isn't finite becomes NaN.
inline float bounded(float g) { return std::min(std::max(g, -1e15f), 1e15f) + (g - g); }

// The gradient of a whole parameter.
inline Rows wholeGradient(const Tensor<float>& parameter, const Tensor<float>& gradient) {
  require(gradient.size == parameter.size, "the gradient has the shape " + textOf(gradient.shape) +
                                               ", the parameter " + textOf(parameter.shape));
  return {nullptr, 1, parameter.size, gradient.data};
}

// Each row is -1 or one of the first axis of the parameter.
inline void requireRows(const Tensor<int32_t>& row, const Tensor<float>& parameter) {
  const int64_t rows = parameter.shape.empty() ? 1 : parameter.shape[0];
  requireEach(
      row, [&](int32_t entry) { return entry >= -1 && entry < rows; },
      [&](int32_t entry) {
        return "row " + std::to_string(entry) + " is not in a parameter of shape " + textOf(parameter.shape);
      });
}

// The gradient of the given rows.
inline Rows gradientOfRows(const Tensor<float>& parameter, const Tensor<int32_t>& row, const Tensor<float>& gradient) {
  requireRows(row, parameter);
  const int64_t rows = parameter.shape.empty() ? 1 : parameter.shape[0];
  const int64_t width = rows == 0 ? 0 : parameter.size / rows;
  require(gradient.size == row.size * width, "the gradient of " + std::to_string(row.size) + " rows has the shape " +
                                                 textOf(gradient.shape) + ", the parameter " +
                                                 textOf(parameter.shape));
  return {row.data, row.size, width, gradient.data};
}

inline void requireSameSize(const Tensor<float>& parameter, const Tensor<float>& slot, const char* name) {
  require(slot.size == parameter.size, std::string(name) + " has the shape " + textOf(slot.shape) +
                                           ", the parameter " + textOf(parameter.shape));
}

// Calls body(at, gradient, count) for pieces that together make up all rows, on all threads: `count` numbers from
// `at` on of the parameter, and their gradient.
template <typename Body>
void forPieces(const Rows& rows, const Body& body) {
  parallelFor(rows.count * rows.width, GRAIN, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t row = rows.at(begin / rows.width);
      const int64_t column = begin % rows.width;
      const int64_t count = std::min(end - begin, rows.width - column);
      if (row >= 0) body(row * rows.width + column, rows.gradient + begin, count);
      begin += count;
    }
  });
}

}  // namespace outrageous
