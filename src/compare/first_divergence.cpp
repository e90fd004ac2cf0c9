#include "compare/first_divergence.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/number_text.h"
#include "base/unicode.h"
#include "compare/known_differences.h"
#include "io/json.h"

namespace coldread {
namespace {

using LineKey = std::pair<std::int64_t, std::string>;  ///< document, filter

/// What is looked at of one pair of lines, until something differs.
class LinePair {
 public:
  LinePair(const LineKey& key, const Value& ours, const Value& theirs, const DivergenceTolerance& tolerance,
           const DivergenceContext& context, SampleComparison& result)
      : ours_(ours), theirs_(theirs), tolerance_(tolerance), context_(context), result_(result) {
    found_.document = key.first;
    found_.filter = key.second;
  }

  void compare() {
    const bool differs = documents() || arguments() || tokens() || responses() || filtered() || metrics();
    if (!differs) return;
    found_.known = known_difference(found_, ours_, theirs_, context_);
    result_.divergences.push_back(std::move(found_));
  }

 private:
  bool report(DivergenceStage stage, std::string what, std::string ours, std::string theirs) {
    found_.stage = stage;
    found_.what = std::move(what);
    found_.ours = std::move(ours);
    found_.theirs = std::move(theirs);
    return true;
  }

  bool report_texts(DivergenceStage stage, const std::string& what, const std::string& ours,
                    const std::string& theirs) {
    const std::u32string a = to_utf32(ours);
    const std::u32string b = to_utf32(theirs);
    const auto at = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    const auto excerpt = [&](const std::u32string& text) {
      const std::size_t from = at < 20 ? 0 : at - 20;
      return to_json((from > 0 ? "..." : "") + to_utf8(text.substr(from, 60)) + (from + 60 < text.size() ? "..." : ""));
    };
    return report(stage, what + ", character " + std::to_string(at + 1), excerpt(a), excerpt(b));
  }

  bool documents() {
    const Value* a = ours_.find("doc");
    const Value* b = theirs_.find("doc");
    if (a == nullptr || b == nullptr || *a == *b || !a->is_dict() || !b->is_dict()) return false;
    for (const auto& [column, value] : b->as_dict()) {
      const Value* mine = a->find(column);
      if (mine == nullptr) return report(DivergenceStage::document, "column '" + column + "'", "none", to_json(value));
      if (!(*mine == value)) {
        return report(DivergenceStage::document, "column '" + column + "'", to_json(*mine), to_json(value));
      }
    }
    return false;  // further columns of ours change nothing by themselves
  }

  /// Requests by position; "gen_args_0" and so on.
  static std::vector<Value> requests_of(const Value& line) {
    std::vector<Value> requests;
    const Value& arguments = *line.find("arguments");
    if (arguments.is_dict()) {
      for (const auto& [name, value] : arguments.as_dict()) requests.push_back(value);
    }
    return requests;
  }

  bool arguments() {
    const std::vector<Value> a = requests_of(ours_);
    const std::vector<Value> b = requests_of(theirs_);
    if (a.size() != b.size()) {
      return report(DivergenceStage::prompt, "number of requests", std::to_string(a.size()), std::to_string(b.size()));
    }
    result_.requests += static_cast<std::int64_t>(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (one_request(a[i], b[i], "request " + std::to_string(i))) return true;
    }
    return false;
  }

  bool one_request(const Value& a, const Value& b, const std::string& name) {
    for (const char* part : {"arg_0", "arg_1"}) {
      const Value* mine = a.find(part);
      const Value* other = b.find(part);
      if (mine == nullptr || other == nullptr) continue;
      if (mine->is_string() && other->is_string()) {
        if (*mine == *other) continue;
        const bool first = std::string_view(part) == "arg_0";
        return report_texts(DivergenceStage::prompt, name + (first ? ", context" : ", continuation"), mine->as_string(),
                            other->as_string());
      }
      if (settings(*mine, *other, name)) return true;
    }
    return false;
  }

