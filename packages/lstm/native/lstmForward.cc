// An LSTM over a sequence:
//
//   z_t = [x_t; h_{t−1}] · W + b = [i; f; g; o]
//   c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
//   h_t = σ(o) ⊙ tanh(c_t)                       (· projection)
//
// The part of x is one product for all steps. After that the team goes through the steps together, with one barrier
// each, or two where there is a projection.
#include "lstm.h"

using namespace outrageous;

namespace {

class Forward {
 public:
  Forward(Context& context, bool projected)
      : x_(context.input<float>(0)),
        hidden0_(context.input<float>(1)),
        cell0_(context.input<float>(2)),
        weight_(context.input<float>(3)),
        bias_(context.input<float>(4)),
        projection_(projected ? context.input<float>(5).data : nullptr),
        n_{x_.shape[0], x_.shape[1], x_.shape[2], cell0_.shape[1], hidden0_.shape[1]} {
    require(weight_.shape[0] == n_.input + n_.hidden && weight_.shape[1] == 4 * n_.cells,
            "the weight " + textOf(weight_.shape) + " must be [input + hidden, 4 * cells]");
    hidden_ = context.output<float>(0, {n_.time, n_.batch, n_.hidden}).data;
    finalCell_ = context.output<float>(1, {n_.batch, n_.cells}).data;
    for (int i = 0; i < TRACES; ++i) trace_[i] = context.output<float>(2 + i, {n_.time, n_.batch, n_.cells}).data;
  }

  void run() {
    z_ = workspace<0>(n_.rows() * 4 * n_.cells);
    multiplyInputs();
    const int64_t strips = blocksOf(n_.cells) * 4 + (projection_ ? blocksOf(n_.hidden) : 0);
    float* packed = workspace<1>(std::max(PackedColumns::count(strips, std::max(n_.hidden, n_.cells)), int64_t{1}));
    recurrent_ = PackedColumns(packed, n_.hidden);
    projecting_ = PackedColumns(packed + PackedColumns::count(blocksOf(n_.cells) * 4, n_.hidden), n_.cells);
    hiddens_ = PackedRows(workspace<2>(2 * PackedRows::count(n_.batch, n_.hidden)), n_.batch, n_.hidden);
    outs_ = PackedRows(workspace<3>(2 * PackedRows::count(n_.batch, n_.cells)), n_.batch, n_.cells);
    for (int64_t row = 0; row < n_.batch; ++row)
      for (int64_t j = 0; j < n_.hidden; ++j) hiddens_.at(0, row, j) = hidden0_.data[row * n_.hidden + j];
    Pool::instance().together(teamFor(n_.batch, n_.hidden, n_.cells), [&](int member, int members, Barrier& barrier) {
      packOwn(member, members);
      for (int64_t t = 0; t < n_.time; ++t) {
        step(t, member, members, barrier);
        barrier.wait();
      }
    });
    std::memcpy(finalCell_, trace_[CELL] + (n_.rows() - n_.batch) * n_.cells, n_.batch * n_.cells * sizeof(float));
  }

