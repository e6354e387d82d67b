// What the two passes of an LSTM have in common.
#pragma once

#include "recurrence.h"

namespace outrageous {

struct Sizes {
  int64_t time, batch, input, cells, hidden;
  int64_t rows() const { return time * batch; }
  // The sequences of the strip that begins at `first`.
  int rowsFrom(int64_t first) const { return static_cast<int>(std::min<int64_t>(BLOCK_ROWS, batch - first)); }
};

// What the forward pass keeps of each step, in the order of its outputs.
enum Trace { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE, CELL, SQUASHED, TRACES };

// The names of a pass with a projection: those without, and one more.
inline std::vector<std::string> with(std::vector<std::string> names, const std::string& last) {
  names.push_back(last);
  return names;
}

}  // namespace outrageous
