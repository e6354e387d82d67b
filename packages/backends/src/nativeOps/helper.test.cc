// Ops that try what outrageous.h offers.
#include "outrageous.h"

namespace outrageous {
namespace {

// y = ±(factor · x) repeated `times` times, for every x in the list, one after another.
void scale(Context& context) {
  const int64_t times = context.attribute<int64_t>("times");
  require(times >= 0, "times must not be negative");
  const float factor = context.attribute<float>("factor") * (context.attribute<bool>("negative") ? -1 : 1);
  int64_t size = 0;
  for (int i = 0; i < context.inputs(); ++i) size += context.input<float>(i).size;
  float* to = context.output<float>(0, {times, size}).data;
  for (int64_t time = 0; time < times; ++time)
    for (int i = 0; i < context.inputs(); ++i) {
      const Tensor<float> x = context.input<float>(i);
      for (int64_t j = 0; j < x.size; ++j) *to++ = factor * x.data[j];
    }
}

// How often each number below `count` is visited, by ranges inside ranges.
void visits(Context& context) {
  const int64_t count = context.input<int32_t>(0).data[0];
  const Tensor<int32_t> y = context.output<int32_t>(0, {count});
  std::fill(y.data, y.data + count, 0);
  parallelFor(count, 1000, [&](int64_t begin, int64_t end) {
    parallelFor(end - begin, 10, [&](int64_t from, int64_t to) {
      for (int64_t i = begin + from; i < begin + to; ++i) ++y.data[i];
    });
  });
}

// A whole number as the op sees it, in halves: the low one first.
void whole(Context& context) {
  const int64_t number = context.attribute<int64_t>("number");
  const Tensor<int32_t> halves = context.output<int32_t>(0, {2});
  halves.data[0] = static_cast<int32_t>(number);
  halves.data[1] = static_cast<int32_t>(number >> 32);
}

const Op<scale> registeredScale("OutrageousTestScale", {"x: N * float"}, {"y: float"},
                                {"N: int >= 1", "factor: float", "times: int", "negative: bool"});
const Op<whole> registeredWhole("OutrageousTestWhole", {}, {"halves: int32"}, {"number: int"});
const Op<visits> registeredVisits("OutrageousTestVisits", {"count: int32"}, {"visits: int32"});

}  // namespace
}  // namespace outrageous
