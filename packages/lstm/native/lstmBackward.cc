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
        n_(sizesOf(x_, cell0_.shape[1], hidden0_.shape[1])) {
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
    asTeam(teamFor(n_.batch, 4 * n_.cells, n_.hidden), [&](const Member& member) { beginOwn(member); },
           [&](const Member& member) {
             for (int64_t t = n_.time - 1; t >= 0; --t) step(t, member);
           });
    finish();
  }

 private:
  void prepare() {
    dz_ = workspace<0>(n_.rows() * 4 * n_.cells);
    dHidden_ = workspace<4>(n_.rows() * n_.hidden);
    const int64_t strips = PackedColumns::count(blocksOf(n_.hidden), 4 * n_.cells);
    float* packed = workspace<1>(strips + PackedColumns::count(projection_ ? blocksOf(n_.cells) : 0, n_.hidden));
    recurrent_ = PackedColumns(packed, 4 * n_.cells);
    unprojecting_ = PackedColumns(packed + strips, n_.hidden);
    packedDz_ = packedRows<2>(n_.batch, 4 * n_.cells);
    if (projection_) packedDh_ = packedRows<3>(n_.batch, n_.hidden);
  }

  // Packs the weights, and begins with the gradients of the last step's hidden state and cell.
  void beginOwn(const Member& member) {
    const Matrix backToHidden = {weight_.data + n_.input * 4 * n_.cells, 1, 4 * n_.cells};
    forOwnBlocks(n_.hidden, member, [&](Block block) {
      recurrent_.pack(block, backToHidden);
      forPlaces(n_.batch, block, [&](Place at) { keepHidden(n_.time - 1, at, Vector{}); });
    });
    forOwnBlocks(n_.cells, member, [&](Block block) {
      if (projection_) unprojecting_.pack(block, {projection_, 1, n_.hidden});
      copyBlock(n_.batch, n_.cells, block, dFinalCell_, dCell_);
    });
  }

  // dh_t: the gradient from above, and that from the later step.
  void keepHidden(int64_t t, Place at, Vector later) {
    const int64_t own = (t * n_.batch + at.row) * n_.hidden + at.column;
    const Vector dh = loadAndAsk(dHiddens_ + own, at.count) + later;
    storeSome(dHidden_ + own, dh, at.count);
    if (projection_) packedDh_.put(t, at, dh);
  }

  void step(int64_t t, const Member& member) {
    forOwnBlocks(n_.cells, member, [&](Block block) { stepBlock(t, block); });
    member.barrier.wait();
    forOwnBlocks(n_.hidden, member, [&](Block block) { carryBlock(t, block); });
    if (projection_) member.barrier.wait();
  }

  // dz of a block of cells.
  void stepBlock(int64_t t, Block block) {
    if (projection_)
      forProducts<1>(packedDh_, t, unprojecting_, block,
                     [&](Place at, const Vector* dOut) { stepCells(t, at, *dOut); });
    else
      forPlaces(n_.batch, block, [&](Place at) {
        stepCells(t, at, loadAndAsk(dHidden_ + (t * n_.batch + at.row) * n_.cells + at.column, at.count));
      });
  }

  void stepCells(int64_t t, Place at, Vector dOut) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    const auto traced = [&](Trace name) { return loadAndAsk(trace_[name] + t * size + own, count); };
    const Vector i = traced(INPUT_GATE), f = traced(FORGET_GATE), g = traced(CANDIDATE), o = traced(OUTPUT_GATE);
    const Vector squashed = traced(SQUASHED);
    const Vector cell = loadAndAsk(before(t, cell0_.data, trace_[CELL], size) + own, count);
    const Vector dc = loadSome(dCell_ + own, count) + dOut * o * (1.0f - squashed * squashed);
    const Vector dz[4] = {dc * g * i * (1.0f - i), dc * cell * f * (1.0f - f), dc * i * (1.0f - g * g),
                          dOut * squashed * o * (1.0f - o)};
    storeSome(dCell_ + own, dc * f, count);
    for (int gate = 0; gate < 4; ++gate) {
      const int64_t to = gate * n_.cells + at.column;
      storeSome(dz_ + (t * n_.batch + at.row) * 4 * n_.cells + to, dz[gate], count);
      packedDz_.put(t, {at.row, to, count}, dz[gate]);
    }
  }

  // dh_{t−1} = dz_t · W_hᵀ + the gradient from above.
  void carryBlock(int64_t t, Block block) {
    forProducts<1>(packedDz_, t, recurrent_, block, [&](Place at, const Vector* carried) {
      if (t > 0)
        keepHidden(t - 1, at, *carried);
      else
        storeSome(dHidden0_ + at.row * n_.hidden + at.column, *carried, at.count);
    });
  }

  void finish() {
    const int64_t columns = 4 * n_.cells;
    const Matrix dz = {dz_, columns, 1};
    multiplyTogether(n_.rows(), n_.input, columns, dz, {weight_.data, 1, columns}, {dx_, n_.input});
    inputGradient(n_, x_.data, dz, columns, dWeight_, columns);
    recurrentGradient(n_, hidden0_.data, hiddens_, dz, columns, dWeight_ + n_.input * columns, columns);
    biasGradient(n_, dz, columns, dBias_);
    if (projection_) finishProjection();
  }

  // (o ⊙ tanh c)ᵀ · dh, for all steps.
  void finishProjection() {
    const int64_t count = n_.rows() * n_.cells;
    float* outs = workspace<5>(count);
    parallelFor(count, 1 << 14, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) outs[i] = trace_[OUTPUT_GATE][i] * trace_[SQUASHED][i];
    });
    const Matrix dh = {dHidden_, n_.hidden, 1};
    multiplyTogether(n_.cells, n_.hidden, n_.rows(), {outs, 1, n_.cells}, dh, {dProjection_, n_.hidden});
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
  PackedColumns recurrent_, unprojecting_;
  PackedRows packedDz_, packedDh_;
};

void plain(Context& context) { Backward(context, false).run(); }
void projected(Context& context) { Backward(context, true).run(); }

const std::vector<std::string> INPUTS = {
    "x: float",          "hidden: float",      "cell: float",      "weight: float",      "hiddens: float",
    "input_gate: float", "forget_gate: float", "candidate: float", "output_gate: float", "cells: float",
    "squashed: float",  "d_hiddens: float", "d_final_cell: float"};
const std::vector<std::string> OUTPUTS = {"d_x: float", "d_hidden: float", "d_cell: float", "d_weight: float",
                                          "d_bias: float"};

const Op<plain> plainOp("OutrageousLstmBackward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmBackward", with(INPUTS, "projection: float"),
                                with(OUTPUTS, "d_projection: float"));

}  // namespace
