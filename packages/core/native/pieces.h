// Large products, cut into pieces that threads take one after the other.
#pragma once

#include <algorithm>
#include <vector>

#include "gemm.h"
#include "parallel.h"

namespace outrageous {

// A part of one of several results: rows [row, row + rows) and columns [column, column + columns).
struct Piece {
  int64_t which;
  int64_t row;
  int64_t rows;
  int64_t column;
  int64_t columns;
};

// A piece has at most as many rows as stay in a thread's cache when they are packed. The more rows and columns it has,
// the less packing costs beside, but there should be several pieces for each thread, or equally many.
constexpr int64_t PIECE_ROWS = 240;
constexpr int64_t LEAST_COLUMNS = 256;
constexpr int64_t MOST_COLUMNS = 1024;
constexpr int64_t PIECES_PER_THREAD = 8;

// The size of so many equal pieces, in whole blocks: a small one at the end would pack as much as the others.
constexpr int64_t sizeOfEach(int64_t count, int64_t pieces, int64_t block) {
  return padded(dividedUp(std::max<int64_t>(count, 1), pieces), block);
}

constexpr int64_t rowPieces(int64_t rows) { return std::max<int64_t>(1, dividedUp(rows, PIECE_ROWS)); }

// More pieces, of which every thread gets equally many, as long as they stay large.
constexpr int64_t evenRowPieces(int64_t rows, int64_t threads) {
  const int64_t even = padded(rowPieces(rows), threads);
  return rows / even >= PIECE_ROWS / 2 ? even : rowPieces(rows);
}

// Cuts results of rows[i] rows each and equally many columns; so many such products are done at a time.
inline std::vector<Piece> piecesOf(const std::vector<int64_t>& rows, int64_t columns, int64_t products = 1) {
  const int64_t threads = Pool::instance().threads(), wanted = dividedUp(PIECES_PER_THREAD * threads, products);
  int64_t high = 0;
  for (const int64_t count : rows) high += rowPieces(count);
  const int64_t narrow = dividedUp(columns, dividedUp(wanted, std::max<int64_t>(high, 1)));
  const int64_t across = std::max<int64_t>(1, dividedUp(columns, std::clamp(narrow, LEAST_COLUMNS, MOST_COLUMNS)));
  const bool uneven = high * across < wanted && high * across % threads != 0;
  const int64_t wide = sizeOfEach(columns, across, BLOCK_COLUMNS);
  std::vector<Piece> pieces;
  for (size_t which = 0; which < rows.size(); ++which) {
    const int64_t down = uneven ? evenRowPieces(rows[which], threads) : rowPieces(rows[which]);
    const int64_t tall = sizeOfEach(rows[which], down, BLOCK_ROWS);
    for (int64_t row = 0; row < rows[which]; row += tall)
      for (int64_t column = 0; column < columns; column += wide)
        pieces.push_back({static_cast<int64_t>(which), row, std::min(tall, rows[which] - row), column,
                          std::min(wide, columns - column)});
  }
  // The largest first, so that no thread is left with one at the end.
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.rows > b.rows; });
  return pieces;
}

template <typename Body>
void forEachPiece(const std::vector<Piece>& pieces, const Body& body) {
  parallelFor(static_cast<int64_t>(pieces.size()), 1, [&](int64_t begin, int64_t) { body(pieces[begin]); });
}

// to = begin + left [rows, depth] · right [depth, columns]
struct Product {
  int64_t rows;
  int64_t columns;
  int64_t depth;
  Matrix left;
  Matrix right;
  Result to;
};

// Several products, none of which waits for another, by all threads: one that is done with the first begins with the next.
inline void multiplyTogether(const std::vector<Product>& products) {
  std::vector<Piece> pieces;
  for (size_t which = 0; which < products.size(); ++which)
    for (Piece piece : piecesOf({products[which].rows}, products[which].columns, products.size())) {
      piece.which = static_cast<int64_t>(which);
      pieces.push_back(piece);
    }
  forEachPiece(pieces, [&](const Piece& piece) {
    const Product& of = products[piece.which];
    multiply(piece.rows, piece.columns, of.depth, from(of.left, piece.row, 0), from(of.right, 0, piece.column),
             from(of.to, piece.row, piece.column));
  });
}

}  // namespace outrageous
