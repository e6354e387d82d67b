// Sums of squares in double precision.
#pragma once

#include <cstdint>

namespace outrageous {

// Sums that run side by side, so that the processor need not wait for one addition before the next.
constexpr int kLanes = 16;

inline double sumOfSquares(const float* x, int64_t count) {
  double sums[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) sums[lane] += static_cast<double>(x[i + lane]) * x[i + lane];
  for (; i < count; ++i) sums[0] += static_cast<double>(x[i]) * x[i];
  double sum = 0;
  for (double part : sums) sum += part;
  return sum;
}

}  // namespace outrageous
