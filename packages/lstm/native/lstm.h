// What the two passes of an LSTM have in common.
#pragma once

#include "recurrence.h"

namespace outrageous {

// The gates, side by side in the columns of weights and biases.
enum Gate { INPUT, FORGET, CANDIDATE, OUTPUT, GATES };

}  // namespace outrageous
