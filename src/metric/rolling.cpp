#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>

#include "base/unicode.h"
#include "metric/entry.h"

// How well a text is predicted, per unit of it. With L the sum of ln p over the documents and N the sum of their units:
//   word_perplexity exp(-L / N), N in words      byte_perplexity exp(-L / N), N in UTF-8 bytes
//   bits_per_byte   -L / N / ln 2
// Words are the pieces of re.split(r"\s+", text): runs of white space, plus one.
// stats: ln p, units. A document's value is the same formula over it alone.

namespace coldread::metrics {
namespace {

double words(const std::string& text) {
  double count = 1;
  bool in_space = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const bool space = is_python_space(point.value);
    if (space && !in_space) count += 1;
    in_space = space;
    i += point.length;
  }
  return count;
}

double bytes(const std::string& text) {
  return static_cast<double>(text.size());
}

struct Sums {
  double logprob = 0;
  double units = 0;

  explicit Sums(std::span<const ItemScore> items) {
    for (const ItemScore& item : items) {
      logprob += item.stats[0];
      units += item.stats[1];
    }
  }
  /// An empty text costs nothing where nothing was paid for it, and everything otherwise.
  double per_unit() const {
    if (units > 0) return logprob / units;
    return logprob == 0 ? 0 : -std::numeric_limits<double>::infinity();
  }
};

template <double (*Units)(const std::string&)>
class Rolling : public Metric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& rolling = std::get<RollingOutcome>(outcome);
    ItemScore item{0, {rolling.logprob, Units(rolling.text)}};
    item.value = aggregate({&item, 1});
    return item;
  }
  double aggregate(std::span<const ItemScore> items) const override { return std::exp(-Sums(items).per_unit()); }
  std::string aggregation_name() const override { return "weighted_perplexity"; }
  StandardError standard_error() const override { return StandardError::none; }
  bool higher_is_better() const override { return false; }
  Dict parts(std::span<const ItemScore> items) const override {
    const Sums sums(items);
    Dict parts;
    parts.set("logprob", sums.logprob);
    parts.set(Units == words ? "words" : "bytes", static_cast<std::int64_t>(sums.units));
    return parts;
  }
};

class BitsPerByte final : public Rolling<bytes> {
 public:
  double aggregate(std::span<const ItemScore> items) const override {
    return -Sums(items).per_unit() / std::numbers::ln2;
  }
  std::string aggregation_name() const override { return "bits_per_byte"; }
};

}  // namespace

Entry word_perplexity() {
  return {"word_perplexity", {kRolling}, make<Rolling<words>>};
}

Entry byte_perplexity() {
  return {"byte_perplexity", {kRolling}, make<Rolling<bytes>>};
}

Entry bits_per_byte() {
  return {"bits_per_byte", {kRolling}, make<BitsPerByte>};
}

}  // namespace coldread::metrics
