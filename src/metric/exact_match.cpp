#include <algorithm>

#include "base/regex.h"
#include "base/unicode.h"
#include "metric/choice.h"
#include "metric/entry.h"
#include "metric/words.h"

// 1 where the answer equals a reference, after both lost the matches of regexes_to_ignore (each in turn), then,
// as asked, their case, ASCII punctuation and ASCII digits. White space counts. For choices: 1 where every token of a
// gold choice was the most likely one.

namespace coldread::metrics {
namespace {

class ExactMatch final : public MeanMetric {
 public:
  explicit ExactMatch(OptionReader& options)
      : ignore_case_(options.boolean("ignore_case", false)),
        ignore_punctuation_(options.boolean("ignore_punctuation", false)),
        ignore_numbers_(options.boolean("ignore_numbers", false)) {
    for (const std::string& pattern : options.texts("regexes_to_ignore")) regexes_.emplace_back(pattern);
  }

  ItemScore score(const Outcome& outcome) const override {
    if (const auto* choices = std::get_if<ChoiceOutcome>(&outcome)) return {score_choices(*choices), {}};
    const auto& text = std::get<TextOutcome>(outcome);
    const std::string prediction = normalised(text.prediction);
    const bool equal = std::any_of(text.references.begin(), text.references.end(),
                                   [&](const std::string& reference) { return normalised(reference) == prediction; });
    return {equal ? 1.0 : 0.0, {}};
  }
  bool tells_right_from_wrong() const override { return true; }

 private:
  static double score_choices(const ChoiceOutcome& choices) {
    for (std::size_t k = 0; k < choices.is_greedy.size(); ++k) {
      if (choices.is_greedy[k] && is_gold(choices, k)) return 1;
    }
    return 0;
  }

  std::string normalised(std::string text) const {
    for (const Regex& regex : regexes_) text = regex.replace(text, "");
    if (ignore_case_) text = lower(text);
    std::erase_if(text, [&](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return (ignore_punctuation_ && is_ascii_punctuation(byte)) || (ignore_numbers_ && byte >= '0' && byte <= '9');
    });
    return text;
  }

  bool ignore_case_, ignore_punctuation_, ignore_numbers_;
  std::vector<Regex> regexes_;
};

}  // namespace

Entry exact_match() {
  return {"exact_match", {kGenerate, kChoice}, make<ExactMatch>};
}

}  // namespace coldread::metrics
