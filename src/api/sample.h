#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "api/value.h"

namespace coldread {

struct SampleRequest {
  Request request;
  Response response;
  std::vector<std::int32_t> token_bytes = {};  ///< of generated text, what each token added; empty where unknown
};

/// What one filter pipeline made of the responses, and the metrics of that.
struct FilteredOutcome {
  std::string filter;
  std::vector<Value> responses;                        ///< text, or [log-likelihood, is_greedy]
  std::vector<std::pair<std::string, Value>> metrics;  ///< a number, or the list of parts a corpus metric keeps
  std::vector<std::vector<double>> stats = {};  ///< parallel to metrics: what their aggregation needs beside the number
  bool no_match = false;                        ///< the filter found nothing and gave its fallback
};

struct Sample {
  std::size_t run = 0;
  std::string task;
  std::int64_t document = 0;
  Value fields;
  Value target;
  std::vector<SampleRequest> requests;
  std::vector<FilteredOutcome> outcomes;                ///< none where the document failed
  std::string failure = {};                             ///< why it failed
  std::string document_hash, prompt_hash, target_hash;  ///< sha256, as lm-evaluation-harness computes them
};

}  // namespace coldread
