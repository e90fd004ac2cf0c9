#include <algorithm>
#include <utility>

#include "base/regex.h"
#include "base/unicode.h"
#include "metric/entry.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// MasakhaNER: entities written "per: a $ loc: b"; F1 over all entities of all documents. A document's value is its own
// F1; stats: entities right, wrong, missed.

namespace coldread {
namespace {

/// label, entity
using Span = std::pair<std::string, std::string>;

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.emplace_back(text);
  return parts;
}

class SpanF1 final : public Metric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& text = std::get<TextOutcome>(outcome);
    std::vector<Span> missed = spans(text.references.front());
    double right = 0, wrong = 0;
    for (const Span& span : spans(text.prediction)) {
      const auto found = std::ranges::find(missed, span);
      (found != missed.end() ? right : wrong) += 1;
      if (found != missed.end()) missed.erase(found);
    }
    const ItemScore counts{0, {right, wrong, static_cast<double>(missed.size())}};
    return {aggregate({&counts, 1}), counts.stats};
  }

  double aggregate(std::span<const ItemScore> items) const override {
    double right = 0, wrong = 0, missed = 0;
    for (const ItemScore& item : items) {
      right += item.stats[0];
      wrong += item.stats[1];
      missed += item.stats[2];
    }
    constexpr double kNotZero = 1e-13;
    const double precision = right / (right + wrong + kNotZero);
    const double recall = right / (right + missed + kNotZero);
    return 2 * (precision * recall / (precision + recall + kNotZero));
  }
  std::string aggregation_name() const override { return "span_f1_agg"; }
  StandardError standard_error() const override { return StandardError::bootstrap; }

 private:
  std::string normalised(std::string_view text) const {
    std::string out = punctuation_.replace(strip(text), " ");
    out = articles_.replace(out, " ");
    out = blanks_.replace(out, "");
    return lower(space_.replace(out, " "));
  }

  std::vector<Span> spans(std::string_view text) const {
    std::vector<Span> spans;
    for (const std::string& part : split(replaced(std::string(strip(text)), "$$", "$"), "$")) {
      for (const std::string& sentence : split(strip(part), ". ")) {
        for (const std::string& item : split(sentence, ", ")) {
          const std::vector<std::string> sides = split(strip(item), ": ");
          if (sides.size() == 2) spans.emplace_back(normalised(sides[0]), normalised(sides[1]));
        }
      }
    }
    return spans;
  }

  Regex punctuation_{R"([!"#$%&'()*+,\-./:;<=>?[\]^_`{|}~•@]+)"};
  Regex articles_{R"(\b(a|an|the)\b)"};
  Regex blanks_{R"(\s{3,}|\t)"};
  Regex space_{R"(\s+)"};
};

std::unique_ptr<Metric> span_f1() {
  return std::make_unique<SpanF1>();
}

}  // namespace

Recipe recipe_masakhaner() {
  return {.families = {"masakhaner"},
          .data_sets = {"masakhane/masakhaner-x"},
          .functions = {{"span_f1_agg",
                         AggregationFunction{.metric = "f1", .output_type = metrics::kGenerate, .make = span_f1}}}};
}

}  // namespace coldread
