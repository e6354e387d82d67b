// Adam without a first moment and with a factored second moment, in place; for each matrix (appendix D):
//
//   g ← scale · g
//   r_i ← β2 · r_i + (1 − β2) · mean over j of g_ij²
//   c_j ← β2 · c_j + (1 − β2) · mean over i of g_ij²
//   v_ij = r_i · c_j / mean over i of r_i
//   p_ij ← p_ij − rate · g_ij / (√v_ij · inverseRoot + ε)
//
// with inverseRoot = 1 / √(1 − β2ᵗ).
#include <cmath>
#include <limits>

#include "rows.h"
#include "squares.h"

namespace outrageous {
namespace {

struct Numbers {
  float beta2, added, epsilon, rate, inverseRoot, scale;
};

// The sizes of a matrix.
struct Sides {
  int64_t rows, columns;
};

struct Matrix {
  float* parameter;
  float* row;
  float* column;
  const float* gradient;
};

void updateAverages(const Matrix& to, Sides sides, const Numbers& n) {
  std::vector<float> columnSums(sides.columns, 0.0f), g(sides.columns);
  for (int64_t i = 0; i < sides.rows; ++i) {
    const float* gradient = to.gradient + i * sides.columns;
    for (int64_t j = 0; j < sides.columns; ++j) {
      g[j] = bounded(n.scale * gradient[j]);
      columnSums[j] += g[j] * g[j];
    }
    const double rowSum = sumOfSquares(g.data(), sides.columns);
    to.row[i] = n.beta2 * to.row[i] + n.added * static_cast<float>(rowSum / sides.columns);
  }
  for (int64_t j = 0; j < sides.columns; ++j)
    to.column[j] = n.beta2 * to.column[j] + n.added * columnSums[j] / sides.rows;
}

float meanOf(const float* numbers, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += numbers[i];
  return static_cast<float>(sum / count);
}

// A matrix that never had a gradient has averages of zero: the quotient is then zero, not undefined.
void updateMatrix(const Matrix& to, Sides sides, const Numbers& n) {
  updateAverages(to, sides, n);
  const float mean = meanOf(to.row, sides.rows);
  const float divisor = mean < std::numeric_limits<float>::min() ? std::numeric_limits<float>::min() : mean;
  for (int64_t i = 0; i < sides.rows; ++i) {
    const float row = to.row[i] / divisor;
    const float* gradient = to.gradient + i * sides.columns;
    float* parameter = to.parameter + i * sides.columns;
    for (int64_t j = 0; j < sides.columns; ++j) {
      const float deviation = std::sqrt(row * to.column[j]) * n.inverseRoot + n.epsilon;
      parameter[j] -= n.rate * bounded(n.scale * gradient[j]) / deviation;
    }
  }
}

Numbers readNumbers(const Tensor<float>& numbers, const Tensor<float>& scale) {
  require(numbers.size == 5 && scale.size == 1, "factored Adam needs 5 numbers and one scale");
  const float* n = numbers.data;
  return {n[0], n[1], n[2], n[3], n[4], scale.data[0]};
}

// Matrices [n, rows, columns], or one [rows, columns], and their averages.
struct State {
  Tensor<float> parameter, rowAverage, columnAverage;
  int64_t matrices;
  Sides sides;
};

State readState(Context& context) {
  State state{context.input<float>(0), context.input<float>(1), context.input<float>(2), 0, {}};
  const Shape& shape = state.parameter.shape;
  require(shape.size() == 2 || shape.size() == 3,
          "factored Adam needs [rows, columns] or [matrices, rows, columns], got " + textOf(shape));
  state.matrices = shape.size() == 3 ? shape[0] : 1;
  state.sides = {shape[shape.size() - 2], shape[shape.size() - 1]};
  require(state.rowAverage.size == state.matrices * state.sides.rows &&
              state.columnAverage.size == state.matrices * state.sides.columns,
          "factored Adam has averages " + textOf(state.rowAverage.shape) + " and " +
              textOf(state.columnAverage.shape) + " for the parameter " + textOf(shape));
  return state;
}

// Matrices side by side, each on one thread, which finds its gradient in its cache when it comes there again.
void update(const State& state, const Rows& rows, const Numbers& numbers) {
  const Sides sides = state.sides;
  if (rows.width == 0) return;
  parallelFor(rows.count, 1, [&](int64_t entry, int64_t) {
    const int64_t matrix = rows.at(entry);
    if (matrix < 0) return;
    updateMatrix({state.parameter.data + matrix * rows.width, state.rowAverage.data + matrix * sides.rows,
                  state.columnAverage.data + matrix * sides.columns, rows.gradient + entry * rows.width},
                 sides, numbers);
  });
}

void factoredAdam(Context& context) {
  const State state = readState(context);
  Rows rows = wholeGradient(state.parameter, context.input<float>(3));
  rows.count = state.matrices;
  rows.width = state.sides.rows * state.sides.columns;
  update(state, rows, readNumbers(context.input<float>(4), context.input<float>(5)));
}

// Averages of other matrices stay as they are, and so do the matrices.
void factoredAdamRows(Context& context) {
  const State state = readState(context);
  require(state.parameter.shape.size() == 3, "rows of factored Adam are matrices: needs [matrices, rows, columns]");
  const Rows rows = gradientOfRows(state.parameter, context.input<int32_t>(3), context.input<float>(4));
  update(state, rows, readNumbers(context.input<float>(5), context.input<float>(6)));
}

const Op<factoredAdam> registered("OutrageousFactoredAdam",
                                  {"parameter: float", "row_average: float", "column_average: float",
                                   "gradient: float", "numbers: float", "scale: float"},
                                  {});
const Op<factoredAdamRows> registeredRows("OutrageousFactoredAdamRows",
                                          {"parameter: float", "row_average: float", "column_average: float",
                                           "rows: int32", "gradient: float", "numbers: float", "scale: float"},
                                          {});

}  // namespace
}  // namespace outrageous
