// Large products, cut into pieces that threads take one after the other.
#pragma once

#include <vector>

#include "gemm.h"
#include "parallel.h"

namespace outrageous {

// The largest piece of a product that one thread does at a time.
constexpr int64_t PIECE_ROWS = 20 * BLOCK_ROWS;
constexpr int64_t PIECE_COLUMNS = 8 * BLOCK_COLUMNS;

// A part of one of several results: rows [row, row + rows) and columns [column, column + columns).
struct Piece {
  int64_t which;
  int64_t row;
  int64_t rows;
  int64_t column;
  int64_t columns;
};

// The size of equal pieces of at most `largest`, in whole blocks: a small one at the end would pack as much as the others.
constexpr int64_t evenly(int64_t count, int64_t largest, int64_t block) {
  const int64_t pieces = (count + largest - 1) / largest;
  return pieces == 0 ? largest : padded((count + pieces - 1) / pieces, block);
}

inline void addPieces(std::vector<Piece>& pieces, int64_t which, int64_t rows, int64_t columns) {
  const int64_t high = evenly(rows, PIECE_ROWS, BLOCK_ROWS), wide = evenly(columns, PIECE_COLUMNS, BLOCK_COLUMNS);
  for (int64_t row = 0; row < rows; row += high)
    for (int64_t column = 0; column < columns; column += wide)
      pieces.push_back({which, row, std::min(high, rows - row), column, std::min(wide, columns - column)});
}

template <typename Body>
void forEachPiece(const std::vector<Piece>& pieces, const Body& body) {
  parallelFor(static_cast<int64_t>(pieces.size()), 1, [&](int64_t begin, int64_t) { body(pieces[begin]); });
}

// A matrix from its element (row, column) on.
inline Matrix from(Matrix whole, int64_t row, int64_t column) {
  return {whole.data + row * whole.down + column * whole.right, whole.down, whole.right};
}

// As multiply(), by all threads.
inline void multiplyTogether(int64_t rows, int64_t columns, int64_t depth, Matrix left, Matrix right, float* c,
                             int64_t stride, bool add = false) {
  std::vector<Piece> pieces;
  addPieces(pieces, 0, rows, columns);
  forEachPiece(pieces, [&](const Piece& piece) {
    multiply(piece.rows, piece.columns, depth, from(left, piece.row, 0), from(right, 0, piece.column),
             c + piece.row * stride + piece.column, stride, add);
  });
}

}  // namespace outrageous
