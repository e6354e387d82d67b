// Products of rows with the matrix of their group, and the gradients of the matrices: all groups in one op, shared
// among the threads in pieces, so that groups of unequal size don't wait for each other.
#include "outrageous.h"
#include "pieces.h"
#include "rowSums.h"

using namespace outrageous;

namespace {

// Gradients of more numbers than that are out of the cache before the optimizer reads them.
constexpr int64_t STREAMED_FROM = 1 << 22;

void requireOffsets(const Tensor<int32_t>& offsets, int64_t rows) {
  require(offsets.size > 0 && offsets.data[0] == 0 && offsets.data[offsets.size - 1] == rows,
          "offsets must go from 0 to the number of rows, " + std::to_string(rows));
  require(std::is_sorted(offsets.data, offsets.data + offsets.size), "offsets must not fall");
}

// c = max(0, c), where a NaN stays one.
void relu(int64_t rows, int64_t columns, const Result& c) {
  for (int64_t row = 0; row < rows; ++row) {
    float* numbers = c.data + row * c.down;
    for (int64_t column = 0; column < columns; ++column) numbers[column] = numbers[column] < 0 ? 0 : numbers[column];
  }
}

// y = x · W of each row's group, or x · Wᵀ, + the group's b if it has one; with relu, max(0, ·) of that.
void groupedMatMul(Context& context, const float* bias) {
  const Tensor<float> x = context.input<float>(0);
  const Tensor<float> weights = context.input<float>(1);
  const Tensor<int32_t> offsets = context.input<int32_t>(2);
  const bool transposed = context.attribute<bool>("transposed");
  const bool rectified = context.attribute<bool>("relu");
  const int64_t height = weights.shape[1], width = weights.shape[2];
  const int64_t depth = transposed ? width : height, columns = transposed ? height : width;
  requireOffsets(offsets, x.shape[0]);
  require(x.shape[1] == depth && weights.shape[0] == offsets.size - 1,
          "rows " + textOf(x.shape) + " do not fit matrices " + textOf(weights.shape));
  const Tensor<float> y = context.output<float>(0, {x.shape[0], columns});
  std::vector<int64_t> rows;
  for (int64_t g = 0; g + 1 < offsets.size; ++g) rows.push_back(offsets.data[g + 1] - offsets.data[g]);
  forEachPiece(piecesOf(rows, columns), [&](const Piece& piece) {
    const int64_t first = offsets.data[piece.which] + piece.row;
    const float* matrix = weights.data + piece.which * height * width;
    const Matrix right = transposed ? Matrix{matrix, 1, width} : Matrix{matrix, width, 1};
    const float* begin = bias ? bias + piece.which * columns + piece.column : nullptr;
    const Result to{y.data + first * columns + piece.column, columns, begin};
    multiply(piece.rows, piece.columns, depth, {x.data + first * depth, depth, 1}, from(right, 0, piece.column), to);
    if (rectified) relu(piece.rows, piece.columns, to);
  });
}

void plain(Context& context) { groupedMatMul(context, nullptr); }

void biased(Context& context) {
  const Tensor<float> weights = context.input<float>(1), bias = context.input<float>(3);
  const int64_t columns = weights.shape[context.attribute<bool>("transposed") ? 1 : 2];
  require(bias.shape == Shape{weights.shape[0], columns},
          "a bias " + textOf(bias.shape) + " does not fit matrices " + textOf(weights.shape));
  groupedMatMul(context, bias.data);
}

// For each group that has rows, Σ over its rows of leftᵀ · right; and which groups these are.
void groupedOuter(Context& context) {
  const Tensor<float> left = context.input<float>(0);
  const Tensor<float> right = context.input<float>(1);
  const Tensor<int32_t> offsets = context.input<int32_t>(2);
  const int64_t height = left.shape[1], width = right.shape[1];
  requireOffsets(offsets, left.shape[0]);
  require(left.shape[0] == right.shape[0],
          "rows " + textOf(left.shape) + " and " + textOf(right.shape) + " must be equally many");
  std::vector<int32_t> present;
  for (int64_t g = 0; g + 1 < offsets.size; ++g)
    if (offsets.data[g + 1] > offsets.data[g]) present.push_back(static_cast<int32_t>(g));
  const int64_t count = static_cast<int64_t>(present.size());
  const Tensor<int32_t> groups = context.output<int32_t>(0, {count});
  const Tensor<float> sums = context.output<float>(1, {count, height, width});
  std::copy(present.begin(), present.end(), groups.data);
  Result all{sums.data, width};
  all.streamed = sums.size > STREAMED_FROM && canStream(sums.data, width);
  forEachPiece(piecesOf(std::vector<int64_t>(count, height), width), [&](const Piece& piece) {
    const int64_t first = offsets.data[present[piece.which]], end = offsets.data[present[piece.which] + 1];
    const Matrix lefts{left.data + first * height + piece.row, 1, height};
    const Matrix rights{right.data + first * width + piece.column, width, 1};
    const Result to = from(all, piece.which * height + piece.row, piece.column);
    if (height == 1) return sumRows(end - first, piece.columns, rights, [&](int64_t row) { return lefts.data[row]; }, to.data);
    multiply(piece.rows, piece.columns, end - first, lefts, rights, to);
    if (all.streamed) finishStreaming();
  });
}

const std::vector<std::string> INPUTS = {"rows: float", "weights: float", "offsets: int32"};
const std::vector<std::string> ATTRIBUTES = {"transposed: bool", "relu: bool"};

const Op<plain> plainOp("OutrageousGroupedMatMul", INPUTS, {"y: float"}, ATTRIBUTES);
const Op<biased> biasedOp("OutrageousBiasedGroupedMatMul", with(INPUTS, "bias: float"), {"y: float"}, ATTRIBUTES);
const Op<groupedOuter> outer("OutrageousGroupedOuter", {"left: float", "right: float", "offsets: int32"},
                             {"groups: int32", "sums: float"});

}  // namespace
