// y = x, in memory of its own that lasts: in huge pages where the system gives them on request, because what goes
// through hundreds of megabytes at every step spends a good part of its time on looking pages up.
#include <cstring>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "outrageous.h"

namespace outrageous {
namespace {

// Whole huge pages inside the memory, which must not have been written to yet. It's no more than a wish.
void wishForHugePages(void* data, int64_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr uintptr_t kPage = 2 << 20;
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(data) + kPage - 1) & ~(kPage - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + bytes) & ~(kPage - 1);
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  (void)data, (void)bytes;
#endif
}

void copy(Context& context) {
  const Tensor<float> x = context.input<float>(0);
  const Tensor<float> y = context.output<float>(0, x.shape);
  wishForHugePages(y.data, y.size * sizeof(float));
  parallelFor(x.size, 1 << 18, [&](int64_t begin, int64_t end) {
    std::memcpy(y.data + begin, x.data + begin, (end - begin) * sizeof(float));
  });
}

const Op<copy> registered("OutrageousCopy", {"x: float"}, {"y: float"});

}  // namespace
}  // namespace outrageous
