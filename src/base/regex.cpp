#include "base/regex.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <new>
#include <utility>

#include "base/error.h"
#include "base/pcre2_program.h"
#include "base/regex_budget.h"
#include "base/regex_template.h"
#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::uint32_t kDepthLimit = 1'000'000;
constexpr std::uint32_t kHeapLimitKiB = 64 * 1024;

extern "C" int spend_on_item(pcre2_callout_block* item, void* budget) {
  return static_cast<RegexBudget*>(budget)->spend(*item) ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

}  // namespace

struct Regex::Program {
  Pcre2Owned<pcre2_code> code;
  Pcre2Owned<pcre2_match_context> context;
  RegexCosts costs;

  /// What one search needs for itself. Its budget is one for all places where a match may begin.
  struct Search {
    Pcre2Owned<pcre2_match_data> data;
    Pcre2Owned<pcre2_match_context> context;
    std::unique_ptr<RegexBudget> budget;
  };
  Search search() const {
    Search search{.data = Pcre2Owned<pcre2_match_data>(pcre2_match_data_create_from_pattern(code.get(), nullptr)),
                  .context = Pcre2Owned<pcre2_match_context>(pcre2_match_context_copy(context.get())),
                  .budget = std::make_unique<RegexBudget>(costs)};
    if (!search.data || !search.context) throw std::bad_alloc();
    pcre2_set_callout(search.context.get(), spend_on_item, search.budget.get());
    return search;
  }
  /// The groups of the first match at or after offset, in the subject's own offsets.
  bool run(const RegexSubject& subject, std::size_t offset, std::uint32_t options, const Search& search,
           const std::string& pattern) const {
    const std::string_view text = subject.text();
    const int result = pcre2_match(code.get(), pcre2_units(text), text.size(), offset, options | PCRE2_NO_UTF_CHECK,
                                   search.data.get(), search.context.get());
    if (result >= 0) return true;
    if (result == PCRE2_ERROR_NOMATCH) return false;
    throw Error(ErrorCode::usage, fmt::format("pattern '{}' gave up on a text of {} bytes ({}); simplify the pattern",
                                              pattern, text.size(), pcre2_message(result)));
  }
};

namespace {

RegexMatch to_match(pcre2_match_data* data, const RegexSubject& subject, std::size_t group_count) {
  const PCRE2_SIZE* ovector = pcre2_get_ovector_pointer(data);
  RegexMatch match;
  match.groups.resize(group_count + 1);
  for (std::size_t g = 0; g <= group_count; ++g) {
    if (ovector[2 * g] == PCRE2_UNSET) continue;
    match.groups[g] = {subject.original(ovector[2 * g]), subject.original(ovector[2 * g + 1])};
  }
  return match;
}

}  // namespace

