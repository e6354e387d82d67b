// Matrices packed for the steps of a pass through time, and what is done with a block of a step's columns.
//
// Each step multiplies rows that all threads made at the step before with the same matrix, so that matrix is packed
// once for all steps, and the rows are packed by whoever makes them, while they are near.
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

// A block of the columns of a step's rows, of one or more parts, until it is packed: in the step's own memory rows often lie
// so that they push each other out of the cache.
class BlockRows {
 public:
  BlockRows(Block block, int64_t batch, int parts = 1)
      : block_(block), size_(batch * BLOCK_COLUMNS), memory_(workspace<7>(parts * size_)) {}
  void keep(Place at, Vector values, int part = 0) const {
    storeSome(memory_ + part * size_ + at.row * BLOCK_COLUMNS + at.column - block_.first, values, at.count);
  }
  Block block() const { return block_; }
  const float* part(int part) const { return memory_ + part * size_; }

 private:
  const Block block_;
  const int64_t size_;
  float* const memory_;
};

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
  const float* strip(int64_t step, RowBlock block) const { return at(step, block.index); }
  // Writes a block of a step's columns; with several parts, those of each `partWidth` columns on from the one before.
  void pack(int64_t step, const BlockRows& rows, int parts = 1, int64_t partWidth = 0) const {
    for (int part = 0; part < parts; ++part)
      pack(step, {rows.part(part), BLOCK_COLUMNS, 1}, part * partWidth + rows.block().first, rows.block().count);
  }
  // Writes all rows of a step: [batch, width].
  void pack(int64_t step, const float* rows) const { pack(step, {rows, width_, 1}, 0, width_); }

 private:
  float* at(int64_t step, int64_t strip) const { return memory_ + (step & 1) * size_ + strip * BLOCK_ROWS * width_; }
  void pack(int64_t step, Matrix rows, int64_t first, int64_t columns) const {
    forRowBlocks(batch_, [&](RowBlock block) {
      packStrip<BLOCK_ROWS>(from(rows, block.first, 0).data, rows.right, rows.down, columns, block.count,
                            at(step, block.index) + first * BLOCK_ROWS);
    });
  }

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
  forRowBlocks(left.batch(), [&](RowBlock rows) {
    for (int part = 0; part < PARTS; ++part)
      multiplyRows(rows.count, {right.depth(), left.strip(step, rows), right.strip(PARTS * block.index + part)},
                   {products[part], BLOCK_COLUMNS});
    forPlaces(rows.count, block, [&](Place at) {
      Vector values[PARTS];
      for (int part = 0; part < PARTS; ++part)
        values[part] = load(products[part] + at.row * BLOCK_COLUMNS + at.column - block.first);
      body(Place{rows.first + at.row, at.column, at.count}, values);
    });
  });
}

}  // namespace outrageous
