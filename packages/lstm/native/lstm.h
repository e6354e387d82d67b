// What the two passes of an LSTM have in common.
#pragma once

#include "recurrence.h"

namespace outrageous {

// What the forward pass keeps of each step, in the order of its outputs.
enum Trace { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE, CELL, SQUASHED, TRACES };

}  // namespace outrageous
