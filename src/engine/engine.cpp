#include "engine/engine.h"

#include "base/error.h"

namespace coldread {
namespace {

/// Prompt tokens that a run holds at once: enough to share what tasks share, a few megabytes.
constexpr std::int64_t kTokensHeld = std::int64_t{2} << 20;

}  // namespace

void Engine::run(std::span<const Request> requests, ResponseSink& sink, RunFacts& facts) {
  COLDREAD_CHECK(idle());
  std::size_t next = 0;
  while (next < requests.size()) {
    const std::size_t first = next;
    const std::int64_t full = facts.prompt_tokens + kTokensHeld;
    for (; next < requests.size() && facts.prompt_tokens < full; ++next) {
      add(next, requests[next], facts);
    }
    for (; !idle(); step(sink, facts)) {
      if (sink.stop_requested()) {
        for (std::size_t id = first; id < next; ++id) cancel(id);
        return;
      }
    }
  }
}

}  // namespace coldread
