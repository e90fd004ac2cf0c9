#include "compare/known_differences.h"

#include <algorithm>
#include <iterator>

namespace coldread {
namespace {

struct Lines {
  const Divergence& found;
  const Value& ours;
  const Value& theirs;
  const DivergenceContext& context;
};

/// A row of docs/lm-eval-differences.md.
struct KnownDifference {
  bool (*is)(const Lines& lines);
  const char* what;
  bool has_compat = true;  ///< lm-evaluation-harness's number can be had by --compat
};

bool is_rolling(const Value& line) {
  const Value* arguments = line.find("arguments");
  if (arguments == nullptr || !arguments->is_dict() || arguments->as_dict().empty()) return false;
  return arguments->as_dict().begin()->second.find("arg_1") == nullptr;
}

bool scores_bos(const Lines& lines) {
  const bool by_bos = lines.found.stage == DivergenceStage::logprob || lines.found.stage == DivergenceStage::tokens;
  return by_bos && lines.context.adds_bos && is_rolling(lines.ours);
}

/// How task/outcome.cpp begins what it says of such a document.
bool lacks_gold(const Lines& lines) {
  const Value* own = lines.ours.find("coldread");
  const Value* failure = own == nullptr ? nullptr : own->find("failure");
  if (failure == nullptr || !failure->is_string()) return false;
  const std::string& text = failure->as_string();
  return text.starts_with("gold answer ") || text == "there is no gold answer" ||
         text.starts_with("the target is null");
}

bool has_empty_stop(const Value& line) {
  const Value* arguments = line.find("arguments");
  if (arguments == nullptr || !arguments->is_dict()) return false;
  return std::ranges::any_of(arguments->as_dict(), [](const Dict::Entry& request) {
    const Value* kwargs = request.second.find("arg_1");
    const Value* until = kwargs == nullptr || !kwargs->is_dict() ? nullptr : kwargs->find("until");
    if (until == nullptr) return false;
    if (!until->is_list()) return *until == Value("");
    return std::ranges::find(until->as_list(), Value("")) != until->as_list().end();
  });
}

bool stops_at_once(const Lines& lines) {
  return lines.found.stage == DivergenceStage::settings && has_empty_stop(lines.theirs) && !has_empty_stop(lines.ours);
}

/// found.ours and found.theirs are JSON texts: "2000-03-04" and "2000-03-04 00:00:00".
bool is_date(const Lines& lines) {
  const std::string& ours = lines.found.ours;
  return lines.found.stage == DivergenceStage::document && ours.size() == 12 && ours[5] == '-' && ours[8] == '-' &&
         lines.found.theirs == ours.substr(0, 11) + " 00:00:00\"";
}

constexpr KnownDifference kKnown[] = {
    {scores_bos, "the BOS that the tokenizer adds is scored in lm-evaluation-harness; here it is context"},
    {lacks_gold,
     "a document whose target is null or none of its choices scores 0 in lm-evaluation-harness; here it fails"},
    {stops_at_once,
     "an empty stop string ends a text after its first token in lm-evaluation-harness; here it has no "
     "effect"},
    {is_date, "a column of dates becomes datetimes in lm-evaluation-harness; here it stays text", false},
};

}  // namespace

std::string known_difference(const Divergence& found, const Value& ours, const Value& theirs,
                             const DivergenceContext& context) {
  const Lines lines{found, ours, theirs, context};
  for (const KnownDifference& known : kKnown) {
    if ((known.has_compat && context.compat != Compat::none) || !known.is(lines)) continue;
    return std::string(known.what) +
           (known.has_compat ? "; run with --compat " + std::string(compat_name(Compat::lm_eval_0_4_13)) + " to compare"
                             : "");
  }
  return "";
}

}  // namespace coldread
