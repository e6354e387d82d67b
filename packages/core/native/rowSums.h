// Sums over rows, weighted or not: products whose left side is a single row.
#pragma once

#include "packing.h"

namespace outrageous {

// to += Σ over ROWS rows, in their order, of factors[row] · x[row]; asks for as many that come next.
template <int ROWS>
inline void addRows(int64_t columns, const float* factors, Matrix x, float* to) {
  forPlacesOf(0, 0, columns, [&](Place at) {
    Vector sums = loadSome(to + at.column, at.count);
#pragma GCC unroll 4
    for (int row = 0; row < ROWS; ++row) {
      const float* numbers = x.data + row * x.down + at.column;
      __builtin_prefetch(numbers + ROWS * x.down);
      sums += factors[row] * loadSome(numbers, at.count);
    }
    storeSome(to + at.column, sums, at.count);
  });
}

// to = Σ over rows of factor(row) · x[row]; the columns of a row lie together.
template <typename Factor>
inline void sumRows(int64_t rows, int64_t columns, Matrix x, const Factor& factor, float* to) {
  constexpr int AT_A_TIME = 4;
  std::fill_n(to, columns, 0.0f);
  int64_t row = 0;
  for (; row + AT_A_TIME <= rows; row += AT_A_TIME) {
    const float factors[AT_A_TIME] = {factor(row), factor(row + 1), factor(row + 2), factor(row + 3)};
    addRows<AT_A_TIME>(columns, factors, from(x, row, 0), to);
  }
  for (; row < rows; ++row) {
    const float last = factor(row);
    addRows<1>(columns, &last, from(x, row, 0), to);
  }
}

}  // namespace outrageous
