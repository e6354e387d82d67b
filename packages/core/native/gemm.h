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

// Copies a strip of `count` ≤ WIDTH columns (or rows) so that what belongs to one term lies together:
// to[term * WIDTH + i] = from[term * along + i * across], zero for i ≥ count.
template <int WIDTH>
inline void packStrip(const float* from, int64_t along, int64_t across, int64_t depth, int count, float* to) {
  if (across == 1) {
    for (int64_t term = 0; term < depth; ++term, from += along, to += WIDTH) {
      std::memcpy(to, from, (count == WIDTH ? WIDTH : count) * sizeof(float));
      if (count < WIDTH) std::memset(to + count, 0, (WIDTH - count) * sizeof(float));
    }
    return;
  }
  if (count < WIDTH) std::memset(to, 0, depth * WIDTH * sizeof(float));
  constexpr int64_t RUN = 16;
  for (int64_t first = 0; first < depth; first += RUN) {
    const int64_t run = std::min(RUN, depth - first);
    for (int i = 0; i < count; ++i)
      for (int64_t term = first; term < first + run; ++term) to[term * WIDTH + i] = from[i * across + term * along];
  }
}

// One block: c (+)= Σ over terms of left[term][row] · right[term][column], from packed strips.
inline void multiplyBlock(int64_t depth, const float* left, const float* right, float* c, int64_t stride, bool add) {
  Vector sums[BLOCK_ROWS][VECTORS] = {};
  for (int64_t term = 0; term < depth; ++term, left += BLOCK_ROWS, right += BLOCK_COLUMNS) {
    Vector columns[VECTORS];
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) columns[v] = *reinterpret_cast<const Vector*>(right + v * LANES);
#pragma GCC unroll 12
    for (int row = 0; row < BLOCK_ROWS; ++row) {
#pragma GCC unroll 2
      for (int v = 0; v < VECTORS; ++v) sums[row][v] += left[row] * columns[v];
    }
  }
#pragma GCC unroll 12
  for (int row = 0; row < BLOCK_ROWS; ++row) {
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; ++v) {
      Vector* to = reinterpret_cast<Vector*>(c + row * stride + v * LANES);
      *to = add ? *to + sums[row][v] : sums[row][v];
    }
  }
}

// A block at an edge, of which only some rows and columns exist.
inline void multiplyEdge(int64_t depth, const float* left, const float* right, float* c, int64_t stride, bool add,
                         int rows, int columns) {
  float block[BLOCK_ROWS * BLOCK_COLUMNS];
  multiplyBlock(depth, left, right, block, BLOCK_COLUMNS, false);
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
        if (high == BLOCK_ROWS && wide == BLOCK_COLUMNS)
          multiplyBlock(terms, lefting + row * terms, righting, to, stride, more);
        else
          multiplyEdge(terms, lefting + row * terms, righting, to, stride, more, high, wide);
      }
    }
  }
}

}  // namespace outrageous
