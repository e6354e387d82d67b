// Where the k largest numbers of each row are, the largest first. NaN counts as −∞, and ties go to the lowest index.
#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "outrageous.h"

using namespace outrageous;

namespace {

// Up to so many are kept in order while the row is read: most numbers are smaller than the last of them.
constexpr int64_t FEW = 32;

float ranked(float number) { return number == number ? number : -std::numeric_limits<float>::infinity(); }

void keepFew(const float* numbers, int64_t count, int64_t k, int32_t* indices) {
  float kept[FEW];
  int64_t held = 0;
  for (int64_t i = 0; i < count; ++i) {
    const float number = ranked(numbers[i]);
    if (held == k && !(number > kept[k - 1])) continue;
    int64_t at = held < k ? held++ : k - 1;
    for (; at > 0 && kept[at - 1] < number; --at) kept[at] = kept[at - 1], indices[at] = indices[at - 1];
    kept[at] = number, indices[at] = static_cast<int32_t>(i);
  }
}

void sortMany(const float* numbers, int64_t count, int64_t k, int32_t* indices) {
  std::vector<int32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](int32_t a, int32_t b) {
    const float first = ranked(numbers[a]), second = ranked(numbers[b]);
    return first > second || (first == second && a < b);
  });
  std::copy_n(order.begin(), k, indices);
}

void topKIndices(Context& context) {
  const Tensor<float> x = context.input<float>(0);
  const int64_t k = context.attribute<int64_t>("k");
  require(x.shape.size() == 2 && k >= 0 && k <= x.shape[1], "k must be from 0 to the width of " + textOf(x.shape));
  const int64_t rows = x.shape[0], width = x.shape[1];
  const Tensor<int32_t> indices = context.output<int32_t>(0, {rows, k});
  forRows(rows, width, [&](int64_t row) {
    (k <= FEW ? keepFew : sortMany)(x.data + row * width, width, k, indices.data + row * k);
  });
}

const Op<topKIndices> registered("OutrageousTopKIndices", {"x: float"}, {"indices: int32"}, {"k: int"});

}  // namespace
