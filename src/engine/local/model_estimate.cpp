#include "engine/local/model_estimate.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace coldread {
namespace {

/// Passes after which the demand has shown its peak, where not everything is counted.
constexpr std::size_t kEnoughPasses = 3000;

/// Lets every answer go.
class Nowhere : public ResponseSink {
 public:
  Nowhere(const DryModel& model, bool complete) : model_(model), complete_(complete) {}
  void on_done(std::size_t, const Response&) override {}
  bool stop_requested() override {
    stopped_ = !complete_ && model_.demand().passes.size() > kEnoughPasses;
    return stopped_;
  }
  bool stopped() const { return stopped_; }

 private:
  const DryModel& model_;
  bool complete_;
  bool stopped_ = false;
};

struct Requested {
  std::vector<Request> requests;
  bool draws = false;
  std::int64_t beams = 1;
  ExpectedGeneration expected = {};
};

/// All generations are greedy and full length: what is drawn takes no other way through the engine.
Requested requested_of(std::vector<Request> requests) {
  Requested requested;
  requested.expected = expected_generation(requests);
  for (Request& request : requests) {
    auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr) continue;
    requested.draws = requested.draws || generate->sampling.do_sample || !(generate->sampling == SamplingSettings{});
    requested.beams = std::max(requested.beams, generate->sampling.num_beams);
    generate->sampling = {};
    generate->until.clear();
    generate->ignore_end_of_text = true;
  }
  requested.requests = std::move(requests);
  return requested;
}

}  // namespace

ModelEstimate estimate_model(const std::filesystem::path& path, const Tokenizer* tokenizer,
                             std::vector<Request> requests, const OpenOptions& options, bool complete,
                             const IgnoredSettings& ignored) {
  const Requested requested = requested_of(std::move(requests));
  const auto model = make_dry_model(
      path,
      {.threads = options.threads, .compute = options.compute, .expected = requested.expected, .ignored = ignored});
  Nowhere nowhere(*model, complete);
  RunFacts facts;
  make_local_engine(*model, tokenizer,
                    {.batch_sequences = options.batch_sequences, .memory_bytes = options.memory_bytes})
      ->run(requested.requests, nowhere, facts);
  ModelEstimate estimate;
  estimate.requests = static_cast<std::int64_t>(requested.requests.size());
  estimate.prompt_tokens = facts.prompt_tokens;
  estimate.computed_tokens = facts.computed_tokens;
  estimate.generated_tokens = facts.generated_tokens;
  estimate.truncated_prompts = facts.truncated_prompts;
  estimate.complete = !nowhere.stopped();
  estimate.weights = model->footprint();
  estimate.least_weights = estimate.weights.copies == 1 && !estimate.weights.wide
                               ? estimate.weights
                               : weights_footprint(path, options.compute, false, ignored);
  estimate.demand = model->demand();
  const auto vocabulary = static_cast<std::size_t>(model->vocabulary_size());
  if (requested.draws) {
    const std::size_t rows = std::min<std::size_t>(64, requested.requests.size());
    estimate.sampling = 4 * std::min(rows * vocabulary, std::max<std::size_t>(1 << 22, vocabulary)) + 24 * vocabulary;
  }
  if (requested.beams > 1) {
    const std::int64_t longest = std::min<std::int64_t>(model->context_length(), 2048);
    estimate.demand.cache += static_cast<std::size_t>(requested.beams) * model->sequence_bytes(longest);
  }
  return estimate;
}

}  // namespace coldread
