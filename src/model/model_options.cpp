#include "model/model_options.h"

#include <variant>

#include "api/request_size.h"

namespace coldread {

ExpectedGeneration expected_generation(std::span<const Request> requests) {
  ExpectedGeneration expected;
  double work = 0;
  for (const Request& request : requests) {
    work += size_of(request).work;
    const auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr || generate->sampling.num_beams > 1) continue;
    ++expected.sequences;
    expected.tokens += generate->max_tokens;
  }
  expected.work = static_cast<std::int64_t>(work);
  return expected;
}

}  // namespace coldread
