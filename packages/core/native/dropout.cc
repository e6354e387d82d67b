// y = x / (1 − rate) where the stream's number is at least the rate, else 0: drawn and dropped in one pass.
#include <algorithm>

#include "outrageous.h"
#include "philox.h"

namespace outrageous {
namespace {

// The elements that a run of SIDE blocks decides over.
constexpr int64_t RUN = 4 * SIDE;

void dropRun(const Stream& stream, int64_t run, int64_t count, const float* x, float rate, float* y) {
  uint32_t words[4][SIDE];
  philox(stream, static_cast<uint32_t>(run * SIDE), words);
  float units[RUN];
  for (int block = 0; block < SIDE; ++block)
    for (int word = 0; word < 4; ++word) units[4 * block + word] = unit(words[word][block]);
  for (int64_t i = 0; i < count; ++i) y[i] = units[i] >= rate ? x[i] / (1 - rate) : 0;
}

void dropout(Context& context) {
  const Tensor<float> x = context.input<float>(0);
  const Tensor<int32_t> start = context.input<int32_t>(1);
  const float rate = context.attribute<float>("rate");
  require(start.size == 4, "a stream starts with two words of its key and two of its counter");
  const auto word = [&](int i) { return static_cast<uint32_t>(start.data[i]); };
  const Stream stream = {{word(0), word(1)}, {word(2), word(3)}};
  const Tensor<float> y = context.output<float>(0, x.shape);
  parallelFor((x.size + RUN - 1) / RUN, 64, [&](int64_t begin, int64_t end) {
    for (int64_t run = begin; run < end; ++run) {
      const int64_t at = run * RUN;
      dropRun(stream, run, std::min(RUN, x.size - at), x.data + at, rate, y.data + at);
    }
  });
}

const Op<dropout> registered("OutrageousDropout", {"x: float", "stream: int32"}, {"y: float"}, {"rate: float"});

}  // namespace
}  // namespace outrageous
