// What the passes of a recurrent layer through time are made of.
//
// What doesn't wait for another step is one product for all steps. Through the steps goes a team of threads, which
// divide the cells among them, in blocks of as many as a block of a product has columns.
#pragma once

#include <vector>

#include "outrageous.h"
#include "packed.h"
#include "pieces.h"
#include "rowSums.h"

namespace outrageous {

struct Sizes {
  int64_t time, batch, input, cells, hidden;
  int64_t rows() const { return time * batch; }
};

// Those of x [time, batch, input].
inline Sizes sizesOf(const Tensor<float>& x, int64_t cells, int64_t hidden) {
  require(x.shape.size() == 3 && x.shape[0] > 0,
          "the input " + textOf(x.shape) + " must be [time, batch, width], with at least one step");
  return {x.shape[0], x.shape[1], x.shape[2], cells, hidden};
}

// The numbers of a state [batch, width] before step t: the initial ones, or those of the step before.
inline const float* before(int64_t t, const float* initial, const float* overSteps, int64_t size) {
  return t == 0 ? initial : overSteps + (t - 1) * size;
}

inline void requireShape(const std::string& name, const Tensor<float>& tensor, const Shape& shape, const char* axes) {
  require(tensor.shape == shape,
          "the " + name + " " + textOf(tensor.shape) + " must be " + textOf(shape) + ": " + axes);
}

// One of the threads that go through the steps together.
struct Member {
  int index;
  int members;
  Barrier& barrier;
};

// Calls body for those blocks of `width` columns that belong to one member of a team.
template <typename Body>
void forOwnBlocks(int64_t width, const Member& member, const Body& body) {
  const int64_t blocks = blocksOf(width);
  for (int64_t index = blocks * member.index / member.members; index < blocks * (member.index + 1) / member.members;
       ++index) {
    const int64_t first = index * BLOCK_COLUMNS;
    body(Block{index, first, std::min<int64_t>(BLOCK_COLUMNS, width - first)});
  }
}

// How many threads a pass is worth: each should have a few thousand multiplications per step.
inline int teamFor(int64_t batch, int64_t depth, int64_t columns) {
  const int64_t work = batch * depth * columns;
  return static_cast<int>(std::min<int64_t>(blocksOf(columns), std::max<int64_t>(1, work / 100000)));
}

// Calls begin(member) and then steps(member), each once for each member of a team, which waits in between.
template <typename Begin, typename Steps>
void asTeam(int wanted, const Begin& begin, const Steps& steps) {
  Pool::instance().together(wanted, [&](int index, int members, Barrier& barrier) {
    const Member member{index, members, barrier};
    begin(member);
    barrier.wait();
    steps(member);
  });
}

// to = x · weight + bias, for all steps: [rows, input] · [input, columns].
inline void multiplyInputs(const Sizes& n, const float* x, const float* weight, const Tensor<float>& bias, float* to) {
  const int64_t columns = bias.size;
  multiplyTogether({{n.rows(), columns, n.input, {x, n.input, 1}, {weight, columns, 1}, {to, columns, bias.data}}});
}

// dx = dz · weightᵀ, for all steps.
inline Product gradientOfInput(const Sizes& n, Matrix dz, const float* weight, int64_t columns, float* to) {
  return {n.rows(), n.input, columns, dz, {weight, 1, columns}, {to, n.input}};
}

// rowsᵀ · dz, over all steps: the gradient of a weight [width, columns], whose rows are to.down apart.
inline Product gradientOfWeight(const Sizes& n, const float* rows, int64_t width, Matrix dz, int64_t columns, Result to) {
  return {width, columns, n.rows(), {rows, 1, width}, dz, to};
}

// The hidden states before each step: the initial one, and those of all steps but the last, [rows, hidden]. Writes a block of
// their columns.
inline void copyHiddensBefore(const Sizes& n, Block block, const float* initial, const float* hiddens, float* to) {
  copyBlock(n.batch, n.hidden, block, initial, to);
  copyBlock(n.rows() - n.batch, n.hidden, block, hiddens, to + n.batch * n.hidden);
}

// to = the sum of `columns` columns over all rows: the gradient of a bias.
inline void biasGradient(const Sizes& n, Matrix dz, int64_t columns, float* to) {
  parallelFor(columns, 256, [&](int64_t begin, int64_t end) {
    sumRows(n.rows(), end - begin, from(dz, 0, begin), [](int64_t) { return 1.0f; }, to + begin);
  });
}

}  // namespace outrageous
