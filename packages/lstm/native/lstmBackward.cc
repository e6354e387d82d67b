// Back-propagation through time, of what lstmForward.cc computes.
//
// The team goes back through the steps with one barrier each, or two where there is a projection, and writes down the
// gradient before the activations, dz. After that input, weight and bias get theirs in one product each for all steps.
#include "lstm.h"

using namespace outrageous;

namespace {

class Backward {
 public:
  Backward(Context& context, bool projected)
      : x_(context.input<float>(0)),
        hidden0_(context.input<float>(1)),
        cell0_(context.input<float>(2)),
        weight_(context.input<float>(3)),
        n_{x_.shape[0], x_.shape[1], x_.shape[2], cell0_.shape[1], hidden0_.shape[1]} {
    hiddens_ = context.input<float>(4).data;
    for (int i = 0; i < TRACES; ++i) trace_[i] = context.input<float>(5 + i).data;
    dHiddens_ = context.input<float>(5 + TRACES).data;
    dFinalCell_ = context.input<float>(6 + TRACES).data;
    if (projected) projection_ = context.input<float>(7 + TRACES).data;
    dx_ = context.output<float>(0, x_.shape).data;
    dHidden0_ = context.output<float>(1, hidden0_.shape).data;
    dCell_ = context.output<float>(2, cell0_.shape).data;
    dWeight_ = context.output<float>(3, weight_.shape).data;
    dBias_ = context.output<float>(4, {4 * n_.cells}).data;
    if (projected) dProjection_ = context.output<float>(5, {n_.cells, n_.hidden}).data;
  }

  void run() {
    prepare();
    const int wanted = teamFor(n_.batch, 4 * n_.cells, n_.hidden);
    Pool::instance().together(wanted, [&](int member, int members, Barrier& barrier) {
      packOwn(member, members);
      beginOwn(member, members);
      barrier.wait();
      for (int64_t t = n_.time - 1; t >= 0; --t) step(t, member, members, barrier);
    });
    finish();
  }

 private:
  void prepare() {
    dz_ = workspace<0>(n_.rows() * 4 * n_.cells);
    dHidden_ = workspace<4>(n_.rows() * n_.hidden);
    const int64_t strips = PackedColumns::count(blocksOf(n_.hidden), 4 * n_.cells);
    float* packed = workspace<1>(strips + PackedColumns::count(blocksOf(n_.cells), n_.hidden));
    recurrent_ = PackedColumns(packed, 4 * n_.cells);
    unprojecting_ = PackedColumns(packed + strips, n_.hidden);
    packedDz_ = PackedRows(workspace<2>(2 * PackedRows::count(n_.batch, 4 * n_.cells)), n_.batch, 4 * n_.cells);
    packedDh_ = PackedRows(workspace<3>(2 * PackedRows::count(n_.batch, n_.hidden)), n_.batch, n_.hidden);
  }

  void packOwn(int member, int members) {
    const Matrix backToHidden = {weight_.data + n_.input * 4 * n_.cells, 1, 4 * n_.cells};
    forOwnBlocks(n_.hidden, member, members, [&](Block block) { recurrent_.pack(block.index, backToHidden, block.first, block.count); });
    if (!projection_) return;
    forOwnBlocks(n_.cells, member, members, [&](Block block) {
      unprojecting_.pack(block.index, {projection_, 1, n_.hidden}, block.first, block.count);
    });
  }