  /// generation_kwargs: stop strings, length, whether it samples.
  bool settings(const Value& a, const Value& b, const std::string& name) {
    const auto stops = [](const Value& kwargs) {
      const Value* until = kwargs.find("until");
      if (until == nullptr || until->is_null()) return Value(List{});
      return until->is_list() ? *until : Value(List{*until});
    };
    const auto value = [](const Value& kwargs, std::initializer_list<const char*> names, Value otherwise) {
      for (const char* key : names) {
        const Value* found = kwargs.find(key);
        if (found != nullptr && !found->is_null()) return *found;
      }
      return otherwise;
    };
    const auto differ = [&](const char* what, const Value& mine, const Value& other) {
      return !(mine == other) && report(DivergenceStage::settings, name + ", " + what, to_json(mine), to_json(other));
    };
    const auto length = [&](const Value& kwargs) {
      return value(kwargs, {"max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens"}, 256);
    };
    const auto samples = [&](const Value& kwargs) {
      const Value temperature = value(kwargs, {"temperature"}, 0);
      const bool warm = temperature.is_number() && temperature.as_number() > 0;
      const Value asked = value(kwargs, {"do_sample"}, warm);
      return Value(asked == Value(true));
    };
    return differ("until", stops(a), stops(b)) || differ("max_gen_toks", length(a), length(b)) ||
           differ("do_sample", samples(a), samples(b));
  }

  /// Known of both where both were logged by coldread.
  bool tokens() {
    const Value* mine = ours_.find("coldread");
    const Value* other = theirs_.find("coldread");
    if (mine == nullptr || other == nullptr) return false;
    const Value* a = mine->find("requests");
    const Value* b = other->find("requests");
    if (a == nullptr || b == nullptr) return false;
    for (std::size_t i = 0; i < std::min(a->as_list().size(), b->as_list().size()); ++i) {
      for (const char* key : {"context_tokens", "ids"}) {
        const Value* x = a->as_list()[i].find(key);
        const Value* y = b->as_list()[i].find(key);
        if (x != nullptr && y != nullptr && !(*x == *y)) {
          return report(DivergenceStage::tokens, "request " + std::to_string(i) + ", " + key, to_json(*x), to_json(*y));
        }
      }
    }
    return false;
  }

  static std::optional<double> number(const Value& leaf) {
    if (leaf.is_number()) return leaf.as_number();
    if (!leaf.is_string()) return std::nullopt;
    const std::string& text = leaf.as_string();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  }

  static bool truth(const Value& leaf) { return leaf == Value(true) || leaf == Value("True"); }

  bool responses() {
    const List& a = ours_.find("resps")->as_list();
    const List& b = theirs_.find("resps")->as_list();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      if (!a[i].is_list() || !b[i].is_list()) continue;
      const List& mine = a[i].as_list();
      const List& other = b[i].as_list();
      for (std::size_t r = 0; r < std::min(mine.size(), other.size()); ++r) {
        const std::string name = "request " + std::to_string(i) + (r > 0 ? ", repeat " + std::to_string(r) : "");
        if (one_response(mine[r], other[r], name)) return true;
      }
    }
    if (a.size() == b.size()) return false;
    return report(DivergenceStage::answer, "number of answers", std::to_string(a.size()), std::to_string(b.size()));
  }

  bool one_response(const Value& a, const Value& b, const std::string& name) {
    const bool scored = a.is_list() && b.is_list() && a.as_list().size() == 2 && b.as_list().size() == 2;
    if (scored) {
      return logprobs(a.as_list()[0], b.as_list()[0], name) || greedy(a.as_list()[1], b.as_list()[1], name);
    }
    const bool rolling = requests_of(ours_).front().find("arg_1") == nullptr;
    if (rolling && number(a) && number(b)) return logprobs(a, b, name);
    if (a == b) return false;
    if (a.is_string() && b.is_string())
      return report_texts(DivergenceStage::answer, name, a.as_string(), b.as_string());
    return report(DivergenceStage::answer, name, to_json(a), to_json(b));
  }

  bool logprobs(const Value& a, const Value& b, const std::string& name) {
    const auto mine = number(a);
    const auto other = number(b);
    if (!mine || !other) return report(DivergenceStage::logprob, name, to_json(a), to_json(b));
    const double difference = std::abs(*mine - *other);
    if (!(*mine == *other)) {
      result_.largest_logprob_difference = std::max(result_.largest_logprob_difference, difference);
    }
    if (*mine == *other || difference <= tolerance_.absolute + tolerance_.relative * std::abs(*other)) return false;
    const char* hint = difference > 0.1 ? ", too far apart for rounding: other tokens or other weights" : "";
    return report(DivergenceStage::logprob, name + hint, number_text(*mine), number_text(*other));
  }