Regex::Regex(std::string_view python_pattern, RegexFlags flags) : pattern_(python_pattern) {
  const TranslatedRegex translated = translate_python_regex(python_pattern, flags);
  group_count_ = translated.group_count;
  names_ = translated.names;

  const Pcre2Owned<pcre2_compile_context> compile(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(compile.get(), PCRE2_NEWLINE_LF);
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  if (translated.flags.ignore_case) options |= PCRE2_CASELESS;
  if (translated.flags.multi_line) options |= PCRE2_MULTILINE;
  if (translated.flags.dot_all) options |= PCRE2_DOTALL;
  // PCRE2 10.42 takes the a of "(?=a)b?a." for a first and for another, later character, and finds nothing in "a9".
  if (translated.looks_ahead) options |= PCRE2_NO_START_OPTIMIZE;
  // And it forgets that the group may be absent in "-+(b)?+-", so that the first part never gives a dash back.
  if (translated.possessive) options |= PCRE2_NO_AUTO_POSSESS;
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto program = std::make_unique<Program>();
  program->code.reset(pcre2_compile(pcre2_units(translated.pattern), translated.pattern.size(), options, &error,
                                    &offset, compile.get()));
  if (!program->code) {
    std::size_t position = 0;
    for (const auto& [translated_at, python_at] : translated.origins) {
      if (translated_at <= offset) position = python_at;
    }
    throw_bad_regex(pattern_, pcre2_message(error), position);
  }
  pcre2_jit_compile(program->code.get(), PCRE2_JIT_COMPLETE);  // where it fails, the interpreter gives the same matches
  program->costs = RegexCosts(program->code.get(), translated.pattern);
  program->context.reset(pcre2_match_context_create(nullptr));
  if (!program->context) throw std::bad_alloc();
  // PCRE2's own count begins anew at each place of the text, and knows nothing of what one step passes over.
  pcre2_set_match_limit(program->context.get(), std::numeric_limits<std::uint32_t>::max());
  pcre2_set_depth_limit(program->context.get(), kDepthLimit);
  pcre2_set_heap_limit(program->context.get(), kHeapLimitKiB);
  pcre2_jit_stack_assign(program->context.get(), pcre2_jit_stack_of_thread, nullptr);
  program_ = std::move(program);
}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

std::optional<std::size_t> Regex::group_index(std::string_view name) const {
  for (const auto& [known, index] : names_) {
    if (known == name) return index;
  }
  return std::nullopt;
}

std::optional<RegexMatch> Regex::search(std::string_view text) const {
  auto found = find_iter(text, 1);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<RegexMatch> Regex::match(std::string_view text) const {
  const RegexSubject subject(text);
  const auto search = program_->search();
  if (!program_->run(subject, 0, PCRE2_ANCHORED, search, pattern_)) return std::nullopt;
  return to_match(search.data.get(), subject, group_count_);
}

std::optional<RegexMatch> Regex::fullmatch(std::string_view text) const {
  const RegexSubject subject(text);
  const auto search = program_->search();
  if (!program_->run(subject, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED, search, pattern_)) return std::nullopt;
  return to_match(search.data.get(), subject, group_count_);
}

std::vector<RegexMatch> Regex::find_iter(std::string_view text, std::size_t limit) const {
  const RegexSubject subject(text);
  const auto search = program_->search();
  std::vector<RegexMatch> found;
  std::size_t offset = 0;
  bool after_empty = false;  // the next match may start here only if it is not empty
  while (limit == 0 || found.size() < limit) {
    if (!program_->run(subject, offset, after_empty ? PCRE2_NOTEMPTY_ATSTART : 0, search, pattern_)) break;
    const PCRE2_SIZE* ovector = pcre2_get_ovector_pointer(search.data.get());
    found.push_back(to_match(search.data.get(), subject, group_count_));
    after_empty = ovector[0] == ovector[1];
    offset = ovector[1];
  }
  return found;
}

std::vector<std::vector<std::string>> Regex::find_all(std::string_view text) const {
  std::vector<std::vector<std::string>> rows;
  for (const RegexMatch& match : find_iter(text)) {
    std::vector<std::string>& row = rows.emplace_back();
    for (std::size_t g = group_count_ == 0 ? 0 : 1; g <= group_count_; ++g) row.emplace_back(match[g].of(text));
  }
  return rows;
}

std::vector<std::optional<std::string>> Regex::split(std::string_view text, std::size_t max_splits) const {
  std::vector<std::optional<std::string>> pieces;
  std::size_t from = 0;
  for (const RegexMatch& match : find_iter(text, max_splits)) {
    pieces.emplace_back(text.substr(from, match[0].begin - from));
    for (std::size_t g = 1; g <= group_count_; ++g) {
      pieces.push_back(match[g].matched() ? std::optional<std::string>(match[g].of(text)) : std::nullopt);
    }
    from = match[0].end;
  }
  pieces.emplace_back(text.substr(from));
  return pieces;
}

std::string Regex::replace(std::string_view text, std::string_view replacement, std::size_t count) const {
  const RegexTemplate filled(replacement, *this);
  std::string out;
  std::size_t from = 0;
  for (const RegexMatch& match : find_iter(text, count)) {
    out += text.substr(from, match[0].begin - from);
    filled.append(out, match, text);
    from = match[0].end;
  }
  out += text.substr(from);
  return out;
}

std::string regex_escape(std::string_view text) {
  constexpr std::string_view kSpecial = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";
  std::string out;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace coldread
