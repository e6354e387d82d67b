// Back-propagation through time, of what gruForward.cc computes.
//
// The team goes back through the steps with one barrier each, and writes down the gradients before the activations:
// of r and z, of the candidate's part from the input, and of its part from the hidden state. After that input, weights
// and biases get theirs in one product each for all steps.
#include "gru.h"

using namespace outrageous;

namespace {

class Backward {
 public:
  explicit Backward(Context& context)
      : x_(context.input<float>(0)),
        hidden0_(context.input<float>(1)),
        inputWeight_(context.input<float>(2)),
        hiddenWeight_(context.input<float>(3)),
        n_(sizesOf(x_, hidden0_.shape[1], hidden0_.shape[1])) {
    hiddens_ = context.input<float>(4).data;
    gates_ = context.input<float>(5).data;
    recalled_ = context.input<float>(6).data;
    dHiddens_ = context.input<float>(7).data;
    dx_ = context.output<float>(0, x_.shape).data;
    dHidden_ = context.output<float>(1, hidden0_.shape).data;
    dInputWeight_ = context.output<float>(2, inputWeight_.shape).data;
    dHiddenWeight_ = context.output<float>(3, hiddenWeight_.shape).data;
    dInputBias_ = context.output<float>(4, {GATES * n_.cells}).data;
    dHiddenBias_ = context.output<float>(5, {GATES * n_.cells}).data;
  }

  void run() {
    const int64_t depth = GATES * n_.cells;
    d_ = workspace<0>(n_.rows() * PARTS * n_.cells);
    hiddensBefore_ = workspace<6>(n_.rows() * n_.cells);
    recurrent_ = PackedColumns(workspace<1>(PackedColumns::count(blocksOf(n_.cells), depth)), depth);
    fromHidden_ = packedRows<2>(n_.batch, depth);
    asTeam(teamFor(n_.batch, depth, n_.cells), [&](const Member& member) { beginOwn(member); },
           [&](const Member& member) {
             for (int64_t t = n_.time - 1; t >= 0; --t) step(t, member);
           });
    finish();
  }

 private:
  // What the rows of d_ have side by side: RESET, UPDATE, CANDIDATE from the input, and the candidate from the hidden
  // state.
  static constexpr int RECALLED = GATES;
  static constexpr int PARTS = GATES + 1;

  // Packs the weight, and begins with the gradient of the last step's hidden state.
  void beginOwn(const Member& member) {
    const float* last = dHiddens_ + (n_.rows() - n_.batch) * n_.cells;
    forOwnBlocks(n_.cells, member, [&](Block block) {
      recurrent_.pack(block, {hiddenWeight_.data, 1, GATES * n_.cells});
      copyBlock(n_.batch, n_.cells, block, last, dHidden_);
      copyHiddensBefore(n_, block, hidden0_.data, hiddens_, hiddensBefore_);
    });
  }

  void step(int64_t t, const Member& member) {
    forOwnBlocks(n_.cells, member, [&](Block block) {
      const BlockRows reached(block, n_.batch, GATES);
      forPlaces(n_.batch, block, [&](Place at) { stepCells(t, at, reached); });
      fromHidden_.pack(t, reached, GATES, n_.cells);
    });
    member.barrier.wait();
    forOwnBlocks(n_.cells, member, [&](Block block) { carryBlock(t, block); });
  }

  // The gradients before the activations, those that reach the hidden state's part of each gate, and what h_{t−1} gets
  // directly: z ⊙ dh_t.
  void stepCells(int64_t t, Place at, const BlockRows& reached) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    const float* gates = gates_ + (t * n_.batch + at.row) * GATES * n_.cells + at.column;
    const auto traced = [&](Gate gate) { return loadSome(gates + gate * n_.cells, count); };
    const Vector r = traced(RESET), z = traced(UPDATE), n = traced(CANDIDATE);
    const Vector previous = loadSome(before(t, hidden0_.data, hiddens_, size) + own, count);
    const Vector dh = loadSome(dHidden_ + own, count);
    const Vector dn = dh * (1.0f - z) * (1.0f - n * n);
    const Vector d[PARTS] = {dn * loadSome(recalled_ + t * size + own, count) * r * (1.0f - r),
                             dh * (previous - n) * z * (1.0f - z), dn, dn * r};
    storeSome(dHidden_ + own, dh * z, count);
    for (int part = 0; part < PARTS; ++part)
      storeSome(d_ + ((t * n_.batch + at.row) * PARTS + part) * n_.cells + at.column, d[part], count);
    for (int gate = 0; gate < GATES; ++gate) reached.keep(at, d[gate == CANDIDATE ? RECALLED : gate], gate);
  }

  // dh_{t−1} = what it got directly + the gradients of its parts · W_hiddenᵀ + the gradient from above.
  void carryBlock(int64_t t, Block block) {
    forProducts<1>(fromHidden_, t, recurrent_, block, [&](Place at, const Vector* carried) {
      const int64_t own = at.row * n_.cells + at.column;
      Vector dh = loadSome(dHidden_ + own, at.count) + *carried;
      if (t > 0) dh += loadSome(dHiddens_ + (t - 1) * n_.batch * n_.cells + own, at.count);
      storeSome(dHidden_ + own, dh, at.count);
    });
  }

  void finish() {
    const int64_t columns = GATES * n_.cells, both = CANDIDATE * n_.cells;
    const Matrix d = {d_, PARTS * n_.cells, 1}, recalled = from(d, 0, RECALLED * n_.cells);
    const Result dHiddenWeight{dHiddenWeight_, columns};
    multiplyTogether({
        gradientOfInput(n_, d, inputWeight_.data, columns, dx_),
        gradientOfWeight(n_, x_.data, n_.input, d, columns, {dInputWeight_, columns}),
        gradientOfWeight(n_, hiddensBefore_, n_.cells, d, both, dHiddenWeight),
        gradientOfWeight(n_, hiddensBefore_, n_.cells, recalled, n_.cells, from(dHiddenWeight, 0, both)),
    });
    biasGradient(n_, d, columns, dInputBias_);
    std::memcpy(dHiddenBias_, dInputBias_, both * sizeof(float));
    biasGradient(n_, recalled, n_.cells, dHiddenBias_ + both);
  }

  const Tensor<float> x_, hidden0_, inputWeight_, hiddenWeight_;
  const Sizes n_;
  const float *hiddens_, *gates_, *recalled_, *dHiddens_;
  float *dx_, *dHidden_, *dInputWeight_, *dHiddenWeight_, *dInputBias_, *dHiddenBias_;
  float *d_ = nullptr, *hiddensBefore_ = nullptr;
  PackedColumns recurrent_;
  PackedRows fromHidden_;
};

void backward(Context& context) { Backward(context).run(); }

const Op<backward> registered("OutrageousGruBackward",
                              {"x: float", "hidden: float", "input_weight: float", "hidden_weight: float",
                               "hiddens: float", "gates: float", "recalled: float", "d_hiddens: float"},
                              {"d_x: float", "d_hidden: float", "d_input_weight: float", "d_hidden_weight: float",
                               "d_input_bias: float", "d_hidden_bias: float"});

}  // namespace