 private:
  // z = b + x · W_x, for all steps.
  void multiplyInputs() {
    const int64_t columns = 4 * n_.cells;
    parallelFor(n_.rows(), 64, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) std::memcpy(z_ + row * columns, bias_.data, columns * sizeof(float));
    });
    multiplyTogether(n_.rows(), columns, n_.input, {x_.data, n_.input, 1}, {weight_.data, columns, 1}, z_, columns, true);
  }

  void packOwn(int member, int members) {
    const Matrix forHidden = {weight_.data + n_.input * 4 * n_.cells, 4 * n_.cells, 1};
    forOwnBlocks(n_.cells, member, members, [&](Block block) {
      for (int gate = 0; gate < 4; ++gate)
        recurrent_.pack(4 * block.index + gate, forHidden, gate * n_.cells + block.first, block.count);
    });
    if (!projection_) return;
    forOwnBlocks(n_.hidden, member, members, [&](Block block) {
      projecting_.pack(block.index, {projection_, n_.hidden, 1}, block.first, block.count);
    });
  }

  void step(int64_t t, int member, int members, Barrier& barrier) {
    forOwnBlocks(n_.cells, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; row += BLOCK_ROWS) stepBlock(t, row, block);
    });
    if (!projection_) return;
    barrier.wait();
    forOwnBlocks(n_.hidden, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; row += BLOCK_ROWS) projectBlock(t, row, block);
    });
  }

  // The cells of a block, for BLOCK_ROWS sequences from `first` on.
  void stepBlock(int64_t t, int64_t first, Block block) {
    alignas(64) float recurrent[4][BLOCK_ROWS * BLOCK_COLUMNS];
    for (int gate = 0; gate < 4; ++gate)
      multiplyRows(n_.rowsFrom(first), n_.hidden, hiddens_.strip(t, first), recurrent_.strip(4 * block.index + gate), recurrent[gate],
                    BLOCK_COLUMNS, false);
    for (int64_t row = first; row < first + n_.rowsFrom(first); ++row)
      forVectors(block.count, [&](int64_t at, int64_t count) {
        const int64_t own = (row - first) * BLOCK_COLUMNS + at, column = block.first + at;
        const float* z = z_ + (t * n_.batch + row) * 4 * n_.cells + column;
        const auto gate = [&](int i) { return loadSome(z + i * n_.cells, count) + load(recurrent[i] + own); };
        stepCells(t, row, column, count, sigmoid(gate(0)), sigmoid(gate(1)), hyperbolicTangent(gate(2)), sigmoid(gate(3)));
      });
  }

  void stepCells(int64_t t, int64_t row, int64_t column, int64_t count, Vector i, Vector f, Vector g, Vector o) {
    const int64_t at = (t * n_.batch + row) * n_.cells + column;
    const float* before = t == 0 ? cell0_.data + row * n_.cells + column : trace_[CELL] + at - n_.batch * n_.cells;
    const Vector c = f * loadSome(before, count) + i * g;
    const Vector squashed = hyperbolicTangent(c);
    const Vector out = o * squashed;
    const Vector traced[TRACES] = {i, f, g, o, c, squashed};
    for (int name = 0; name < TRACES; ++name) storeSome(trace_[name] + at, traced[name], count);
    if (!projection_) storeSome(hidden_ + at, out, count);
    PackedRows& next = projection_ ? outs_ : hiddens_;
    for (int64_t lane = 0; lane < count; ++lane) next.at(t + 1, row, column + lane) = out[lane];
  }

  // h = out · projection
  void projectBlock(int64_t t, int64_t first, Block block) {
    alignas(64) float h[BLOCK_ROWS * BLOCK_COLUMNS];
    multiplyRows(n_.rowsFrom(first), n_.cells, outs_.strip(t + 1, first), projecting_.strip(block.index), h, BLOCK_COLUMNS, false);
    for (int64_t row = first; row < first + n_.rowsFrom(first); ++row)
      for (int64_t j = 0; j < block.count; ++j) {
        const float value = h[(row - first) * BLOCK_COLUMNS + j];
        hidden_[(t * n_.batch + row) * n_.hidden + block.first + j] = value;
        hiddens_.at(t + 1, row, block.first + j) = value;
      }
  }

  const Tensor<float> x_, hidden0_, cell0_, weight_, bias_;
  const float* projection_;
  const Sizes n_;
  float* hidden_;
  float* finalCell_;
  float* trace_[TRACES];
  float* z_ = nullptr;
  PackedColumns recurrent_{nullptr, 0}, projecting_{nullptr, 0};
  PackedRows hiddens_{nullptr, 0, 0}, outs_{nullptr, 0, 0};
};

void plain(Context& context) { Forward(context, false).run(); }
void projected(Context& context) { Forward(context, true).run(); }

const std::vector<std::string> INPUTS = {"x: float", "hidden: float", "cell: float", "weight: float", "bias: float"};
const std::vector<std::string> OUTPUTS = {"hiddens: float",   "final_cell: float",  "input_gate: float",  "forget_gate: float",
                                          "candidate: float", "output_gate: float", "cells: float", "squashed: float"};

const Op<plain> plainOp("OutrageousLstmForward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmForward", with(INPUTS, "projection: float"), OUTPUTS);

}  // namespace
