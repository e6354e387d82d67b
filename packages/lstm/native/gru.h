// What the two passes of a GRU have in common.
#pragma once

#include "recurrence.h"

namespace outrageous {

// The gates, side by side in the columns of weights and biases.
enum Gate { RESET, UPDATE, CANDIDATE, GATES };

}  // namespace outrageous
