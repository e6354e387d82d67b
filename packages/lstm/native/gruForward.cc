// A GRU over a sequence:
//
//   [r; z; n_x] = x_t · W_input + b_input,   [r'; z'; n_h] = h_{t−1} · W_hidden + b_hidden
//   n = tanh(n_x + σ(r + r') ⊙ n_h)
//   h_t = n + σ(z + z') ⊙ (h_{t−1} − n)
//
// The part of x is one product for all steps. The gates take its place in memory, while the team goes through the steps
// together, with one barrier each.
#include "gru.h"

using namespace outrageous;

namespace {

class Forward {
 public:
  explicit Forward(Context& context)
      : x_(context.input<float>(0)),
        hidden0_(context.input<float>(1)),
        inputWeight_(context.input<float>(2)),
        hiddenWeight_(context.input<float>(3)),
        inputBias_(context.input<float>(4)),
        hiddenBias_(context.input<float>(5)),
        n_(sizesOf(x_, hidden0_.shape[1], hidden0_.shape[1])) {
    requireShape("state", hidden0_, {n_.batch, n_.cells}, "[batch, cells]");
    requireShape("input weight", inputWeight_, {n_.input, GATES * n_.cells}, "[input, 3 * cells]");
    requireShape("hidden weight", hiddenWeight_, {n_.cells, GATES * n_.cells}, "[cells, 3 * cells]");
    requireShape("input bias", inputBias_, {GATES * n_.cells}, "[3 * cells]");
    requireShape("hidden bias", hiddenBias_, {GATES * n_.cells}, "[3 * cells]");
    hidden_ = context.output<float>(0, {n_.time, n_.batch, n_.cells}).data;
    gates_ = context.output<float>(1, {n_.time, n_.batch, GATES * n_.cells}).data;
    recalled_ = context.output<float>(2, {n_.time, n_.batch, n_.cells}).data;
  }

  void run() {
    multiplyInputs(n_, x_.data, inputWeight_.data, inputBias_, gates_);
    recurrent_ = PackedColumns(workspace<1>(PackedColumns::count(GATES * blocksOf(n_.cells), n_.cells)), n_.cells);
    hiddens_ = packedRows<2>(n_.batch, n_.cells);
    hiddens_.pack(0, hidden0_.data);
    asTeam(teamFor(n_.batch, GATES * n_.cells, n_.cells), [&](const Member& member) { packOwn(member); },
           [&](const Member& member) {
             for (int64_t t = 0; t < n_.time; ++t) step(t, member);
           });
  }

 private:
  void packOwn(const Member& member) {
    const Matrix weight = {hiddenWeight_.data, GATES * n_.cells, 1};
    forOwnBlocks(n_.cells, member, [&](Block block) { recurrent_.pack(block, weight, GATES, n_.cells); });
  }

  void step(int64_t t, const Member& member) {
    forOwnBlocks(n_.cells, member, [&](Block block) { stepBlock(t, block); });
    member.barrier.wait();
  }

  void stepBlock(int64_t t, Block block) {
    const BlockRows hiddens(block, n_.batch);
    forProducts<GATES>(hiddens_, t, recurrent_, block, [&](Place at, const Vector* products) {
      const auto fromHidden = [&](Gate gate) {
        return products[gate] + loadSome(hiddenBias_.data + gate * n_.cells + at.column, at.count);
      };
      hiddens.keep(at, stepCells(t, at, fromHidden(RESET), fromHidden(UPDATE), fromHidden(CANDIDATE)));
    });
    hiddens_.pack(t + 1, hiddens);
  }

  // h_t, given the hidden state's part of each gate.
  Vector stepCells(int64_t t, Place at, Vector reset, Vector update, Vector recalled) {
    const int64_t size = n_.batch * n_.cells, own = at.row * n_.cells + at.column, count = at.count;
    float* gates = gates_ + (t * n_.batch + at.row) * GATES * n_.cells + at.column;
    const auto fromInput = [&](Gate gate) { return loadSome(gates + gate * n_.cells, count); };
    const Vector r = sigmoid(fromInput(RESET) + reset), z = sigmoid(fromInput(UPDATE) + update);
    const Vector n = hyperbolicTangent(fromInput(CANDIDATE) + r * recalled);
    const Vector h = n + z * (loadSome(before(t, hidden0_.data, hidden_, size) + own, count) - n);
    storeSome(gates + RESET * n_.cells, r, count);
    storeSome(gates + UPDATE * n_.cells, z, count);
    storeSome(gates + CANDIDATE * n_.cells, n, count);
    storeSome(recalled_ + t * size + own, recalled, count);
    storeSome(hidden_ + t * size + own, h, count);
    return h;
  }

  const Tensor<float> x_, hidden0_, inputWeight_, hiddenWeight_, inputBias_, hiddenBias_;
  const Sizes n_;
  float *hidden_, *gates_, *recalled_;
  PackedColumns recurrent_;
  PackedRows hiddens_;
};

void forward(Context& context) { Forward(context).run(); }

const Op<forward> registered("OutrageousGruForward",
                             {"x: float", "hidden: float", "input_weight: float", "hidden_weight: float",
                              "input_bias: float", "hidden_bias: float"},
                             {"hiddens: float", "gates: float", "recalled: float"});

}  // namespace
