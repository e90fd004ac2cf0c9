#include <algorithm>
#include <array>

#include "metric/entry.h"
#include "metric/rouge_text.h"

// ROUGE as rouge-score computes it: the F measure of the reference where it is best (the first of equals), 0 to 1,
// averaged over the documents. rougeLsum takes each line for a sentence. stats: precision, recall, fmeasure.
// Source: Lin 2004.

namespace coldread::metrics {
namespace {

constexpr std::array<const char*, 3> kParts{"precision", "recall", "fmeasure"};

class Rouge : public MeanMetric {
 public:
  explicit Rouge(OptionReader& options) : use_stemmer_(options.boolean("use_stemmer", false)) {}

  ItemScore score(const Outcome& outcome) const override {
    const auto& text = std::get<TextOutcome>(outcome);
    RougeScore best;
    for (std::size_t k = 0; k < text.references.size(); ++k) {
      const RougeScore score = compare(text.references[k], text.prediction);
      if (k == 0 || score.fmeasure > best.fmeasure) best = score;
    }
    return {best.fmeasure, {best.precision, best.recall, best.fmeasure}};
  }

  Dict parts(std::span<const ItemScore> items) const override {
    Dict parts;
    for (std::size_t k = 0; k < kParts.size(); ++k) {
      double sum = 0;
      for (const ItemScore& item : items) sum += item.stats[k];
      parts.set(kParts[k], sum / static_cast<double>(items.size()));
    }
    return parts;
  }
  std::vector<std::string> part_names() const override { return {kParts.begin(), kParts.end()}; }

 protected:
  virtual RougeScore compare(const std::string& target, const std::string& prediction) const = 0;
  std::vector<std::string> tokens(std::string_view text) const { return rouge_tokens(text, use_stemmer_); }

 private:
  bool use_stemmer_;
};

template <std::size_t N>
class RougeN final : public Rouge {
 public:
  using Rouge::Rouge;

 protected:
  RougeScore compare(const std::string& target, const std::string& prediction) const override {
    return coldread::rouge_n(tokens(target), tokens(prediction), N);
  }
};

class RougeL final : public Rouge {
 public:
  using Rouge::Rouge;

 protected:
  RougeScore compare(const std::string& target, const std::string& prediction) const override {
    return coldread::rouge_l(tokens(target), tokens(prediction));
  }
};

class RougeLSum final : public Rouge {
 public:
  using Rouge::Rouge;

 protected:
  RougeScore compare(const std::string& target, const std::string& prediction) const override {
    return coldread::rouge_l_sum(sentences(target), sentences(prediction));
  }

 private:
  std::vector<std::vector<std::string>> sentences(std::string_view text) const {
    std::vector<std::vector<std::string>> all;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      if (end > 0) all.push_back(tokens(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
  }
};

}  // namespace

Entry rouge_1() {
  return {"rouge1", {kGenerate}, make<RougeN<1>>};
}

Entry rouge_2() {
  return {"rouge2", {kGenerate}, make<RougeN<2>>};
}

Entry rouge_3() {
  return {"rouge3", {kGenerate}, make<RougeN<3>>};
}

Entry rouge_l() {
  return {"rougeL", {kGenerate}, make<RougeL>};
}

Entry rouge_l_sum() {
  return {"rougeLsum", {kGenerate}, make<RougeLSum>};
}

}  // namespace coldread::metrics
