// Matrices packed for the steps of a pass through time, and what is done with a block of a step's columns.
//
// Each step multiplies rows that all threads made at the step before with the same matrix, so that matrix is packed
// once for all steps, and the rows are written packed by whoever makes them.
#pragma once

#include "block.h"
#include "vectorMath.h"

namespace outrageous {

// Memory that a pass works with; kept by its thread for the next call.
template <int PURPOSE>
float* workspace(int64_t count) {
  static thread_local Packing memory;
  return memory.of(count);
}

// A block of columns: [first, first + count).
struct Block {
  int64_t index;
  int64_t first;
  int64_t count;
};

inline int64_t blocksOf(int64_t width) { return dividedUp(width, BLOCK_COLUMNS); }

// As loadSome(), and asks for what the next block of columns needs from the same row: it lies too far from what the processor
// itself would fetch.
inline Vector loadAndAsk(const float* from, int64_t count) {
  __builtin_prefetch(from + BLOCK_COLUMNS);
  return loadSome(from, count);
}

// Calls body(place) for each vector of a block of columns, in each of `rows` rows.
template <typename Body>
void forPlaces(int64_t rows, Block block, const Body& body) {
  for (int64_t row = 0; row < rows; ++row) forPlacesOf(row, block.first, block.first + block.count, body);
}

// Copies a block of the columns of rows [rows, width].
inline void copyBlock(int64_t rows, int64_t width, Block block, const float* from, float* to) {
  for (int64_t at = block.first; at < rows * width; at += width)
    std::memcpy(to + at, from + at, block.count * sizeof(float));
}

// Rows [batch, width] as a product wants its left side: strips of BLOCK_ROWS rows, [width, BLOCK_ROWS] each, zero
// beyond the batch. There are two of them in turn: one is read while the next step's is written.
class PackedRows {
 public:
  PackedRows() = default;
  PackedRows(float* memory, int64_t batch, int64_t width)
      : memory_(memory), batch_(batch), width_(width), size_(count(batch, width)) {
    std::memset(memory, 0, 2 * size_ * sizeof(float));
  }
  static int64_t count(int64_t batch, int64_t width) { return padded(batch, BLOCK_ROWS) * width; }
  int64_t batch() const { return batch_; }
  float* strip(int64_t step, int64_t row) const { return memory_ + (step & 1) * size_ + row * width_; }
  void put(int64_t step, Place at, Vector values) const {
    const int64_t within = at.row % BLOCK_ROWS;
    float* to = strip(step, at.row - within) + at.column * BLOCK_ROWS + within;
    for (int64_t lane = 0; lane < at.count; ++lane) to[lane * BLOCK_ROWS] = values[lane];
  }
  // Writes all rows of a step: [batch, width].
  void fill(int64_t step, const float* rows) const {
    forPlaces(batch_, {0, 0, width_},
              [&](Place at) { put(step, at, loadSome(rows + at.row * width_ + at.column, at.count)); });
  }

 private:
  float* memory_ = nullptr;
  int64_t batch_ = 0;
  int64_t width_ = 0;
  int64_t size_ = 0;
};

template <int PURPOSE>
PackedRows packedRows(int64_t batch, int64_t width) {
  return PackedRows(workspace<PURPOSE>(2 * PackedRows::count(batch, width)), batch, width);
}

// Columns of a matrix, packed in strips of BLOCK_COLUMNS over its whole depth.
class PackedColumns {
 public:
  PackedColumns() = default;
  PackedColumns(float* memory, int64_t depth) : memory_(memory), depth_(depth) {}
  static int64_t count(int64_t strips, int64_t depth) { return strips * BLOCK_COLUMNS * depth; }
  int64_t depth() const { return depth_; }
  float* strip(int64_t index) const { return memory_ + index * BLOCK_COLUMNS * depth_; }
  // Packs a block of columns of each of `parts` matrices that lie side by side, `width` columns each.
  void pack(Block block, Matrix matrix, int parts = 1, int64_t width = 0) const {
    for (int part = 0; part < parts; ++part)
      packStrip<BLOCK_COLUMNS>(matrix.data + (part * width + block.first) * matrix.right, matrix.down, matrix.right,
                               depth_, static_cast<int>(block.count), strip(parts * block.index + part));
  }

 private:
  float* memory_ = nullptr;
  int64_t depth_ = 0;
};

// Multiplies all rows of a step with a block of each of PARTS packed matrices, and calls
// body(place, products) for each vector: products[part] is that of one matrix.
template <int PARTS, typename Body>
void forProducts(const PackedRows& left, int64_t step, const PackedColumns& right, Block block, const Body& body) {
  alignas(64) float products[PARTS][BLOCK_ROWS * BLOCK_COLUMNS];
  for (int64_t first = 0; first < left.batch(); first += BLOCK_ROWS) {
    const int rows = static_cast<int>(std::min<int64_t>(BLOCK_ROWS, left.batch() - first));
    for (int part = 0; part < PARTS; ++part)
      multiplyRows(rows, {right.depth(), left.strip(step, first), right.strip(PARTS * block.index + part)},
                   {products[part], BLOCK_COLUMNS});
    forPlaces(rows, block, [&](Place at) {
      Vector values[PARTS];
      for (int part = 0; part < PARTS; ++part)
        values[part] = load(products[part] + at.row * BLOCK_COLUMNS + at.column - block.first);
      body(Place{first + at.row, at.column, at.count}, values);
    });
  }
}

}  // namespace outrageous
