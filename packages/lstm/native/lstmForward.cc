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
        n_(sizesOf(x_, cell0_.shape[1], hidden0_.shape[1])) {
    requireShape("cell state", cell0_, {n_.batch, n_.cells}, "[batch, cells]");
    requireShape("hidden state", hidden0_, {n_.batch, projected ? n_.hidden : n_.cells}, "[batch, hidden]");
    requireShape("weight", weight_, {n_.input + n_.hidden, 4 * n_.cells}, "[input + hidden, 4 * cells]");
    requireShape("bias", bias_, {4 * n_.cells}, "[4 * cells]");
    if (projected) requireShape("projection", context.input<float>(5), {n_.cells, n_.hidden}, "[cells, hidden]");
    hidden_ = context.output<float>(0, {n_.time, n_.batch, n_.hidden}).data;
    finalCell_ = context.output<float>(1, {n_.batch, n_.cells}).data;
    for (int i = 0; i < TRACES; ++i) trace_[i] = context.output<float>(2 + i, {n_.time, n_.batch, n_.cells}).data;
  }

  void run() {
    z_ = workspace<0>(n_.rows() * 4 * n_.cells);
    multiplyInputs(n_, x_.data, weight_.data, bias_, z_);
    prepare();
    asTeam(teamFor(n_.batch, n_.hidden, n_.cells), [&](const Member& member) { packOwn(member); },
           [&](const Member& member) {
             for (int64_t t = 0; t < n_.time; ++t) step(t, member);
           });
    std::memcpy(finalCell_, trace_[CELL] + (n_.rows() - n_.batch) * n_.cells, n_.batch * n_.cells * sizeof(float));
  }

 private:
  void prepare() {
    const int64_t strips = PackedColumns::count(4 * blocksOf(n_.cells), n_.hidden);
    float* packed = workspace<1>(strips + PackedColumns::count(projection_ ? blocksOf(n_.hidden) : 0, n_.cells));
    recurrent_ = PackedColumns(packed, n_.hidden);
    projecting_ = PackedColumns(packed + strips, n_.cells);
    hiddens_ = packedRows<2>(n_.batch, n_.hidden);
    hiddens_.fill(0, hidden0_.data);
    if (projection_) outs_ = packedRows<3>(n_.batch, n_.cells);
  }

  void packOwn(const Member& member) {
    const Matrix forHidden = {weight_.data + n_.input * 4 * n_.cells, 4 * n_.cells, 1};
    forOwnBlocks(n_.cells, member, [&](Block block) { recurrent_.pack(block, forHidden, 4, n_.cells); });
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
    forProducts<4>(hiddens_, t, recurrent_, block, [&](Place at, const Vector* recurrent) {
      const float* z = z_ + (t * n_.batch + at.row) * 4 * n_.cells + at.column;
      const auto gate = [&](int i) { return loadAndAsk(z + i * n_.cells, at.count) + recurrent[i]; };
      stepCells(t, at, sigmoid(gate(0)), sigmoid(gate(1)), hyperbolicTangent(gate(2)), sigmoid(gate(3)));
    });
  }

  void stepCells(int64_t t, Place at, Vector i, Vector f, Vector g, Vector o) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    const Vector c = f * loadSome(before(t, cell0_.data, trace_[CELL], size) + own, count) + i * g;
    const Vector squashed = hyperbolicTangent(c);
    const Vector out = o * squashed;
    const Vector traced[TRACES] = {i, f, g, o, c, squashed};
    for (int name = 0; name < TRACES; ++name) storeSome(trace_[name] + t * size + own, traced[name], count);
    if (!projection_) storeSome(hidden_ + t * size + own, out, count);
    (projection_ ? outs_ : hiddens_).put(t + 1, at, out);
  }

  // h = out · projection
  void projectBlock(int64_t t, Block block) {
    forProducts<1>(outs_, t + 1, projecting_, block, [&](Place at, const Vector* h) {
      storeSome(hidden_ + (t * n_.batch + at.row) * n_.hidden + at.column, *h, at.count);
      hiddens_.put(t + 1, at, *h);
    });
  }

  const Tensor<float> x_, hidden0_, cell0_, weight_, bias_;
  const float* projection_;
  const Sizes n_;
  float* hidden_;
  float* finalCell_;
  float* trace_[TRACES];
  float* z_ = nullptr;
  PackedColumns recurrent_, projecting_;
  PackedRows hiddens_, outs_;
};

void plain(Context& context) { Forward(context, false).run(); }
void projected(Context& context) { Forward(context, true).run(); }

const std::vector<std::string> INPUTS = {"x: float", "hidden: float", "cell: float", "weight: float", "bias: float"};
const std::vector<std::string> OUTPUTS = {"hiddens: float",     "final_cell: float", "input_gate: float",
                                          "forget_gate: float", "candidate: float",  "output_gate: float",
                                          "cells: float",       "squashed: float"};

const Op<plain> plainOp("OutrageousLstmForward", INPUTS, OUTPUTS);
const Op<projected> projectedOp("OutrageousProjectedLstmForward", with(INPUTS, "projection: float"), OUTPUTS);

}  // namespace
