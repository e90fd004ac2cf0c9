#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

#include "base/unicode.h"
#include "metric/bleu_tokenizer.h"
#include "metric/entry.h"
#include "metric/sacrebleu.h"
#include "metric/ter_edits.h"
#include "metric/words.h"

// Translation edit rate of the corpus, percent, as sacrebleu computes it: edits to the nearest reference over the mean
// length of the references. stats: edits, mean reference length, number of references. Source: Snover et al. 2006.

namespace coldread::metrics {
namespace {

/// Characters that normalisation with asian_support sets apart: Han, radicals, strokes, compatibility forms, the
/// enclosed ones (to U+3F22, as Tercom's port has it), and CJK and full-width punctuation.
constexpr std::array<std::pair<char32_t, char32_t>, 8> kAsian{{
    {0x2E80, 0x2EFF},
    {0x31C0, 0x31EF},
    {0x3200, 0x3F22},
    {0x3300, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE4F},
}};

bool is_asian_punctuation(char32_t c) {
  return c == 0x3001 || c == 0x3002 || (c >= 0x3008 && c <= 0x3011) || (c >= 0x3014 && c <= 0x301F) ||
         (c >= 0xFF61 && c <= 0xFF65) || c == 0x30FB ||
         std::u32string_view(U"\uFF0E\uFF0C\uFF1F\uFF1A\uFF1B\uFF01\uFF02\uFF08\uFF09").find(c) !=
             std::u32string_view::npos;
}

bool is_asian(char32_t c) {
  return is_asian_punctuation(c) || std::any_of(kAsian.begin(), kAsian.end(), [&](const auto& range) {
           return c >= range.first && c <= range.second;
         });
}

bool is_western_punctuation(char32_t c) {
  return std::u32string_view(U".,?:;!\"()").find(c) != std::u32string_view::npos;
}

class Ter final : public Metric {
 public:
  explicit Ter(OptionReader& options)
      : normalized_(options.boolean("normalized", false)),
        no_punct_(options.boolean("no_punct", false)),
        asian_support_(options.boolean("asian_support", false)),
        case_sensitive_(options.boolean("case_sensitive", false)) {}

  ItemScore score(const Outcome& outcome) const override {
    const auto& text = std::get<TextOutcome>(outcome);
    std::unordered_map<std::string, int> known;
    const auto numbered = [&](std::string_view line) {
      WordIds ids;
      for (const std::string_view word : split_words(line)) {
        ids.push_back(known.emplace(word, static_cast<int>(known.size())).first->second);
      }
      return ids;
    };
    const WordIds output = numbered(tokenized(text.prediction));
    int fewest = 0;
    double lengths = 0;
    const auto& references = references_of(text, "ter");
    for (std::size_t k = 0; k < references.size(); ++k) {
      // Twice, as sacrebleu does: in "x's." the possessive comes apart only once the period has.
      const WordIds reference = numbered(tokenized(tokenized(references[k])));
      const int edits = ter_edits(output, reference);
      if (k == 0 || edits < fewest) fewest = edits;
      lengths += static_cast<double>(reference.size());
    }
    const auto count = static_cast<double>(references.size());
    ItemScore item{0, {static_cast<double>(fewest), lengths / count, count}};
    item.value = aggregate({&item, 1});
    return item;
  }

  double aggregate(std::span<const ItemScore> items) const override {
    const std::vector<double> sums = summed_stats(items);
    if (sums[1] > 0) return 100 * (sums[0] / sums[1]);
    return sums[0] > 0 ? 100 : 0;
  }
  std::string aggregation_name() const override { return "ter"; }
  StandardError standard_error() const override { return StandardError::bootstrap_few; }
  bool higher_is_better() const override { return false; }

  std::string signature(std::span<const ItemScore> items) const override {
    return sacrebleu_signature(items, {{"case", case_sensitive_ ? "mixed" : "lc"},
                                       {"tok", "tercom"},
                                       {"norm", normalized_ ? "yes" : "no"},
                                       {"punct", no_punct_ ? "no" : "yes"},
                                       {"asian", asian_support_ ? "yes" : "no"}});
  }

  Dict parts(std::span<const ItemScore> items) const override {
    const std::vector<double> sums = summed_stats(items);
    Dict parts;
    parts.set("num_edits", static_cast<std::int64_t>(sums[0]));
    parts.set("ref_length", sums[1]);
    return parts;
  }

  std::string summary(std::span<const ItemScore> items) const override {
    return fmt::format("TER = {:.2f}", aggregate(items));
  }

 private:
  std::string tokenized(std::string_view line) const {
    std::string text(strip_right(line));
    if (!case_sensitive_) text = lower(text);
    if (normalized_) text = normalised(std::move(text));
    std::u32string wide = to_utf32(text);
    if (no_punct_) std::erase_if(wide, [&](char32_t c) { return is_removed(c); });
    return single_spaced(to_utf8(wide));
  }

  bool is_removed(char32_t c) const { return is_western_punctuation(c) || (asian_support_ && is_asian_punctuation(c)); }

  /// Line ends joined, XML escapes read, punctuation and possessives set apart.
  std::string normalised(std::string text) const {
    text = replaced(text, "\n-", "");
    text = replaced(text, "\n", " ");
    const std::u32string symbols = symbols_apart(to_utf32(" " + without_xml_escapes(std::move(text)) + " "));
    std::u32string wide = stops_apart(to_utf32(replaced(to_utf8(symbols), "'s ", " 's ")));
    if (asian_support_) wide = set_apart(wide, is_asian);
    return to_utf8(wide);
  }

  bool normalized_, no_punct_, asian_support_, case_sensitive_;
};

}  // namespace

Entry ter() {
  return {"ter", {kGenerate}, make<Ter>};
}

}  // namespace coldread::metrics
