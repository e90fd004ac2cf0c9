// Every family against the log-probabilities and greedy texts that transformers gives in double precision, in each form
// that its files have: config.json as either major version of transformers writes it, and GGUF. And each gives the same
// bits however its tokens go through the model.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/isa.h"
#include "model/logprobs.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

/// One way in which a model is stored, with what it must give.
struct Form {
  std::string name;  ///< "qwen2: config.v5.json"
  fs::path model;
  fs::path reference;  ///< the folder of logprobs.jsonl
  double tolerance = 0;
};

/// A folder of its own with another of the model's configs.
fs::path with_config(const TemporaryFolder& to, const fs::path& model, const fs::path& config) {
  const fs::path folder = to.path() / (model.filename().string() + "-" + config.filename().string());
  fs::create_directory(folder);
  fs::create_symlink(model / "model.safetensors", folder / "model.safetensors");
  fs::copy_file(config, folder / "config.json");
  return folder;
}

double tolerance_of(const fs::path& model) {
  const fs::path meta = model / "meta.json";
  return parse_json(read_text_file(meta), meta.string()).find("tolerance")->as_number();
}

bool is_causal(const fs::path& model) {
  const fs::path meta = model / "meta.json";
  return *parse_json(read_text_file(meta), meta.string()).find("kind") == Value("clm");
}

void add_forms(const fs::path& model, const TemporaryFolder& scratch, std::vector<Form>& forms) {
  const std::string name = model.filename().string();
  const auto add = [&](const std::string& form, const fs::path& path) {
    forms.push_back({.name = name + ": " + form, .model = path, .reference = model, .tolerance = tolerance_of(model)});
  };
  add("config.json", model);
  for (const char* config : {"config.v4.json", "config.v5.json"}) {
    if (fs::exists(model / config)) add(config, with_config(scratch, model, model / config));
  }
  for (const auto& entry : fs::directory_iterator(model)) {
    if (entry.path().extension() == ".gguf") add(entry.path().filename().string(), entry.path());
  }
}

/// transformers' eager attention, which made these lines, adds Falcon's ALiBi twice: its own lines lie in the tree.
bool adds_alibi_twice(const fs::path& model) {
  const fs::path path = model / "config.json";
  const Value config = parse_json(read_text_file(path), path.string());
  const Value* alibi = config.find("alibi");
  return *config.find("model_type") == Value("falcon") && alibi != nullptr && *alibi == Value(true);
}

/// Of the models in a folder, in the order of their names; of one alone where COLDREAD_FAMILY names it.
std::vector<Form> forms_in(const fs::path& folder, const TemporaryFolder& scratch, bool of_transformers) {
  const char* only = std::getenv("COLDREAD_FAMILY");
  std::vector<fs::path> models;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (only != nullptr && entry.path().filename() != only) continue;
    if (!fs::exists(entry.path() / "logprobs.jsonl") || !is_causal(entry.path())) continue;
    if (of_transformers && adds_alibi_twice(entry.path())) {
      MESSAGE("skipped: " << entry.path().filename().string() << ", whose lines have ALiBi twice");
      continue;
    }
    models.push_back(entry.path());
  }
  std::sort(models.begin(), models.end());
  std::vector<Form> forms;
  for (const fs::path& model : models) add_forms(model, scratch, forms);
  return forms;
}

/// ln p of each next token and the argmax at each position.
struct Scores {
  std::vector<float> logprobs;
  std::vector<TokenId> argmax;
  std::vector<std::vector<float>> logits;  ///< of the last position of each sequence

  bool operator==(const Scores& other) const {
    return std::equal(
        logprobs.begin(), logprobs.end(), other.logprobs.begin(), other.logprobs.end(),
        [](float a, float b) { return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b); });
  }
};

/// Lines [first, first + count) as one batch, in steps of so many tokens of each.
void run_batch(Model& model, const std::vector<ReferenceLine>& lines, std::size_t first, std::size_t count,
               std::size_t step, std::vector<Scores>& to) {
  std::vector<KvSequence> sequences;
  for (std::size_t i = 0; i < count; ++i) sequences.push_back(model.new_sequence());
  std::size_t longest = 0;
  for (std::size_t i = first; i < first + count; ++i) longest = std::max(longest, lines[i].ids.size());
  for (std::size_t start = 0; start < longest; start += step) {
    Batch batch;
    std::vector<std::size_t> of_line;
    for (std::size_t i = first; i < first + count; ++i) {
      const std::vector<TokenId>& ids = lines[i].ids;
      if (start >= ids.size()) continue;
      const auto row = static_cast<std::uint32_t>(batch.rows.size());
      const auto tokens = std::span(ids).subspan(start, std::min(step, ids.size() - start));
      const std::int64_t length = model.rotary_length(static_cast<std::int64_t>(ids.size()));
      batch.rows.push_back({.sequence = &sequences[i - first], .tokens = tokens, .rotary_length = length});
      for (std::uint32_t t = 0; t < tokens.size(); ++t) {
        const bool last = start + t + 1 == ids.size();
        batch.probes.push_back({.row = row, .token = t, .target = last ? -1 : ids[start + t + 1], .want_logits = last});
        of_line.push_back(i);
      }
    }
    AnswerList answers(batch.probes.size());
    model.forward(batch, answers);
    for (std::size_t p = 0; p < of_line.size(); ++p) {
      Scores& scores = to[of_line[p]];
      scores.argmax.push_back(answers.results[p].argmax);
      if (batch.probes[p].want_logits) {
        scores.logits.push_back(answers.logits[p]);
      } else {
        scores.logprobs.push_back(answers.results[p].target_logprob);
      }
    }
  }
}

