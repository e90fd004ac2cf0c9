#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "api/document.h"
#include "base/error.h"

namespace coldread {

struct FewshotChoice {
  std::string sampler = "default";  ///< or "first_n", "per_document"
  std::string task = {};            ///< keys per_document
  std::size_t count = 0;
  bool leave_out_evaluated = false;  ///< examples equal to the evaluated document are passed over
  std::int64_t seed = 1234;
  /// Which further examples a document must not have, by their indexes; heeded by first_n and per_document alone.
  std::function<bool(std::size_t document, std::size_t example)> left_out = nullptr;
};

/// Indexes into pool of the examples of each evaluated document. "default" is lm-evaluation-harness's: one Mersenne
/// Twister per task, advanced document by document, so a document's examples depend on those before it. "per_document"
/// draws by a counter-based generator keyed by (seed, task, document id): they depend on the document alone.
/// Throws Error(usage) at place where the pool is too small.
std::vector<std::vector<std::size_t>> choose_examples(std::span<const Document> evaluated,
                                                      std::span<const Document> pool, const FewshotChoice& choice,
                                                      const Place& place);

}  // namespace coldread
