// What the passes of an LSTM through time are made of.
//
// Threads divide the cells among them, in blocks of as many as a block of a product has columns. Each step multiplies
// rows that all threads made at the step before with the same matrix, so that matrix is packed once for all steps, and
// the rows are written packed by whoever makes them.
#pragma once

#include <vector>

#include "outrageous.h"
#include "pieces.h"
#include "vectorMath.h"

namespace outrageous {

// Memory that a pass works with; kept by its thread for the next call.
template <int PURPOSE>
float* workspace(int64_t count) {
  static thread_local Packing memory;
  return memory.of(count);
}

// Rows [batch, width] as a product wants its left side: strips of BLOCK_ROWS rows, [width, BLOCK_ROWS] each, zero
// beyond the batch. There are two of them in turn: one is read while the next step's is written.
class PackedRows {
 public:
  PackedRows(float* memory, int64_t batch, int64_t width) : memory_(memory), width_(width), size_(count(batch, width)) {
    std::memset(memory, 0, 2 * size_ * sizeof(float));
  }
  static int64_t count(int64_t batch, int64_t width) { return padded(batch, BLOCK_ROWS) * width; }
  float* strip(int64_t step, int64_t row) const { return memory_ + (step & 1) * size_ + row * width_; }
  float& at(int64_t step, int64_t row, int64_t column) const {
    return strip(step, row - row % BLOCK_ROWS)[column * BLOCK_ROWS + row % BLOCK_ROWS];
  }

 private:
  float* memory_;
  int64_t width_;
  int64_t size_;
};

// Columns of a matrix, packed in strips of BLOCK_COLUMNS over its whole depth.
class PackedColumns {
 public:
  PackedColumns(float* memory, int64_t depth) : memory_(memory), depth_(depth) {}
  static int64_t count(int64_t strips, int64_t depth) { return strips * BLOCK_COLUMNS * depth; }
  float* strip(int64_t index) const { return memory_ + index * BLOCK_COLUMNS * depth_; }
  // Packs `count` columns from `column` on.
  void pack(int64_t index, Matrix matrix, int64_t column, int64_t count) const {
    packStrip<BLOCK_COLUMNS>(matrix.data + column * matrix.right, matrix.down, matrix.right, depth_,
                             static_cast<int>(count), strip(index));
  }

 private:
  float* memory_;
  int64_t depth_;
};

// A block of columns: [first, first + count).
struct Block {
  int64_t index;
  int64_t first;
  int64_t count;
};

inline int64_t blocksOf(int64_t width) { return (width + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS; }

// Calls body for those blocks of `width` columns that belong to one member of a team.
template <typename Body>
void forOwnBlocks(int64_t width, int member, int members, const Body& body) {
  const int64_t blocks = blocksOf(width);
  for (int64_t index = blocks * member / members; index < blocks * (member + 1) / members; ++index) {
    const int64_t first = index * BLOCK_COLUMNS;
    body(Block{index, first, std::min<int64_t>(BLOCK_COLUMNS, width - first)});
  }
}

// How many threads a pass is worth: each should have a few thousand multiplications per step.
inline int teamFor(int64_t batch, int64_t depth, int64_t columns) {
  const int64_t work = batch * depth * columns;
  return static_cast<int>(std::min<int64_t>(blocksOf(columns), std::max<int64_t>(1, work / 100000)));
}

// A vector of the first `count` numbers, zero beyond.
inline Vector loadSome(const float* from, int64_t count) {
  if (count >= LANES) return load(from);
  float lanes[LANES] = {};
  std::memcpy(lanes, from, count * sizeof(float));
  return load(lanes);
}

inline void storeSome(float* to, Vector values, int64_t count) {
  if (count >= LANES) return store(to, values);
  float lanes[LANES];
  store(lanes, values);
  std::memcpy(to, lanes, count * sizeof(float));
}

// Calls body(offset, count) for each vector of a block of columns; only the last may have fewer than LANES.
template <typename Body>
void forVectors(int64_t columns, const Body& body) {
  for (int64_t at = 0; at < columns; at += LANES) body(at, std::min<int64_t>(LANES, columns - at));
}

}  // namespace outrageous
