// What the two passes of an LSTM have in common.
#pragma once

#include "recurrence.h"

namespace outrageous {

// What the forward pass keeps of each step, in the order of its outputs.
enum Trace { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE, CELL, SQUASHED, TRACES };

// The names of a pass with a projection: those without, and one more.
inline std::vector<std::string> with(std::vector<std::string> names, const std::string& last) {
  names.push_back(last);
  return names;
}

}  // namespace outrageous
