// What optimizers do with rows of a table before they update them: make up for the steps since the last time.
#pragma once

#include <cmath>

#include "rows.h"

namespace outrageous {

// The last steps of a table's rows, and those rows that are to be updated at a step; -1 is no row.
struct Missed {
  Tensor<float> last;
  Tensor<int32_t> rows;
  float step;
  int64_t width;
};

inline Missed readMissed(const Tensor<float>& parameter, const Tensor<float>& last, const Tensor<int32_t>& rows,
                         float step) {
  require(!parameter.shape.empty() && last.size == parameter.shape[0],
          "the last steps have the shape " + textOf(last.shape) + ", the parameter " + textOf(parameter.shape));
  requireRows(rows, parameter);
  return {last, rows, step, last.size == 0 ? 0 : parameter.size / last.size};
}

// Calls body(first, steps) for each row that missed some steps, with the place of its first number, and writes the present
// step down as its last. Rows that missed nothing cost nothing.
template <typename Body>
void forMissed(const Missed& missed, const Body& body) {
  forRows(missed.rows.size, missed.width, [&](int64_t i) {
    const int64_t row = missed.rows.data[i];
    if (row < 0) return;
    const float steps = missed.step - missed.last.data[row] - 1;
    missed.last.data[row] = missed.step;
    if (steps > 0) body(row * missed.width, steps);
  });
}

}  // namespace outrageous
