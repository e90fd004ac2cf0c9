#include "model/model.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "kernels/isa.h"
#include "machine/processors.h"
#include "model/compute_type.h"
#include "model/digest.h"
#include "model/model_file.h"
#include "model/rotary_tables.h"
#include "model/transformer.h"
#include "model/understood_model.h"
#include "model/weight_placement.h"
#include "model/weight_plan.h"

namespace coldread {

namespace {

void collect(const LinearPlan& plan, std::set<const TensorView*>& tensors) {
  for (const MatrixPart& part : plan.parts) tensors.insert({part.weight, part.bias});
}

void collect(const NormPlan& plan, std::set<const TensorView*>& tensors) {
  tensors.insert(plan.gains.begin(), plan.gains.end());
  tensors.insert(plan.bias);
}

/// "Q4_1 210, Q8_0 1, F32 61": tensors of each type, the type with most parameters first.
std::string types_text(const std::set<const TensorView*>& tensors) {
  struct Count {
    std::string_view name;
    std::size_t elements = 0;
    int tensors = 0;
  };
  std::map<TensorType, Count> counts;
  for (const TensorView* tensor : tensors) {
    Count& count = counts[tensor->type];
    count.name = type_name(tensor->type);
    count.elements += tensor->elements();
    ++count.tensors;
  }
  std::vector<Count> sorted;
  for (const auto& [type, count] : counts) sorted.push_back(count);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Count& a, const Count& b) { return a.elements > b.elements; });
  std::string result;
  for (const Count& count : sorted) {
    result += (result.empty() ? "" : ", ") + std::string(count.name) + " " + std::to_string(count.tensors);
  }
  return result;
}

ModelFacts facts_of(const UnderstoodModel& model) {
  std::set<const TensorView*> tensors = {model.plan.token_embedding, model.plan.position_embedding};
  for (const LayerPlan& layer : model.plan.layers) {
    for_each_slot([&](auto slot) { collect(layer[slot], tensors); });
  }
  collect(model.plan.project_in, tensors);
  collect(model.plan.embedding_norm, tensors);
  collect(model.plan.final_norm, tensors);
  collect(model.plan.project_out, tensors);
  collect(model.plan.head, tensors);
  tensors.erase(nullptr);
  ModelFacts facts;
  facts.path = model.file.path.string();
  facts.family = model.config.family;
  facts.format = model.file.format;
  for (const TensorView* tensor : tensors) facts.parameters += static_cast<std::int64_t>(tensor->elements());
  facts.weight_types = types_text(tensors);
  facts.context_length = model.config.context;
  facts.ignored_settings = model.file.ignored;
  return facts;
}

class LoadedModel final : public Model {
 public:
  LoadedModel(const UnderstoodModel& model, const ModelOptions& options, int threads)
      : owner_(model.file.owner),
        transformer_(model.config, packed(model.plan, place_weights(model.plan, options, threads), threads), threads) {}

  void forward(const Batch& batch, LogitsSink& sink) override { transformer_.forward(batch, sink); }
  KvSequence new_sequence() override { return transformer_.cache().new_sequence(); }
  std::size_t sequence_bytes(std::int64_t positions) const override {
    return transformer_.cache().sequence_bytes(positions);
  }
  std::int64_t context_length() const override { return transformer_.config().context; }
  std::int64_t vocabulary_size() const override { return transformer_.config().vocabulary; }
  std::int64_t rotary_length(std::int64_t text) const override {
    return coldread::rotary_length(transformer_.config(), text);
  }
  std::size_t weight_bytes() const override { return transformer_.weight_bytes(); }
  int weight_copies() const override { return transformer_.weight_copies(); }
  std::span<const std::string> warnings() const override { return transformer_.warnings(); }

 private:
  static Weights packed(const WeightPlan& plan, WeightPlacement placement, int threads) {
    return pack_weights(plan, placement.held, threads, std::move(placement.nodes));
  }

  std::shared_ptr<const void> owner_;  // of the mapping that embedding rows are read from
  Transformer transformer_;
};

}  // namespace

ModelFacts inspect_model(const std::filesystem::path& path, const IgnoredSettings& ignored) {
  return facts_of(understand_model(path, ignored));
}

ModelConfig inspect_config(const std::filesystem::path& path) {
  return understand_model(path).config;
}

std::string model_digest(const std::filesystem::path& path) {
  return digest_of_files(open_model_file(path).weight_files, DigestCache::of_user());
}

std::unique_ptr<Model> load_model(const std::filesystem::path& path, const ModelOptions& options) {
  check_compute_type(options.compute);
  kernels::active_isa();  // an error in COLDREAD_ISA comes here, not out of a parallel region
  const int threads = options.threads > 0 ? options.threads : usable_processors();
  return std::make_unique<LoadedModel>(understand_model(path, options.ignored), options, threads);
}

}  // namespace coldread
