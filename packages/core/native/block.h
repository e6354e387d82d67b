// The innermost part of a product: a block of sums that the registers of the processor hold.
#pragma once

#include "packing.h"

namespace outrageous {

// Where a product goes, and what its sums begin with.
struct Result {
  // Element (i, j) is data[i * down + j].
  float* data;
  int64_t down;
  // The sum (i, j) begins with begin[i * beginDown + j]; with zero where there is nothing to begin with.
  const float* begin = nullptr;
  int64_t beginDown = 0;
  // Written past the caches: for what is too large to be still there when it is read. Only where canStream() says so.
  bool streamed = false;
};

// A result from its element (row, column) on.
inline Result from(Result whole, int64_t row, int64_t column) {
  Result part = whole;
  part.data += row * whole.down + column;
  if (whole.begin) part.begin += row * whole.beginDown + column;
  return part;
}

// What a product is added to.
inline Result addedTo(float* data, int64_t down) { return {data, down, data, down}; }

// The two sides of a block: term t has its rows at left + t * BLOCK_ROWS, its columns at right + t * along.
struct Sides {
  int64_t depth;
  const float* left;
  const float* right;
  int64_t along = BLOCK_COLUMNS;
};

// Terms that are multiplied without anything between them but what belongs to each: a line of the cache, where they lie together.
constexpr int64_t GROUP = LINE;

// What is done beside the multiplications, which leave the processor time for it: nothing,
struct Nothing {
  __attribute__((always_inline)) void before(int64_t) const {}
  __attribute__((always_inline)) void with(int64_t, const Vector*) const {}
};

// or packing the right side on the way,
struct Packs {
  const float* right;
  int64_t along;
  float* packed;
  __attribute__((always_inline)) void before(int64_t) const {}
  __attribute__((always_inline)) void with(int64_t term, const Vector* columns) const {
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) {
      __builtin_prefetch(right + (term + AHEAD) * along + v * LANES);
      store(packed + term * BLOCK_COLUMNS + v * LANES, columns[v]);
    }
  }
};

// or asking for lines of memory that are needed soon: before each group of terms for `count` of them, `inner` apart, and `outer`
// further on in the next group. What waits for memory all at once keeps the processor from what it needs now.
struct AsksFor {
  const float* from;
  int64_t count;
  int64_t inner;
  int64_t outer;
  __attribute__((always_inline)) void before(int64_t group) const {
    for (int64_t line = 0; line < count; ++line) __builtin_prefetch(from + group * outer + line * inner, 0, NEAR);
  }
  __attribute__((always_inline)) void with(int64_t, const Vector*) const {}

 private:
  // The second-level cache: the first is full of what is multiplied now.
  static constexpr int NEAR = 2;
};

// Calls body(row, vector) for each vector of ROWS rows of a block, unrolled.
template <int ROWS, typename Body>
inline void forVectors(const Body& body) {
#pragma GCC unroll 12
  for (int row = 0; row < ROWS; ++row) {
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) body(row, v);
  }
}

// to = begin + Σ over terms of left[term][row] · right[term][column], for ROWS rows of a block.
template <int ROWS, typename Beside>
inline void multiplyBlock(const Sides& sides, const Result& to, const Beside& beside) {
  Vector sums[ROWS][VECTORS] = {};
  // What is read or written at the end is near by then.
  if (!to.streamed)
    for (int row = 0; row < ROWS; ++row) __builtin_prefetch(to.data + row * to.down, 1);
  const float* left = sides.left;
  const float* right = sides.right;
  int64_t term = 0;
  const auto multiplyTerm = [&]() __attribute__((always_inline)) {
    Vector columns[VECTORS];
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) columns[v] = load(right + v * LANES);
    beside.with(term, columns);
    forVectors<ROWS>([&](int row, int v) { sums[row][v] += left[row] * columns[v]; });
    ++term, left += BLOCK_ROWS, right += sides.along;
  };
  for (int64_t group = 0; group < sides.depth / GROUP; ++group) {
    beside.before(group);
#pragma GCC unroll 4
    for (int64_t i = 0; i < GROUP; ++i) multiplyTerm();
  }
  while (term < sides.depth) multiplyTerm();
  if (to.begin)
    forVectors<ROWS>([&](int row, int v) { sums[row][v] = load(to.begin + row * to.beginDown + v * LANES) + sums[row][v]; });
  if (to.streamed)
    forVectors<ROWS>([&](int row, int v) { stream(to.data + row * to.down + v * LANES, sums[row][v]); });
  else
    forVectors<ROWS>([&](int row, int v) { store(to.data + row * to.down + v * LANES, sums[row][v]); });
}

// The first `rows` ≤ ROWS rows of a block, without computing the others.
template <typename Beside = Nothing, int ROWS = BLOCK_ROWS>
inline void multiplyRows(int rows, const Sides& sides, const Result& to, const Beside& beside = {}) {
  if constexpr (ROWS > 0) {
    if (rows == ROWS)
      multiplyBlock<ROWS>(sides, to, beside);
    else
      multiplyRows<Beside, ROWS - 1>(rows, sides, to, beside);
  }
}

// A block at an edge, of which only some rows and columns exist.
inline void multiplyEdge(int rows, int columns, const Sides& sides, const Result& to) {
  float block[BLOCK_ROWS * BLOCK_COLUMNS];
  multiplyRows(rows, sides, {block, BLOCK_COLUMNS});
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const float begin = to.begin ? to.begin[row * to.beginDown + column] : 0;
      to.data[row * to.down + column] = begin + block[row * BLOCK_COLUMNS + column];
    }
}

}  // namespace outrageous
