// The two sides of a product, copied so that what the processor multiplies at a time lies together.
#pragma once

#include <algorithm>
#include <cstring>
#include <new>

#include "vectors.h"

namespace outrageous {

// What the registers of the processor hold: a block of BLOCK_ROWS rows of BLOCK_COLUMNS sums.
constexpr int BLOCK_ROWS = LANES == 16 ? 12 : LANES == 8 ? 6 : 4;
constexpr int VECTORS = 2;
constexpr int BLOCK_COLUMNS = VECTORS * LANES;

// A matrix of floats in memory: element (i, j) is data[i * down + j * right]. Transposing swaps the two steps.
struct Matrix {
  const float* data;
  int64_t down;
  int64_t right;
};

// A matrix from its element (row, column) on.
inline Matrix from(Matrix whole, int64_t row, int64_t column) {
  return {whole.data + row * whole.down + column * whole.right, whole.down, whole.right};
}

// Memory of one thread that products are packed into; it grows, and lives as long as the thread.
class Packing {
 public:
  ~Packing() { ::operator delete[](floats_, ALIGNMENT); }
  float* of(int64_t count) {
    if (count > size_) {
      ::operator delete[](floats_, ALIGNMENT);
      floats_ = static_cast<float*>(::operator new[](count * sizeof(float), ALIGNMENT));
      size_ = count;
    }
    return floats_;
  }

 private:
  static constexpr std::align_val_t ALIGNMENT{64};
  float* floats_ = nullptr;
  int64_t size_ = 0;
};

constexpr int64_t dividedUp(int64_t count, int64_t by) { return (count + by - 1) / by; }

// Whole blocks that cover `count` rows or columns, in elements.
constexpr int64_t padded(int64_t count, int64_t block) { return dividedUp(count, block) * block; }

// A block of a product's rows: [first, first + count).
struct RowBlock {
  int64_t index;
  int64_t first;
  int count;
};

// Calls body for each of the fewest blocks that cover so many rows. They are as equal as can be: a small one at the end would
// take as long as one twice as large, since its few sums wait for each other.
template <typename Body>
inline void forRowBlocks(int64_t rows, const Body& body) {
  const int64_t blocks = dividedUp(rows, BLOCK_ROWS);
  for (int64_t index = 0; index < blocks; ++index) {
    const int64_t first = rows * index / blocks, end = rows * (index + 1) / blocks;
    body(RowBlock{index, first, static_cast<int>(end - first)});
  }
}

// Four numbers side by side, and which four of eight.
typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t Order __attribute__((vector_size(16)));

// Four of the eight numbers of a and b, by constant positions.
#if defined(__clang__)
#define OUTRAGEOUS_PICK(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define OUTRAGEOUS_PICK(a, b, i, j, k, l) __builtin_shuffle(a, b, Order{i, j, k, l})
#endif

// to[term * WIDTH + i] = from[i * across + term] for 4 × 4 numbers.
template <int WIDTH>
inline void transposeFour(const float* from, int64_t across, float* to) {
  const auto row = [&](int i) { return *reinterpret_cast<const Four*>(from + i * across); };
  const auto put = [&](int term, Four values) { *reinterpret_cast<Four*>(to + term * WIDTH) = values; };
  const Four first = OUTRAGEOUS_PICK(row(0), row(1), 0, 4, 1, 5), second = OUTRAGEOUS_PICK(row(2), row(3), 0, 4, 1, 5);
  const Four third = OUTRAGEOUS_PICK(row(0), row(1), 2, 6, 3, 7), fourth = OUTRAGEOUS_PICK(row(2), row(3), 2, 6, 3, 7);
  put(0, OUTRAGEOUS_PICK(first, second, 0, 1, 4, 5));
  put(1, OUTRAGEOUS_PICK(first, second, 2, 3, 6, 7));
  put(2, OUTRAGEOUS_PICK(third, fourth, 0, 1, 4, 5));
  put(3, OUTRAGEOUS_PICK(third, fourth, 2, 3, 6, 7));
}

// How many terms ahead of their use they are asked for.
constexpr int64_t AHEAD = 8;

// Each term's numbers lie together already: to[term * WIDTH + i] = from[term * along + i].
template <int WIDTH>
inline void packTerms(const float* from, int64_t along, int64_t depth, int count, float* to) {
  for (int64_t term = 0; term < depth; ++term, from += along, to += WIDTH) {
    for (int64_t i = 0; i < WIDTH; i += LINE) __builtin_prefetch(from + AHEAD * along + i);
    if (count == WIDTH) {
      std::memcpy(to, from, WIDTH * sizeof(float));
    } else {
      std::memcpy(to, from, count * sizeof(float));
      std::memset(to + count, 0, (WIDTH - count) * sizeof(float));
    }
  }
}

// Copies a strip of `count` ≤ WIDTH columns (or rows) so that what belongs to one term lies together:
// to[term * WIDTH + i] = from[term * along + i * across], zero for i ≥ count.
template <int WIDTH>
inline void packStrip(const float* from, int64_t along, int64_t across, int64_t depth, int count, float* to) {
  if (across == 1) return packTerms<WIDTH>(from, along, depth, count, to);
  if (count < WIDTH) std::memset(to, 0, depth * WIDTH * sizeof(float));
  for (int64_t start = 0; start < depth; start += LINE) {
    const int64_t end = std::min(start + LINE, depth);
    const bool wholeLine = along == 1 && end - start == LINE;
    const int inFours = wholeLine ? count / 4 * 4 : 0;
    for (int i = 0; i < inFours; i += 4)
      for (int64_t term = start; term < start + LINE; term += 4)
        transposeFour<WIDTH>(from + i * across + term, across, to + term * WIDTH + i);
    for (int i = inFours; i < count; ++i)
      for (int64_t term = start; term < end; ++term) to[term * WIDTH + i] = from[i * across + term * along];
  }
}

}  // namespace outrageous
