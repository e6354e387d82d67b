// An LSTM over a sequence:
//
//   z_t = [x_t; h_{t−1}] · W + b = [i; f; g; o]
//   c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
//   h_t = σ(o) ⊙ tanh(c_t)                       (· projection)
//
// The part of x is one product for all steps. The gates take its place in memory, while the team goes through the steps
// together, with one barrier each, or two where there is a projection.
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
        n_(sizesOf(x_, cell0_.shape[1], hidden0_.shape[1])) {
    requireShape("cell state", cell0_, {n_.batch, n_.cells}, "[batch, cells]");
    requireShape("hidden state", hidden0_, {n_.batch, projected ? n_.hidden : n_.cells}, "[batch, hidden]");
    requireShape("weight", weight_, {n_.input + n_.hidden, GATES * n_.cells}, "[input + hidden, 4 * cells]");
    requireShape("bias", bias_, {GATES * n_.cells}, "[4 * cells]");
    if (projected) requireShape("projection", context.input<float>(5), {n_.cells, n_.hidden}, "[cells, hidden]");
    hidden_ = context.output<float>(0, {n_.time, n_.batch, n_.hidden}).data;
    finalCell_ = context.output<float>(1, {n_.batch, n_.cells}).data;
    gates_ = context.output<float>(2, {n_.time, n_.batch, GATES * n_.cells}).data;
    cell_ = context.output<float>(3, {n_.time, n_.batch, n_.cells}).data;
  }

  void run() {
    multiplyInputs(n_, x_.data, weight_.data, bias_, gates_);
    prepare();
    asTeam(teamFor(n_.batch, n_.hidden, n_.cells), [&](const Member& member) { packOwn(member); },
           [&](const Member& member) {
             for (int64_t t = 0; t < n_.time; ++t) step(t, member);
           });
    std::memcpy(finalCell_, cell_ + (n_.rows() - n_.batch) * n_.cells, n_.batch * n_.cells * sizeof(float));
  }

 private:
  void prepare() {
    const int64_t strips = PackedColumns::count(GATES * blocksOf(n_.cells), n_.hidden);
    float* packed = workspace<1>(strips + PackedColumns::count(projection_ ? blocksOf(n_.hidden) : 0, n_.cells));
    recurrent_ = PackedColumns(packed, n_.hidden);
    projecting_ = PackedColumns(packed + strips, n_.cells);
    hiddens_ = packedRows<2>(n_.batch, n_.hidden);
    hiddens_.pack(0, hidden0_.data);
    if (projection_) unprojected_ = packedRows<3>(n_.batch, n_.cells);
  }

  void packOwn(const Member& member) {
    const Matrix forHidden = {weight_.data + n_.input * GATES * n_.cells, GATES * n_.cells, 1};
    forOwnBlocks(n_.cells, member, [&](Block block) { recurrent_.pack(block, forHidden, GATES, n_.cells); });
    if (!projection_) return;
    forOwnBlocks(n_.hidden, member, [&](Block block) { projecting_.pack(block, {projection_, n_.hidden, 1}); });
  }

  void step(int64_t t, const Member& member) {
    forOwnBlocks(n_.cells, member, [&](Block block) { stepBlock(t, block); });
    member.barrier.wait();
    if (!projection_) return;
    forOwnBlocks(n_.hidden, member, [&](Block block) { projectBlock(t, block); });
    member.barrier.wait();
  }

  void stepBlock(int64_t t, Block block) {
    const BlockRows outs(block, n_.batch);
    forProducts<GATES>(hiddens_, t, recurrent_, block,
                       [&](Place at, const Vector* recurrent) { outs.keep(at, stepCells(t, at, recurrent)); });
    (projection_ ? unprojected_ : hiddens_).pack(t + 1, outs);
  }

  // o ⊙ tanh(c), given the hidden state's part of each gate.
  Vector stepCells(int64_t t, Place at, const Vector* recurrent) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    float* gates = gates_ + (t * n_.batch + at.row) * GATES * n_.cells + at.column;
    const auto sumOf = [&](Gate gate) { return loadAndAsk(gates + gate * n_.cells, count) + recurrent[gate]; };
    const Vector i = sigmoid(sumOf(INPUT)), f = sigmoid(sumOf(FORGET));
    const Vector g = hyperbolicTangent(sumOf(CANDIDATE)), o = sigmoid(sumOf(OUTPUT));
    const Vector c = f * loadSome(before(t, cell0_.data, cell_, size) + own, count) + i * g;
    const Vector out = o * hyperbolicTangent(c);
    const Vector activated[GATES] = {i, f, g, o};
    for (int gate = 0; gate < GATES; ++gate) storeSome(gates + gate * n_.cells, activated[gate], count);
    storeSome(cell_ + t * size + own, c, count);
    if (!projection_) storeSome(hidden_ + t * size + own, out, count);
    return out;
  }

  // h = out · projection
  void projectBlock(int64_t t, Block block) {
    const BlockRows hiddens(block, n_.batch);
    forProducts<1>(unprojected_, t + 1, projecting_, block, [&](Place at, const Vector* h) {
      storeSome(hidden_ + (t * n_.batch + at.row) * n_.hidden + at.column, *h, at.count);
      hiddens.keep(at, *h);
    });
    hiddens_.pack(t + 1, hiddens);
  }

  const Tensor<float> x_, hidden0_, cell0_, weight_, bias_;
  const float* projection_;
  const Sizes n_;
  float* hidden_;
  float* finalCell_;
  float* gates_;
  float* cell_;
  PackedColumns recurrent_, projecting_;
  PackedRows hiddens_, unprojected_;
};

void plain(Context& context) { Forward(context, false).run(); }
void projected(Context& context) { Forward(context, true).run(); }

const std::vector<std::string> INPUTS = {"x: float", "hidden: float", "cell: float", "weight: float", "bias: float"};
const std::vector<std::string> OUTPUTS = {"hiddens: float", "final_cell: float", "gates: float", "cells: float"};

const Op<plain> plainOp("OutrageousLstmForward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmForward", with(INPUTS, "projection: float"), OUTPUTS);

}  // namespace