  bool greedy(const Value& a, const Value& b, const std::string& name) {
    if (truth(a) == truth(b)) return false;
    return report(DivergenceStage::logprob, name + ", whether every token is the most likely one",
                  truth(a) ? "true" : "false", truth(b) ? "true" : "false");
  }

  bool filtered() {
    const Value* a = ours_.find("filtered_resps");
    const Value* b = theirs_.find("filtered_resps");
    if (a == nullptr || b == nullptr || !a->is_list() || !b->is_list()) return false;
    for (std::size_t i = 0; i < std::min(a->as_list().size(), b->as_list().size()); ++i) {
      const Value& mine = a->as_list()[i];
      const Value& other = b->as_list()[i];
      if (!mine.is_string() || !other.is_string() || mine == other) continue;  // log-likelihoods are compared above
      const auto x = number(mine);
      const auto y = number(other);
      if (x && y && std::abs(*x - *y) <= tolerance_.absolute + tolerance_.relative * std::abs(*y)) continue;
      return report_texts(DivergenceStage::filter, "answer " + std::to_string(i), mine.as_string(), other.as_string());
    }
    return false;
  }

  bool metrics() {
    const Value* names = theirs_.find("metrics");
    if (names == nullptr || !names->is_list()) return false;
    for (const Value& name : names->as_list()) {
      const Value* a = name.is_string() ? ours_.find(name.as_string()) : nullptr;
      const Value* b = name.is_string() ? theirs_.find(name.as_string()) : nullptr;
      if (b == nullptr || !b->is_number()) continue;  // parts that a corpus metric keeps
      if (a == nullptr) return report(DivergenceStage::metric, name.as_string(), "none", to_json(*b));
      if (name == Value("perplexity") || !a->is_number()) continue;  // there the log-likelihood is logged
      if (std::abs(a->as_number() - b->as_number()) <= tolerance_.metric * std::max(1.0, std::abs(b->as_number())))
        continue;
      return report(DivergenceStage::metric, name.as_string(), number_text(a->as_number()),
                    number_text(b->as_number()));
    }
    return false;
  }

  const Value& ours_;
  const Value& theirs_;
  const DivergenceTolerance& tolerance_;
  const DivergenceContext& context_;
  SampleComparison& result_;
  Divergence found_;
};

std::map<LineKey, const Value*> by_document(std::span<const Value> lines, const std::string& origin) {
  std::map<LineKey, const Value*> map;
  for (const Value& line : lines) {
    const Value* document = line.find("doc_id");
    const Value* filter = line.find("filter");
    const bool complete = document != nullptr && document->is_int() && line.find("arguments") != nullptr &&
                          line.find("resps") != nullptr && line.find("resps")->is_list();
    if (!complete) {
      throw Error(ErrorCode::input, {.file = origin}, "is no samples file: a line lacks doc_id, arguments or resps");
    }
    map[{document->as_int(), filter != nullptr && filter->is_string() ? filter->as_string() : "none"}] = &line;
  }
  return map;
}

}  // namespace

std::string_view stage_name(DivergenceStage stage) {
  switch (stage) {
    case DivergenceStage::document:
      return "document";
    case DivergenceStage::prompt:
      return "prompt";
    case DivergenceStage::settings:
      return "generation settings";
    case DivergenceStage::tokens:
      return "tokens";
    case DivergenceStage::logprob:
      return "log-probability";
    case DivergenceStage::answer:
      return "answer";
    case DivergenceStage::filter:
      return "filter";
    case DivergenceStage::metric:
      return "metric";
  }
  return "";
}

SampleComparison first_divergences(std::span<const Value> ours, std::span<const Value> theirs,
                                   const std::string& origin, const DivergenceTolerance& tolerance,
                                   const DivergenceContext& context) {
  SampleComparison result;
  const auto mine = by_document(ours, "the run's samples");
  const auto others = by_document(theirs, origin);
  for (const auto& [key, line] : mine) {
    const auto other = others.find(key);
    if (other == others.end()) {
      ++result.only_ours;
      continue;
    }
    ++result.documents;
    LinePair(key, *line, *other->second, tolerance, context, result).compare();
  }
  for (const auto& [key, line] : others) result.only_theirs += mine.contains(key) ? 0 : 1;
  return result;
}

}  // namespace coldread
