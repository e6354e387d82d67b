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
    gates_ = context.input<float>(5).data;
    cell_ = context.input<float>(6).data;
    dHiddens_ = context.input<float>(7).data;
    dFinalCell_ = context.input<float>(8).data;
    if (projected) projection_ = context.input<float>(9).data;
    dx_ = context.output<float>(0, x_.shape).data;
    dHidden0_ = context.output<float>(1, hidden0_.shape).data;
    dCell_ = context.output<float>(2, cell0_.shape).data;
    dWeight_ = context.output<float>(3, weight_.shape).data;
    dBias_ = context.output<float>(4, {GATES * n_.cells}).data;
    if (projected) dProjection_ = context.output<float>(5, {n_.cells, n_.hidden}).data;
  }

  void run() {
    prepare();
    asTeam(teamFor(n_.batch, GATES * n_.cells, n_.hidden), [&](const Member& member) { beginOwn(member); },
           [&](const Member& member) {
             for (int64_t t = n_.time - 1; t >= 0; --t) step(t, member);
           });
    finish();
  }

 private:
  void prepare() {
    dz_ = workspace<0>(n_.rows() * GATES * n_.cells);
    dHidden_ = workspace<4>(n_.rows() * n_.hidden);
    hiddensBefore_ = workspace<6>(n_.rows() * n_.hidden);
    const int64_t strips = PackedColumns::count(blocksOf(n_.hidden), GATES * n_.cells);
    float* packed = workspace<1>(strips + PackedColumns::count(projection_ ? blocksOf(n_.cells) : 0, n_.hidden));
    recurrent_ = PackedColumns(packed, GATES * n_.cells);
    unprojecting_ = PackedColumns(packed + strips, n_.hidden);
    packedDz_ = packedRows<2>(n_.batch, GATES * n_.cells);
    if (projection_) packedDh_ = packedRows<3>(n_.batch, n_.hidden);
  }

  // Packs the weights, and begins with the gradients of the last step's hidden state and cell.
  void beginOwn(const Member& member) {
    const Matrix backToHidden = {weight_.data + n_.input * GATES * n_.cells, 1, GATES * n_.cells};
    forOwnBlocks(n_.hidden, member, [&](Block block) {
      recurrent_.pack(block, backToHidden);
      copyHiddensBefore(n_, block, hidden0_.data, hiddens_, hiddensBefore_);
      const BlockRows dHiddens(block, n_.batch);
      forPlaces(n_.batch, block, [&](Place at) { keepHidden(n_.time - 1, at, Vector{}, dHiddens); });
      if (projection_) packedDh_.pack(n_.time - 1, dHiddens);
    });
    forOwnBlocks(n_.cells, member, [&](Block block) {
      if (projection_) unprojecting_.pack(block, {projection_, 1, n_.hidden});
      copyBlock(n_.batch, n_.cells, block, dFinalCell_, dCell_);
      for (int gate = 0; gate < GATES; ++gate) std::fill_n(dBias_ + gate * n_.cells + block.first, block.count, 0.0f);
    });
  }

  // dh_t: the gradient from above, and that from the later step.
  void keepHidden(int64_t t, Place at, Vector later, const BlockRows& dHiddens) {
    const int64_t own = (t * n_.batch + at.row) * n_.hidden + at.column;
    const Vector dh = loadAndAsk(dHiddens_ + own, at.count) + later;
    storeSome(dHidden_ + own, dh, at.count);
    if (projection_) dHiddens.keep(at, dh);
  }

  void step(int64_t t, const Member& member) {
    forOwnBlocks(n_.cells, member, [&](Block block) { stepBlock(t, block); });
    member.barrier.wait();
    forOwnBlocks(n_.hidden, member, [&](Block block) { carryBlock(t, block); });
    if (projection_) member.barrier.wait();
  }

  // dz of a block of cells.
  void stepBlock(int64_t t, Block block) {
    const BlockRows dz(block, n_.batch, GATES);
    if (projection_)
      forProducts<1>(packedDh_, t, unprojecting_, block,
                     [&](Place at, const Vector* dOut) { stepCells(t, at, *dOut, dz); });
    else
      forPlaces(n_.batch, block, [&](Place at) {
        const float* dHidden = dHidden_ + (t * n_.batch + at.row) * n_.cells + at.column;
        stepCells(t, at, loadAndAsk(dHidden, at.count), dz);
      });
    packedDz_.pack(t, dz, GATES, n_.cells);
  }

  void stepCells(int64_t t, Place at, Vector dOut, const BlockRows& dz) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    const float* gates = gates_ + (t * n_.batch + at.row) * GATES * n_.cells + at.column;
    const auto gate = [&](Gate which) { return loadAndAsk(gates + which * n_.cells, count); };
    const Vector i = gate(INPUT), f = gate(FORGET), g = gate(CANDIDATE), o = gate(OUTPUT);
    const Vector squashed = hyperbolicTangent(loadAndAsk(cell_ + t * size + own, count));
    const Vector cell = loadAndAsk(before(t, cell0_.data, cell_, size) + own, count);
    const Vector dc = loadSome(dCell_ + own, count) + dOut * o * (1.0f - squashed * squashed);
    storeSome(dCell_ + own, dc * f, count);
    const Vector made[GATES] = {dc * g * i * (1.0f - i), dc * cell * f * (1.0f - f), dc * i * (1.0f - g * g),
                                dOut * squashed * o * (1.0f - o)};
    for (int which = 0; which < GATES; ++which) {
      const int64_t column = which * n_.cells + at.column;
      storeSome(dz_ + (t * n_.batch + at.row) * GATES * n_.cells + column, made[which], count);
      storeSome(dBias_ + column, loadSome(dBias_ + column, count) + made[which], count);
      dz.keep(at, made[which], which);
    }
  }

  // dh_{t−1} = dz_t · W_hᵀ + the gradient from above.
  void carryBlock(int64_t t, Block block) {
    const BlockRows dHiddens(block, n_.batch);
    forProducts<1>(packedDz_, t, recurrent_, block, [&](Place at, const Vector* carried) {
      if (t > 0)
        keepHidden(t - 1, at, *carried, dHiddens);
      else
        storeSome(dHidden0_ + at.row * n_.hidden + at.column, *carried, at.count);
    });
    if (t > 0 && projection_) packedDh_.pack(t - 1, dHiddens);
  }

  void finish() {
    const int64_t columns = GATES * n_.cells;
    const Matrix dz = {dz_, columns, 1};
    const Result dWeight{dWeight_, columns};
    std::vector<Product> products = {
        gradientOfInput(n_, dz, weight_.data, columns, dx_),
        gradientOfWeight(n_, x_.data, n_.input, dz, columns, dWeight),
        gradientOfWeight(n_, hiddensBefore_, n_.hidden, dz, columns, from(dWeight, n_.input, 0)),
    };
    if (projection_)
      products.push_back(gradientOfWeight(n_, unprojected(), n_.cells, {dHidden_, n_.hidden, 1}, n_.hidden,
                                          {dProjection_, n_.hidden}));
    multiplyTogether(products);
  }

  // o ⊙ tanh(c), for all steps.
  const float* unprojected() const {
    float* outs = workspace<5>(n_.rows() * n_.cells);
    forRows(n_.rows(), n_.cells, [&](int64_t row) {
      const float* gates = gates_ + (row * GATES + OUTPUT) * n_.cells;
      forPlacesOf(row, 0, n_.cells, [&](Place at) {
        const int64_t own = row * n_.cells + at.column;
        const Vector squashed = hyperbolicTangent(loadSome(cell_ + own, at.count));
        storeSome(outs + own, loadSome(gates + at.column, at.count) * squashed, at.count);
      });
    });
    return outs;
  }

  const Tensor<float> x_, hidden0_, cell0_, weight_;
  const Sizes n_;
  const float* hiddens_;
  const float* gates_;
  const float* cell_;
  const float* dHiddens_;
  const float* dFinalCell_;
  const float* projection_ = nullptr;
  float *dx_, *dHidden0_, *dCell_, *dWeight_, *dBias_, *dProjection_ = nullptr;
  float *dz_ = nullptr, *dHidden_ = nullptr, *hiddensBefore_ = nullptr;
  PackedColumns recurrent_, unprojecting_;
  PackedRows packedDz_, packedDh_;
};

void plain(Context& context) { Backward(context, false).run(); }
void projected(Context& context) { Backward(context, true).run(); }

const std::vector<std::string> INPUTS = {"x: float",       "hidden: float", "cell: float",
                                         "weight: float",  "hiddens: float", "gates: float",
                                         "cells: float",   "d_hiddens: float", "d_final_cell: float"};
const std::vector<std::string> OUTPUTS = {"d_x: float", "d_hidden: float", "d_cell: float", "d_weight: float",
                                          "d_bias: float"};

const Op<plain> plainOp("OutrageousLstmBackward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmBackward", with(INPUTS, "projection: float"),
                                with(OUTPUTS, "d_projection: float"));

}  // namespace
