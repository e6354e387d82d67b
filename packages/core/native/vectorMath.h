// Elementary functions of a whole vector register at a time. Absolute errors are at most 2e-7; a NaN stays a NaN.
#pragma once

#include "vectors.h"

namespace outrageous {

typedef int32_t Whole __attribute__((vector_size(LANES * 4), may_alias));

// eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2; x is held in [−87, 88].
inline Vector exponential(Vector x) {
  x = x < -87.0f ? x * 0 - 87.0f : x;
  x = x > 88.0f ? x * 0 + 88.0f : x;
  const float ROUND = 12582912.0f;  // 1.5 · 2²³: adding it rounds to a whole number
  const Vector n = (x * 1.44269504f + ROUND) - ROUND;
  const Vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  const Vector series =
      1.0f + r * (1.0f + r * (0.5f + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
  const Whole power = (__builtin_convertvector(n, Whole) + 127) << 23;
  return series * reinterpret_cast<const Vector&>(power);
}

// σ(x) = 1 / (1 + e⁻ˣ)
inline Vector sigmoid(Vector x) { return 1.0f / (1.0f + exponential(-x)); }

// tanh x = 1 − 2 / (1 + e²ˣ)
inline Vector hyperbolicTangent(Vector x) { return 1.0f - 2.0f / (1.0f + exponential(2 * x)); }

}  // namespace outrageous
