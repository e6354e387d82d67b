// Philox-4x32-10 (Salmon et al. 2011): the random words of a key's stream, as in src/random/philox.ts.
#pragma once

#include <cstdint>

namespace outrageous {

// Where a key's stream starts: the key, and words 2 and 3 of every counter; words 0 and 1 count the blocks.
struct Stream {
  uint32_t key[2];
  uint32_t counter[2];
};

// How many blocks are made side by side.
constexpr int SIDE = 16;

// The four words of blocks [first, first + SIDE): word w of block first + i is words[w][i].
inline void philox(const Stream& stream, uint32_t first, uint32_t words[4][SIDE]) {
  for (int i = 0; i < SIDE; ++i) {
    uint32_t c0 = first + i, c1 = 0, c2 = stream.counter[0], c3 = stream.counter[1];
    uint32_t k0 = stream.key[0], k1 = stream.key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round, k0 += 0x9e3779b9u, k1 += 0xbb67ae85u) {
      const uint64_t a = uint64_t{0xd2511f53u} * c0, b = uint64_t{0xcd9e8d57u} * c2;
      c0 = static_cast<uint32_t>(b >> 32) ^ c1 ^ k0;
      c1 = static_cast<uint32_t>(b);
      c2 = static_cast<uint32_t>(a >> 32) ^ c3 ^ k1;
      c3 = static_cast<uint32_t>(a);
    }
    words[0][i] = c0, words[1][i] = c1, words[2][i] = c2, words[3][i] = c3;
  }
}

// A number in [0, 1) of the 23 low bits of a word.
inline float unit(uint32_t word) { return static_cast<float>(static_cast<int32_t>(word & 0x7fffff)) * 0x1p-23f; }

}  // namespace outrageous
