// Elementary functions of a whole vector register at a time. Absolute errors are at most 2e-7; a NaN stays a NaN.
#pragma once

#include "vectors.h"

namespace outrageous {

typedef int32_t Whole __attribute__((vector_size(LANES * 4), may_alias));

// x held in [least, most]; a NaN stays one.
inline Vector within(Vector x, float least, float most) {
  x = x < least ? Vector{} + least : x;
  return x > most ? Vector{} + most : x;
}

// eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2; x is held in [−87, 88].
inline Vector exponential(Vector x) {
  x = within(x, -87, 88);
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

// φ(x) = e^(−x²/2) / √(2π), the density of the standard normal distribution
inline Vector normalDensity(Vector x) { return 0.39894228f * exponential(-0.5f * x * x); }

// erf x = x · P(x²) / Q(x²) for |x| ≤ 4, beyond which it is ±1 to the last bit; the usual minimax coefficients.
inline Vector errorFunction(Vector x) {
  x = within(x, -4, 4);
  const Vector u = x * x;
  const Vector p =
      -1.60960333e-2f +
      u * (-2.95459981e-3f +
           u * (-7.34990630e-4f +
                u * (-5.69250639e-5f + u * (-2.10102402e-6f + u * (2.77068142e-8f + u * -2.72614226e-10f)))));
  const Vector q =
      -1.42647391e-2f + u * (-7.37332917e-3f + u * (-1.68282697e-3f + u * (-2.13374055e-4f + u * -1.45660718e-5f)));
  return x * p / q;
}

// Φ(x), the distribution of the standard normal distribution
inline Vector normalDistribution(Vector x) { return 0.5f + 0.5f * errorFunction(0.70710678f * x); }

}  // namespace outrageous
