// Philox-4x32-10 (Salmon et al. 2011): the random words of a key's stream, as in src/random/philox.ts.
#pragma once

#include <cstdint>

#include "vectors.h"

namespace outrageous {

// Where a key's stream starts: the key, and words 2 and 3 of every counter; words 0 and 1 count the blocks.
struct Stream {
  uint32_t key[2];
  uint32_t counter[2];
};

// How many blocks are made side by side.
constexpr int SIDE = 16;

// A word in the lower half of each 64-bit lane; what is in the upper half is never read.
typedef uint64_t Words __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
constexpr int WORDS = LANES / 2;

// The 64 bits of each word times a factor.
inline Words times(Words words, uint32_t factor) {
#if defined(__AVX512F__)
  return (Words)_mm512_mul_epu32((__m512i)words, _mm512_set1_epi64(factor));
#elif defined(__AVX2__)
  return (Words)_mm256_mul_epu32((__m256i)words, _mm256_set1_epi64x(factor));
#elif defined(__SSE2__) && !defined(__AVX__)
  return (Words)_mm_mul_epu32((__m128i)words, _mm_set1_epi64x(factor));
#else
  return (words & 0xffffffffu) * uint64_t{factor};
#endif
}

// Every second of 2 * WORDS blocks, from `first` on, in the state that ten rounds leave.
struct Rounds {
  Words word[4];

  Rounds(const Stream& stream, uint32_t first) : word{{}, {}, Words{} + stream.counter[0], Words{} + stream.counter[1]} {
    for (int i = 0; i < WORDS; ++i) word[0][i] = first + 2 * i;
    uint32_t key0 = stream.key[0], key1 = stream.key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round, key0 += 0x9e3779b9u, key1 += 0xbb67ae85u) {
      const Words a = times(word[0], 0xd2511f53u), b = times(word[2], 0xcd9e8d57u);
      word[0] = (b >> 32) ^ word[1] ^ uint64_t{key0};
      word[1] = b;
      word[2] = (a >> 32) ^ word[3] ^ uint64_t{key1};
      word[3] = a;
    }
  }
};

// The four words of blocks [first, first + SIDE): word w of block first + i is words[w][i].
inline void philox(const Stream& stream, uint32_t first, uint32_t words[4][SIDE]) {
  for (int i = 0; i < SIDE; i += 2 * WORDS) {
    const Rounds even(stream, first + i), odd(stream, first + i + 1);
    for (int w = 0; w < 4; ++w)
      *reinterpret_cast<Words*>(words[w] + i) = (even.word[w] & 0xffffffffu) | (odd.word[w] << 32);
  }
}

// A number in [0, 1) of the 23 low bits of a word.
inline float unit(uint32_t word) { return static_cast<float>(static_cast<int32_t>(word & 0x7fffff)) * 0x1p-23f; }

}  // namespace outrageous
