// Work shared by the threads of one pool, which sleep while there is none.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace outrageous {

// Lets the members of a team wait for each other, without sleeping: their steps last microseconds.
class Barrier {
 public:
  explicit Barrier(int members) : members_(members) {}

  void wait() {
    const uint32_t round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins)
      if (spins > SPINS) std::this_thread::yield();
  }

 private:
  static constexpr int SPINS = 4000;
  const int members_;
  std::atomic<int> arrived_{0};
  std::atomic<uint32_t> round_{0};
};

// As many threads as TensorFlow uses: what its environment variables say, or one per processor.
inline int threadCount() {
  for (const char* name : {"TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && std::atoi(value) > 0) return std::atoi(value);
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

// The threads of the library. There is one pool, which is never destroyed: its threads end with the process.
class Pool {
 public:
  static Pool& instance() {
    static Pool* pool = new Pool(threadCount());
    return *pool;
  }

  int threads() const { return workers_ + 1; }

  // Calls body(0) … body(chunks - 1), each once, on any thread; returns when all have returned.
  // A call from inside another, or beside it, runs on its own thread alone.
  void run(int64_t chunks, const std::function<void(int64_t)>& body) {
    if (chunks < 2 || !claim()) {
      for (int64_t chunk = 0; chunk < chunks; ++chunk) body(chunk);
      return;
    }
    distribute(chunks, body);
  }

  // Calls body(member, members, barrier) once for each member of a team, all at the same time. The team has as many
  // members as are wanted and as there are threads; one, where the threads are busy.
  void together(int wanted, const std::function<void(int, int, Barrier&)>& body) {
    const int members = std::min(wanted, threads());
    Barrier barrier(members);
    if (members > 1 && claim()) return distribute(members, [&](int64_t member) { body(member, members, barrier); });
    Barrier alone(1);
    body(0, 1, alone);
  }

 private:
  explicit Pool(int threads) : workers_(threads - 1) {
    for (int worker = 0; worker < workers_; ++worker) std::thread([this] { serve(); }).detach();
  }

  bool claim() { return workers_ > 0 && !busy_.exchange(true); }

  void distribute(int64_t chunks, const std::function<void(int64_t)>& body) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      body_ = &body;
      chunks_ = chunks;
      next_ = 0;
      ++generation_;
    }
    wake_.notify_all();
    takeChunks(body);
    {
      std::unique_lock<std::mutex> lock(mutex_);
      body_ = nullptr;
      done_.wait(lock, [this] { return running_ == 0; });
    }
    busy_ = false;
  }

  void serve() {
    uint64_t served = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return body_ != nullptr && generation_ != served; });
      served = generation_;
      ++running_;
      const auto& body = *body_;
      lock.unlock();
      takeChunks(body);
      lock.lock();
      if (--running_ == 0) done_.notify_one();
    }
  }

  void takeChunks(const std::function<void(int64_t)>& body) {
    for (int64_t chunk = next_++; chunk < chunks_; chunk = next_++) body(chunk);
  }

  const int workers_;
  std::atomic<bool> busy_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(int64_t)>* body_ = nullptr;
  int64_t chunks_ = 0;
  std::atomic<int64_t> next_{0};
  uint64_t generation_ = 0;
  int running_ = 0;
};

// Calls body(begin, end) for ranges that make up [0, count), each of `grain` but the last: on one thread where
// there is but one range. The ranges don't depend on the number of threads, so sums by range repeat bit for bit.
template <typename Body>
void parallelFor(int64_t count, int64_t grain, const Body& body) {
  const int64_t chunks = (count + grain - 1) / grain;
  Pool::instance().run(chunks, [&](int64_t chunk) { body(chunk * grain, std::min(count, (chunk + 1) * grain)); });
}

// Numbers that one thread takes at a time, where few operations are done with each.
constexpr int64_t GRAIN = 1 << 15;

// Calls body(row) for each of `rows` rows of so many numbers, on all threads.
template <typename Body>
void forRows(int64_t rows, int64_t numbers, const Body& body) {
  parallelFor(rows, std::max<int64_t>(1, GRAIN / std::max<int64_t>(1, numbers)), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) body(row);
  });
}

}  // namespace outrageous
