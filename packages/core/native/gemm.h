// Products of matrices on one thread, for ops that share their work among threads themselves: many small
// products at once (experts), or a product inside a loop that must not wait for other threads (an LSTM's steps).
// TensorFlow's own routines are not exported, and start their threads anew for each product.
//
// The sums run in one order whatever the number of threads, so results repeat bit for bit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

namespace outrageous {

// What the registers of the processor hold: a block of BLOCK_ROWS rows of BLOCK_COLUMNS sums.
#if defined(__AVX512F__)
constexpr int LANES = 16;
constexpr int BLOCK_ROWS = 12;
#elif defined(__AVX__)
constexpr int LANES = 8;
constexpr int BLOCK_ROWS = 6;
#else
constexpr int LANES = 4;
constexpr int BLOCK_ROWS = 4;
#endif
constexpr int VECTORS = 2;
constexpr int BLOCK_COLUMNS = VECTORS * LANES;

// How many terms of each sum are added up in registers before they go to memory.
constexpr int64_t DEPTH = 512;

typedef float Vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

// A matrix of floats in memory: element (i, j) is data[i * down + j * right]. Transposing swaps the two steps.
struct Matrix {
  const float* data;
  int64_t down;
  int64_t right;
};

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

// Whole blocks that cover `count` rows or columns, in elements.
constexpr int64_t padded(int64_t count, int64_t block) { return (count + block - 1) / block * block; }

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

// A line of the cache, in floats, and how many terms ahead of their use they are asked for.
constexpr int64_t LINE = 16;
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

// ROWS rows of a block: c (+)= Σ over terms of left[term][row] · right[term][column], from packed strips.
template <int ROWS>
inline void multiplyBlock(int64_t depth, const float* left, const float* right, float* c, int64_t stride, bool add) {
  Vector sums[ROWS][VECTORS] = {};
  for (int64_t term = 0; term < depth; ++term, left += BLOCK_ROWS, right += BLOCK_COLUMNS) {
    Vector columns[VECTORS];
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) columns[v] = *reinterpret_cast<const Vector*>(right + v * LANES);
#pragma GCC unroll 12
    for (int row = 0; row < ROWS; ++row) {
#pragma GCC unroll 2
      for (int v = 0; v < VECTORS; ++v) sums[row][v] += left[row] * columns[v];
    }
  }
#pragma GCC unroll 12
  for (int row = 0; row < ROWS; ++row) {
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) {
      Vector* to = reinterpret_cast<Vector*>(c + row * stride + v * LANES);
      *to = add ? *to + sums[row][v] : sums[row][v];
    }
  }
}

// The first `rows` ≤ ROWS rows of a block, without computing the others.
template <int ROWS = BLOCK_ROWS>
inline void multiplyRows(int rows, int64_t depth, const float* left, const float* right, float* c, int64_t stride,
                         bool add) {
  if constexpr (ROWS > 0) {
    if (rows == ROWS)
      multiplyBlock<ROWS>(depth, left, right, c, stride, add);
    else
      multiplyRows<ROWS - 1>(rows, depth, left, right, c, stride, add);
  }
}

// A block at an edge, of which only some rows and columns exist.
inline void multiplyEdge(int64_t depth, const float* left, const float* right, float* c, int64_t stride, bool add,
                         int rows, int columns) {
  float block[BLOCK_ROWS * BLOCK_COLUMNS];
  multiplyRows(rows, depth, left, right, block, BLOCK_COLUMNS, false);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      float& to = c[row * stride + column];
      to = (add ? to : 0) + block[row * BLOCK_COLUMNS + column];
    }
}

// c [rows, columns] (+)= left [rows, depth] · right [depth, columns]; rows of c are `stride` apart.
inline void multiply(int64_t rows, int64_t columns, int64_t depth, Matrix left, Matrix right, float* c, int64_t stride,
                     bool add = false) {
  static thread_local Packing lefts, rights;
  float* lefting = lefts.of(padded(rows, BLOCK_ROWS) * std::min(depth, DEPTH));
  float* righting = rights.of(BLOCK_COLUMNS * std::min(depth, DEPTH));
  for (int64_t start = 0; start < depth; start += DEPTH) {
    const int64_t terms = std::min(DEPTH, depth - start);
    for (int64_t row = 0; row < rows; row += BLOCK_ROWS) {
      const int count = static_cast<int>(std::min<int64_t>(BLOCK_ROWS, rows - row));
      packStrip<BLOCK_ROWS>(left.data + row * left.down + start * left.right, left.right, left.down, terms, count,
                            lefting + row * terms);
    }
    for (int64_t column = 0; column < columns; column += BLOCK_COLUMNS) {
      const int wide = static_cast<int>(std::min<int64_t>(BLOCK_COLUMNS, columns - column));
      packStrip<BLOCK_COLUMNS>(right.data + start * right.down + column * right.right, right.down, right.right, terms,
                               wide, righting);
      for (int64_t row = 0; row < rows; row += BLOCK_ROWS) {
        const int high = static_cast<int>(std::min<int64_t>(BLOCK_ROWS, rows - row));
        float* to = c + row * stride + column;
        const bool more = add || start > 0;
        if (wide == BLOCK_COLUMNS)
          multiplyRows(high, terms, lefting + row * terms, righting, to, stride, more);
        else
          multiplyEdge(terms, lefting + row * terms, righting, to, stride, more, high, wide);
      }
    }
  }
}

}  // namespace outrageous