  // The gradients of the last step's hidden state and cell.
  void beginOwn(int member, int members) {
    const int64_t last = n_.time - 1;
    forOwnBlocks(n_.hidden, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; ++row)
        for (int64_t j = block.first; j < block.first + block.count; ++j) {
          const int64_t at = (last * n_.batch + row) * n_.hidden + j;
          dHidden_[at] = dHiddens_[at];
          packedDh_.at(last, row, j) = dHiddens_[at];
        }
    });
    forOwnBlocks(n_.cells, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; ++row) {
        const int64_t at = row * n_.cells + block.first;
        std::memcpy(dCell_ + at, dFinalCell_ + at, block.count * sizeof(float));
      }
    });
  }

  void step(int64_t t, int member, int members, Barrier& barrier) {
    forOwnBlocks(n_.cells, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; row += BLOCK_ROWS) stepBlock(t, row, block);
    });
    barrier.wait();
    forOwnBlocks(n_.hidden, member, members, [&](Block block) {
      for (int64_t row = 0; row < n_.batch; row += BLOCK_ROWS) carryBlock(t, row, block);
    });
    if (projection_) barrier.wait();
  }

  // dz of a block of cells, for BLOCK_ROWS sequences from `first` on.
  void stepBlock(int64_t t, int64_t first, Block block) {
    alignas(64) float unprojected[BLOCK_ROWS * BLOCK_COLUMNS];
    if (projection_)
      multiplyRows(n_.rowsFrom(first), n_.hidden, packedDh_.strip(t, first), unprojecting_.strip(block.index), unprojected, BLOCK_COLUMNS, false);
    for (int64_t row = first; row < first + n_.rowsFrom(first); ++row)
      forVectors(block.count, [&](int64_t at, int64_t count) {
        const Vector dOut = projection_ ? load(unprojected + (row - first) * BLOCK_COLUMNS + at)
                                        : loadSome(dHidden_ + (t * n_.batch + row) * n_.cells + block.first + at, count);
        stepCells(t, row, block.first + at, count, dOut);
      });
  }

  void stepCells(int64_t t, int64_t row, int64_t column, int64_t count, Vector dOut) {
    const int64_t at = (t * n_.batch + row) * n_.cells + column;
    const auto traced = [&](Trace name) { return loadSome(trace_[name] + at, count); };
    const Vector i = traced(INPUT_GATE), f = traced(FORGET_GATE), g = traced(CANDIDATE), o = traced(OUTPUT_GATE);
    const Vector squashed = traced(SQUASHED);
    const float* cell = t == 0 ? cell0_.data + row * n_.cells + column : trace_[CELL] + at - n_.batch * n_.cells;
    float* dCell = dCell_ + row * n_.cells + column;
    const Vector dc = loadSome(dCell, count) + dOut * o * (1.0f - squashed * squashed);
    const Vector dz[4] = {dc * g * i * (1.0f - i), dc * loadSome(cell, count) * f * (1.0f - f), dc * i * (1.0f - g * g),
                          dOut * squashed * o * (1.0f - o)};
    storeSome(dCell, dc * f, count);
    for (int gate = 0; gate < 4; ++gate) {
      const int64_t to = gate * n_.cells + column;
      storeSome(dz_ + (t * n_.batch + row) * 4 * n_.cells + to, dz[gate], count);
      for (int64_t lane = 0; lane < count; ++lane) packedDz_.at(t, row, to + lane) = dz[gate][lane];
    }
  }

  // dh_{t−1} = dz_t · W_hᵀ + the gradient from above.
  void carryBlock(int64_t t, int64_t first, Block block) {
    alignas(64) float carried[BLOCK_ROWS * BLOCK_COLUMNS];
    multiplyRows(n_.rowsFrom(first), 4 * n_.cells, packedDz_.strip(t, first), recurrent_.strip(block.index), carried, BLOCK_COLUMNS, false);
    for (int64_t row = first; row < first + n_.rowsFrom(first); ++row)
      for (int64_t j = 0; j < block.count; ++j) {
        const float value = carried[(row - first) * BLOCK_COLUMNS + j];
        if (t == 0) {
          dHidden0_[row * n_.hidden + block.first + j] = value;
          continue;
        }
        const int64_t at = ((t - 1) * n_.batch + row) * n_.hidden + block.first + j;
        dHidden_[at] = dHiddens_[at] + value;
        packedDh_.at(t - 1, row, block.first + j) = dHidden_[at];
      }
  }

  void finish() {
    const int64_t columns = 4 * n_.cells, rows = n_.rows(), later = rows - n_.batch;
    const Matrix dz = {dz_, columns, 1};
    multiplyTogether(rows, n_.input, columns, dz, {weight_.data, 1, columns}, dx_, n_.input);
    multiplyTogether(n_.input, columns, rows, {x_.data, 1, n_.input}, dz, dWeight_, columns);
    float* dRecurrent = dWeight_ + n_.input * columns;
    multiplyTogether(n_.hidden, columns, n_.batch, {hidden0_.data, 1, n_.hidden}, dz, dRecurrent, columns);
    if (later > 0)
      multiplyTogether(n_.hidden, columns, later, {hiddens_, 1, n_.hidden}, from(dz, n_.batch, 0), dRecurrent, columns, true);
    parallelFor(columns, 256, [&](int64_t begin, int64_t end) {
      std::memset(dBias_ + begin, 0, (end - begin) * sizeof(float));
      for (int64_t row = 0; row < rows; ++row)
        for (int64_t j = begin; j < end; ++j) dBias_[j] += dz_[row * columns + j];
    });
    if (projection_) finishProjection();
  }

  // (o ⊙ tanh c)ᵀ · dh, for all steps.
  void finishProjection() {
    const int64_t count = n_.rows() * n_.cells;
    float* outs = workspace<5>(count);
    parallelFor(count, 1 << 14, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) outs[i] = trace_[OUTPUT_GATE][i] * trace_[SQUASHED][i];
    });
    multiplyTogether(n_.cells, n_.hidden, n_.rows(), {outs, 1, n_.cells}, {dHidden_, n_.hidden, 1}, dProjection_, n_.hidden);
  }

  const Tensor<float> x_, hidden0_, cell0_, weight_;
  const Sizes n_;
  const float* hiddens_;
  const float* trace_[TRACES];
  const float* dHiddens_;
  const float* dFinalCell_;
  const float* projection_ = nullptr;
  float *dx_, *dHidden0_, *dCell_, *dWeight_, *dBias_, *dProjection_ = nullptr;
  float *dz_ = nullptr, *dHidden_ = nullptr;
  PackedColumns recurrent_{nullptr, 0}, unprojecting_{nullptr, 0};
  PackedRows packedDz_{nullptr, 0, 0}, packedDh_{nullptr, 0, 0};
};

void plain(Context& context) { Backward(context, false).run(); }
void projected(Context& context) { Backward(context, true).run(); }

const std::vector<std::string> INPUTS = {
    "x: float",         "hidden: float",    "cell: float",        "weight: float",      "hiddens: float",
    "input_gate: float", "forget_gate: float", "candidate: float", "output_gate: float", "cells: float",
    "squashed: float",  "d_hiddens: float", "d_final_cell: float"};
const std::vector<std::string> OUTPUTS = {"d_x: float", "d_hidden: float", "d_cell: float", "d_weight: float", "d_bias: float"};

const Op<plain> plainOp("OutrageousLstmBackward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmBackward", with(INPUTS, "projection: float"),
                                with(OUTPUTS, "d_projection: float"));

}  // namespace
