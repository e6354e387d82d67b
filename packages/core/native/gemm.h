// Products of matrices on one thread, for ops that share their work among threads themselves: many small
// products at once (experts), or a product inside a loop that must not wait for other threads (an LSTM's steps).
// TensorFlow's own routines are not exported, and start their threads anew for each product.
//
// The sums run in one order whatever the number of threads, so results repeat bit for bit.
#pragma once

#include "block.h"

namespace outrageous {

// How many terms of each sum are added up in registers before they go to memory: all, where there are not many more. A strip of
// the right side must stay near: two threads of one core share its first cache.
constexpr int64_t DEPTH = LANES == 16 ? 512 : 256;
constexpr int64_t MOST_DEPTH = DEPTH + DEPTH / 2;

constexpr int64_t depthOfEach(int64_t depth) { return depth <= MOST_DEPTH ? depth : DEPTH; }

// A strip of up to BLOCK_COLUMNS columns of the right side, in the terms that are multiplied now.
struct Strip {
  int64_t terms;
  int columns;
  Matrix matrix;
  // Where the next strip begins; null if there is none.
  const float* next;

  bool whole() const { return columns == BLOCK_COLUMNS; }
  // Columns of a term that lie together can be packed while they are multiplied.
  bool packsOnTheWay() const { return whole() && matrix.right == 1; }

  // So many blocks of rows ask for the next strip, each for so many lines in a group of terms.
  struct Asking {
    int64_t blocks;
    int64_t lines;
  };

  // As slowly as there are blocks to ask; of rows of columns, which come fast, some at a time.
  Asking askingOf(int64_t blocks) const {
    const int64_t fewest = matrix.right == 1 ? 1 : COLUMNS_AT_A_TIME;
    Asking asking = matrix.right == 1 ? Asking{LINES, GROUP} : Asking{1, BLOCK_COLUMNS};
    while (asking.lines > fewest && asking.blocks * 2 <= blocks) asking = {asking.blocks * 2, asking.lines / 2};
    return asking;
  }

  // The lines for which block `index` of them asks: the same line of a group's columns, or one line of some of the terms.
  AsksFor asksForNext(int64_t index, Asking asking) const {
    if (matrix.right != 1)
      return {next + index * asking.lines * matrix.right, asking.lines, matrix.right, GROUP * matrix.down};
    const int64_t first = index / LINES * (terms * LINES / asking.blocks), line = index % LINES;
    return {next + LAST_OF_LINE + line * LINE + first * matrix.down, asking.lines, matrix.down, asking.lines * matrix.down};
  }

 private:
  static constexpr int64_t COLUMNS_AT_A_TIME = 4;
  // The lines that a term takes: one or two.
  static constexpr int64_t LINES = LANES == 16 ? 2 : 1;
  // Where strips don't begin with a line, the one before has asked for the rest.
  static constexpr int64_t LAST_OF_LINE = std::min<int64_t>(LINE, BLOCK_COLUMNS) - 1;
};

// All rows, packed in `left`, times one strip, which is packed into `packed`. The first block of rows packs the strip;
// the next ones ask for the strip that follows: together they hide most of the time that memory takes.
inline void multiplyStrip(int64_t rows, const float* left, const Strip& strip, float* packed, const Result& to) {
  const Matrix matrix = strip.matrix;
  const int64_t terms = strip.terms;
  if (!strip.packsOnTheWay()) packStrip<BLOCK_COLUMNS>(matrix.data, matrix.down, matrix.right, terms, strip.columns, packed);
  const Strip::Asking asking = strip.askingOf(dividedUp(rows, BLOCK_ROWS) - 1);
  forRowBlocks(rows, [&](RowBlock block) {
    const int64_t asked = block.index - 1;
    const Sides sides{terms, left + block.index * BLOCK_ROWS * terms, packed};
    const Result part = from(to, block.first, 0);
    if (!strip.whole())
      multiplyEdge(block.count, strip.columns, sides, part);
    else if (block.index == 0 && strip.packsOnTheWay())
      multiplyRows(block.count, {terms, left, matrix.data, matrix.down}, part, Packs{matrix.data, matrix.down, packed});
    else if (strip.next && asked >= 0 && asked < asking.blocks)
      multiplyRows(block.count, sides, part, strip.asksForNext(asked, asking));
    else
      multiplyRows(block.count, sides, part);
  });
}

// The left side of some terms, packed: a strip of BLOCK_ROWS rows for each block of them.
inline void packLeft(int64_t rows, int64_t terms, Matrix left, float* packed) {
  forRowBlocks(rows, [&](RowBlock block) {
    packStrip<BLOCK_ROWS>(left.data + block.first * left.down, left.right, left.down, terms, block.count,
                          packed + block.index * BLOCK_ROWS * terms);
  });
}

// to = begin: a product of no terms.
inline void multiplyNothing(int64_t rows, int64_t columns, const Result& to) {
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column)
      to.data[row * to.down + column] = to.begin ? to.begin[row * to.beginDown + column] : 0;
}

// to = begin + left [rows, depth] · right [depth, columns]
inline void multiply(int64_t rows, int64_t columns, int64_t depth, Matrix left, Matrix right, const Result& to) {
  static thread_local Packing lefts, rights;
  if (depth == 0) return multiplyNothing(rows, columns, to);
  const int64_t deep = depthOfEach(depth);
  float* packedLeft = lefts.of(padded(rows, BLOCK_ROWS) * deep);
  float* packedRight = rights.of(BLOCK_COLUMNS * deep);
  for (int64_t start = 0; start < depth; start += deep) {
    const int64_t end = std::min(start + deep, depth);
    packLeft(rows, end - start, from(left, 0, start), packedLeft);
    Result sums = start == 0 ? to : addedTo(to.data, to.down);
    sums.streamed = to.streamed && end == depth;
    for (int64_t column = 0; column < columns; column += BLOCK_COLUMNS) {
      const int wide = static_cast<int>(std::min<int64_t>(BLOCK_COLUMNS, columns - column));
      const int64_t following = column + BLOCK_COLUMNS;
      const float* next = following < columns ? from(right, start, following).data
                          : end < depth       ? from(right, end, 0).data
                                              : nullptr;
      multiplyStrip(rows, packedLeft, {end - start, wide, from(right, start, column), next}, packedRight,
                    from(sums, 0, column));
    }
  }
}

}  // namespace outrageous
