#include "engine/local/local_backend.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

#include "api/run_facts.h"
#include "base/error.h"
#include "engine/local/model_estimate.h"
#include "engine/local/settings_digest.h"
#include "engine/scheduler.h"
#include "model/find_model.h"
#include "model/model_file.h"

namespace coldread {
namespace {

using LoadTokenizer = std::function<std::shared_ptr<const Tokenizer>()>;

bool needs_tokenizer(const Request& request) {
  if (const auto* generate = std::get_if<Generate>(&request.body)) {
    return std::holds_alternative<std::string>(generate->prompt);
  }
  return !std::holds_alternative<LogLikelihoodOfIds>(request.body);
}

/// Whether a tokenizer helps although the prompt is ids: to write the text, to look for stop strings.
bool gives_text(const Request& request) {
  return std::holds_alternative<Generate>(request.body);
}

/// A scheduler with all that it runs on. The tokenizer is read when the first request comes that wants one.
class OwningEngine final : public Engine {
 public:
  /// load_tokenizer: empty where there is to be none; throws Error(input) where the model has none.
  OwningEngine(std::unique_ptr<Model> model, const EngineOptions& options, LoadTokenizer load_tokenizer)
      : model_(std::move(model)),
        load_tokenizer_(std::move(load_tokenizer)),
        scheduler_(make_scheduler(*model_, nullptr, options)) {}

  void add(std::size_t id, Request request, RunFacts& facts) override {
    if (load_tokenizer_ && !tokenizer_) take_tokenizer(request);
    scheduler_->add(id, std::move(request), facts);
  }
  void step(ResponseSink& sink, RunFacts& facts) override { scheduler_->step(sink, facts); }
  void cancel(std::size_t id) override { scheduler_->cancel(id); }
  bool idle() const override { return scheduler_->idle(); }

 private:
  void take_tokenizer(const Request& request) {
    const bool needed = needs_tokenizer(request);
    if (!needed && !gives_text(request)) return;
    try {
      tokenizer_ = load_tokenizer_();
    } catch (const Error& error) {
      if (!needed && error.code() == ErrorCode::input) return;  // ids in, ids out
      scheduler_->drop_all();
      throw;
    }
    scheduler_->take_tokenizer(*tokenizer_);
  }

  std::unique_ptr<Model> model_;
  LoadTokenizer load_tokenizer_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::unique_ptr<Scheduler> scheduler_;
};

/// A tokenizer that is loaded once, for all who share this.
class SharedTokenizer {
 public:
  SharedTokenizer(std::filesystem::path path, ModelOverrides overrides)
      : path_(std::move(path)), overrides_(std::move(overrides)) {}
  const std::shared_ptr<const Tokenizer>& get() {
    if (!loaded_) loaded_ = load_tokenizer(path_, overrides_);
    return loaded_;
  }

 private:
  std::filesystem::path path_;
  ModelOverrides overrides_;
  std::shared_ptr<const Tokenizer> loaded_;
};

/// The end tokens that a run names by id, which need no tokenizer.
std::vector<TokenId> given_ids(const ModelOverrides& overrides) {
  std::vector<TokenId> ids;
  for (const TokenName& name : overrides.end_tokens.value_or(std::vector<TokenName>())) {
    if (const auto* id = std::get_if<TokenId>(&name)) ids.push_back(*id);
  }
  return ids;
}

bool names_by_text(const ModelOverrides& overrides) {
  return overrides.end_tokens && std::ranges::any_of(*overrides.end_tokens, [](const TokenName& name) {
           return std::holds_alternative<std::string>(name);
         });
}

class LocalModel final : public FoundModel {
 public:
  LocalModel(std::filesystem::path path, const ModelOverrides& overrides)
      : path_(std::move(path)),
        overrides_(overrides),
        tokenizer_(std::make_shared<SharedTokenizer>(path_, overrides)) {}

  ModelFacts facts() const override { return inspect_model(path_, overrides_.ignored_settings); }

  TextFacts text() const override {
    const Tokenizer& tokenizer = *tokenizer_->get();
    TextFacts facts;
    facts.tokenizer = std::string(tokenizer.pre_tokenizer());
    const auto add = [&](const char* role, std::optional<TokenId> id) {
      if (id) facts.special_tokens.push_back({.role = role, .text = tokenizer.decode({{*id}}), .id = *id});
    };
    add("bos", tokenizer.special_tokens().bos);
    add("eos", tokenizer.special_tokens().eos);
    add("pad", tokenizer.special_tokens().pad);
    facts.end_tokens = tokenizer.end_tokens();
    facts.adds_bos = tokenizer.adds_bos();
    facts.control_tokens = tokenizer.control_tokens();
    facts.chat_template = tokenizer.chat_template();
    return facts;
  }

  std::shared_ptr<const Tokenizer> tokenizer() const override { return tokenizer_->get(); }

  ModelFiles files() const override {
    const ModelFile model = open_model_file(path_);
    ModelFiles files{.weights = model.weight_files, .settings = model.settings_files};
    for (const std::filesystem::path& file : tokenizer_->get()->files()) {
      if (std::ranges::find(files.weights, file) != files.weights.end()) continue;
      if (std::ranges::find(files.settings, file) == files.settings.end()) files.settings.push_back(file);
    }
    return files;
  }
  std::string weights_digest() const override { return model_digest(path_); }
  std::string settings_digest() const override { return coldread::settings_digest(files().settings, overrides_); }

  Footprint weights(const std::string& compute) const override {
    return weights_footprint(path_, compute, false, overrides_.ignored_settings);
  }

  ModelEstimate estimate(std::vector<Request> requests, const OpenOptions& options, bool complete) const override {
    const Tokenizer* tokenizer = options.text ? tokenizer_->get().get() : nullptr;
    return estimate_model(path_, tokenizer, std::move(requests), options, complete, overrides_.ignored_settings);
  }

  OpenModel open(const OpenOptions& options) const override {
    ModelOptions loaded{.threads = options.threads,
                        .compute = options.compute,
                        .expected = options.expected,
                        .ignored = overrides_.ignored_settings};
    if (options.one_copy) loaded.nodes.emplace();
    if (names_by_text(overrides_)) tokenizer_->get();  // throws where it lacks one
    auto model = load_model(path_, loaded);
    OpenModel opened;
    opened.vocabulary_size = model->vocabulary_size();
    opened.weight_bytes = model->weight_bytes();
    opened.weight_copies = model->weight_copies();
    opened.warnings.assign(model->warnings().begin(), model->warnings().end());
    LoadTokenizer load_tokenizer;
    if (options.text) load_tokenizer = [shared = tokenizer_] { return shared->get(); };
    opened.engine = std::make_unique<OwningEngine>(std::move(model),
                                                   EngineOptions{.batch_sequences = options.batch_sequences,
                                                                 .memory_bytes = options.memory_bytes,
                                                                 .end_of_text = given_ids(overrides_)},
                                                   std::move(load_tokenizer));
    return opened;
  }

 private:
  std::filesystem::path path_;
  ModelOverrides overrides_;
  std::shared_ptr<SharedTokenizer> tokenizer_;
};

}  // namespace

std::unique_ptr<FoundModel> LocalBackend::find(const std::string& name, const ModelOverrides& overrides) const {
  return std::make_unique<LocalModel>(observer_ == nullptr ? find_model(name) : find_model(name, *observer_),
                                      overrides);
}

}  // namespace coldread
