// A vector register of floats, as wide as the processor that this is compiled for has them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#if defined(__SSE__)
#include <immintrin.h>
#endif

namespace outrageous {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

// A line of the cache, in floats.
constexpr int64_t LINE = 16;

typedef float Vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

inline Vector load(const float* from) { return *reinterpret_cast<const Vector*>(from); }
inline void store(float* to, Vector values) { *reinterpret_cast<Vector*>(to) = values; }

// A vector of the first `count` numbers, and of others beyond.
inline Vector loadSome(const float* from, int64_t count, float beyond = 0) {
  if (count >= LANES) return load(from);
  Vector numbers = Vector{} + beyond;
  std::memcpy(&numbers, from, count * sizeof(float));
  return numbers;
}

inline void storeSome(float* to, Vector values, int64_t count) {
  if (count >= LANES) return store(to, values);
  std::memcpy(to, &values, count * sizeof(float));
}

// Where a vector lies among rows: its first `count` numbers, from (row, column) on; only the last of a row may have fewer
// than LANES.
struct Place {
  int64_t row;
  int64_t column;
  int64_t count;
};

// Calls body(place) for each vector of the columns [first, end) of a row.
template <typename Body>
inline void forPlacesOf(int64_t row, int64_t first, int64_t end, const Body& body) {
  for (int64_t column = first; column < end; column += LANES)
    body(Place{row, column, std::min<int64_t>(LANES, end - column)});
}

// Whether every row of a matrix begins where a vector may be streamed to.
inline bool canStream(const float* data, int64_t stride) {
  return reinterpret_cast<uintptr_t>(data) % (LANES * sizeof(float)) == 0 && stride % LANES == 0;
}

// Stores past the caches, without reading first what is overwritten; only where canStream() says so.
inline void stream(float* to, Vector values) {
#if defined(__AVX512F__)
  _mm512_stream_ps(to, (__m512)values);
#elif defined(__AVX__)
  _mm256_stream_ps(to, (__m256)values);
#elif defined(__SSE__)
  _mm_stream_ps(to, (__m128)values);
#else
  store(to, values);
#endif
}

// What was streamed is seen by other threads before anything that this one writes later.
inline void finishStreaming() {
#if defined(__SSE__)
  _mm_sfence();
#endif
}

}  // namespace outrageous