std::vector<Scores> run(Model& model, const std::vector<ReferenceLine>& lines, std::size_t rows_of_batch,
                        std::size_t step) {
  std::vector<Scores> scores(lines.size());
  for (std::size_t first = 0; first < lines.size(); first += rows_of_batch) {
    run_batch(model, lines, first, std::min(rows_of_batch, lines.size() - first), step, scores);
  }
  return scores;
}

/// The largest distance of a log-probability or a last logit; infinite where an argmax is another without a near-tie.
double distance(const std::vector<Scores>& scores, const std::vector<ReferenceLine>& lines) {
  double worst = 0;
  const auto take = [&](float ours, double theirs) {
    const double apart = std::fabs(static_cast<double>(ours) - theirs);
    worst = std::isnan(apart) ? INFINITY : std::max(worst, apart);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ReferenceLine& line = lines[i];
    for (std::size_t t = 0; t < line.logprob.size(); ++t) take(scores[i].logprobs[t], line.logprob[t]);
    for (std::size_t v = 0; v < line.final_logits.size(); ++v) take(scores[i].logits[0][v], line.final_logits[v]);
    if (line.min_gap >= 1e-3 && scores[i].argmax != line.argmax) worst = INFINITY;
  }
  return worst;
}

/// How many greedy texts are the reference's, token by token.
std::pair<int, int> greedy(Model& model, const fs::path& path) {
  const std::string text = read_text_file(path);
  std::istringstream stream(text);
  int right = 0;
  int all = 0;
  for (std::string line; std::getline(stream, line);) {
    const Value parsed = parse_json(line, path.string());
    std::vector<TokenId> ids = ids_of(*parsed.find("ids"));
    const std::vector<TokenId> expected = ids_of(*parsed.find("new_ids"));
    KvSequence sequence = model.new_sequence();
    std::vector<TokenId> made;
    for (std::vector<TokenId> next = ids; made.size() < expected.size(); next = {made.back()}) {
      const auto length = static_cast<std::int64_t>(ids.size() + expected.size());
      Batch batch{.rows = {{.sequence = &sequence, .tokens = next, .rotary_length = model.rotary_length(length)}},
                  .probes = {}};
      batch.probes.push_back({.row = 0, .token = static_cast<std::uint32_t>(next.size() - 1), .target = -1});
      AnswerList answers(1);
      model.forward(batch, answers);
      made.push_back(answers.results[0].argmax);
    }
    ++all;
    right += made == expected ? 1 : 0;
  }
  return {right, all};
}

/// How tokens go through a model: threads, sequences of a batch (0: all), tokens of each at a time.
struct Course {
  int threads;
  std::size_t rows;
  std::size_t step;
};

bool same_bits_everywhere(const Form& form, const std::vector<ReferenceLine>& lines,
                          const std::vector<Scores>& expected) {
  const std::string before(kernels::active_isa());
  bool same = true;
  const auto take = [&](const Course& course) {
    const auto model = load_model(form.model, {.threads = course.threads});
    same = same && run(*model, lines, course.rows == 0 ? lines.size() : course.rows, course.step) == expected;
  };
  for (const std::string& isa : kernels::available_isas()) {
    kernels::use_isa(isa);
    take({.threads = 2, .rows = 0, .step = 37});
  }
  kernels::use_isa(before);
  take({.threads = 1, .rows = 0, .step = 1});
  take({.threads = 2, .rows = 1, .step = 1000});
  return same;
}

struct Tally {
  int passed = 0;
  int all = 0;
  void add(bool pass) {
    ++all;
    passed += pass ? 1 : 0;
  }
};

void check_forms(const std::vector<Form>& forms) {
  Tally logprobs;
  Tally texts;
  Tally invariant;
  double largest = 0;
  std::string largest_of;
  for (const Form& form : forms) {
    CAPTURE(form.name);
    const auto lines = read_reference(form.reference / "logprobs.jsonl");
    try {
      const auto model = load_model(form.model, {.threads = 1});
      const std::vector<Scores> scores = run(*model, lines, lines.size(), 1000);
      const double apart = distance(scores, lines);
      if (std::isfinite(apart) && apart > largest) {
        largest = apart;
        largest_of = form.name;
      }
      logprobs.add(apart <= form.tolerance);
      CHECK_MESSAGE(apart <= form.tolerance, form.name << " is " << apart << " away");
      const auto [right, all] = greedy(*model, form.reference / "greedy.jsonl");
      texts.add(right == all);
      CHECK_MESSAGE(right == all, form.name << ": " << right << " of " << all << " greedy texts");
      const bool same = same_bits_everywhere(form, lines, scores);
      invariant.add(same);
      CHECK_MESSAGE(same, form.name << " has other bits elsewhere");
    } catch (const Error& error) {
      logprobs.add(false);
      texts.add(false);
      invariant.add(false);
      FAIL_CHECK(form.name << ": " << std::string(error.what()));
    }
  }
  MESSAGE("log-probabilities " << logprobs.passed << "/" << logprobs.all << ", greedy " << texts.passed << "/"
                               << texts.all << ", invariance " << invariant.passed << "/" << invariant.all
                               << ", largest difference " << largest << " (" << largest_of << ")");
}

TEST_CASE("models of a few families give the reference's log-probabilities and greedy texts, and the same bits") {
  const TemporaryFolder scratch;
  check_forms(forms_in(kModelReference / "families", scratch, false));
}

TEST_CASE("every family gives transformers' log-probabilities and greedy texts in every form, and the same bits") {
  const fs::path folder = source_dir().parent_path() / "shared" / "reference" / "model" / "families";
  if (!fs::exists(folder)) {
    MESSAGE("skipped: " << folder.string() << " is not there");
    return;
  }
  const TemporaryFolder scratch;
  check_forms(forms_in(folder, scratch, true));
}

}  // namespace
}  // namespace coldread
