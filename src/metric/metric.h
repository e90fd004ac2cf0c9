#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/estimate.h"
#include "api/value.h"

namespace coldread {

// What a metric sees of one document, by output type.

/// generate_until: one filtered answer and the accepted references (one or more).
struct TextOutcome {
  std::string prediction;
  std::vector<std::string> references;
};

/// multiple_choice: parallel lists over the choices. gold holds one index, or several accepted ones.
struct ChoiceOutcome {
  std::vector<double> logprobs;                ///< ln p(choice | context), nats
  std::vector<double> unconditional_logprobs;  ///< ln p(choice); filled where a metric asks for it (acc_mutual_info)
  std::vector<bool> is_greedy;
  std::vector<std::string> choices;  ///< bare text, without the target delimiter
  std::vector<std::int64_t> gold;
};

/// loglikelihood: one continuation.
struct LikelihoodOutcome {
  double logprob = 0;
  bool is_greedy = false;
};

/// loglikelihood_rolling: one text.
struct RollingOutcome {
  double logprob = 0;
  std::string text;  ///< whose words and bytes are counted
};

using Outcome = std::variant<TextOutcome, ChoiceOutcome, LikelihoodOutcome, RollingOutcome>;

/// One document's part of a metric. value is what a sample shows; stats is what aggregate() needs, so that a corpus
/// metric (BLEU, word perplexity) is a pure function of the documents' stats in document order.
struct ItemScore {
  double value = 0;
  std::vector<double> stats;
};

/// How the standard error of an aggregate is found, as in lm-evaluation-harness.
enum class StandardError { mean, bootstrap, bootstrap_few, none };

/// One metric with its options bound. Each metric is one file; metrics.inc lists them.
class Metric {
 public:
  virtual ~Metric() = default;
  virtual ItemScore score(const Outcome& outcome) const = 0;
  /// Over the documents in order; at least one.
  virtual double aggregate(std::span<const ItemScore> items) const = 0;
  /// The aggregation's name in a task's metric_list.
  virtual std::string aggregation_name() const { return "mean"; }
  virtual StandardError standard_error() const { return StandardError::mean; }
  virtual bool higher_is_better() const { return true; }
  virtual bool needs_unconditional() const { return false; }
  /// Whether a document's value is 1 where its answer is right, else 0.
  virtual bool tells_right_from_wrong() const { return false; }
  /// How the value was computed, as sacrebleu signs it; empty where there is nothing to say.
  virtual std::string signature(std::span<const ItemScore>) const { return {}; }
  /// What the value of these documents is made of, by name (bleu: counts, totals, ...); of one document its own.
  virtual Dict parts(std::span<const ItemScore>) const { return {}; }
  /// One line for people with the value, as sacrebleu prints it; empty where there is none.
  virtual std::string summary(std::span<const ItemScore>) const { return {}; }
  /// Names of the parts in stats where a document's parts are worth showing (rouge: precision, recall, fmeasure).
  virtual std::vector<std::string> part_names() const { return {}; }
};

/// Builds a metric by name with its options (a dict, e.g. {"use_stemmer": true}). Throws Error(usage): unknown name
/// with a suggestion, unknown option, option of the wrong kind, output type the metric cannot score.
std::unique_ptr<Metric> make_metric(std::string_view name, const Dict& options = {});

std::vector<std::string> metric_names();
/// The metrics of a task that lists none: by output type.
std::vector<std::string> default_metrics(std::string_view output_type);
/// Whether the metric can score outcomes of this output type.
bool metric_fits(std::string_view name, std::string_view output_type);

/// What a document's own value of a metric is called: "ln p" of perplexity, else the metric's name.
std::string_view document_value_name(std::string_view name, std::string_view output_type);
/// Whether the metric falls where documents' values rise, as perplexity does with ln p.
bool document_value_is_opposite(std::string_view name, std::string_view output_type);

struct BootstrapOptions {
  std::int64_t iterations = 1000;  ///< replicates; StandardError::bootstrap_few uses at most 100. 0: no standard errors
};

/// Names that estimate() takes for this metric: those that work on any value, and the metric's own.
std::vector<std::string> aggregation_names(const Metric& metric);

/// value, standard error and count. Where the aggregation is overridden (mean, median, ...), by its name; "" is the
/// metric's own. Throws Error(usage) on an aggregation that the metric does not have, with a suggestion.
Estimate estimate(const Metric& metric, std::span<const ItemScore> items, std::string_view aggregation = "",
                  const BootstrapOptions& bootstrap = {});

}  // namespace coldread
