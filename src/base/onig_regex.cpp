#include "base/onig_regex.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <new>

#include "base/error.h"
#include "base/onig_syntax.h"
#include "base/pcre2_program.h"
#include "base/unicode.h"

namespace coldread {
namespace {

/// Steps from one place of a text, by PCRE2's count: the patterns of known tokenizers need far fewer.
constexpr std::uint32_t kMatchLimit = 5'000'000;

/// Only the place of a match is asked for, so that one serves all patterns of a thread.
pcre2_match_data* match_data_of_thread() {
  thread_local const Pcre2Owned<pcre2_match_data> data(pcre2_match_data_create(1, nullptr));
  if (!data) throw std::bad_alloc();
  return data.get();
}

/// A run that ends a line. Tried from each place of a run that does not, it would take time by the run's square; from
/// its beginning, or where a match ended, is enough.
std::string_view without_retries(std::string_view pattern) {
  return pattern == R"(\s+$)" ? std::string_view(R"((?:\G|(?<!\s))\s+$)") : pattern;
}

}  // namespace

struct OnigRegex::Program {
  Pcre2Owned<pcre2_code> code;
  Pcre2Owned<pcre2_match_context> context;
};

OnigRegex::OnigRegex(std::string_view pattern) : pattern_(pattern) {
  const TranslatedOnig translated = translate_onig_regex(without_retries(pattern));
  const Pcre2Owned<pcre2_compile_context> compile(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(compile.get(), PCRE2_NEWLINE_LF);
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
  // For the mistakes of PCRE2 10.42 that regex.cpp tells of.
  if (translated.looks_ahead) options |= PCRE2_NO_START_OPTIMIZE;
  if (translated.possessive) options |= PCRE2_NO_AUTO_POSSESS;
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto program = std::make_unique<Program>();
  program->code.reset(pcre2_compile(pcre2_units(translated.pattern), translated.pattern.size(), options, &error,
                                    &offset, compile.get()));
  if (!program->code) {
    std::size_t position = 0;
    for (const auto& [translated_at, original_at] : translated.origins) {
      if (translated_at <= offset) position = original_at;
    }
    throw_bad_onig(pattern_, pcre2_message(error), position);
  }
  pcre2_jit_compile(program->code.get(), PCRE2_JIT_COMPLETE);  // where it fails, the interpreter gives the same matches
  program->context.reset(pcre2_match_context_create(nullptr));
  if (!program->context) throw std::bad_alloc();
  pcre2_set_match_limit(program->context.get(), kMatchLimit);
  pcre2_jit_stack_assign(program->context.get(), pcre2_jit_stack_of_thread, nullptr);
  program_ = std::move(program);
}

OnigRegex::~OnigRegex() = default;
OnigRegex::OnigRegex(OnigRegex&&) noexcept = default;
OnigRegex& OnigRegex::operator=(OnigRegex&&) noexcept = default;

OnigRegex::Matches::Matches(const OnigRegex& regex, std::string_view text)
    : regex_(regex), subject_(std::make_unique<const RegexSubject>(text)) {}
OnigRegex::Matches::~Matches() = default;

std::optional<RegexSpan> OnigRegex::Matches::next() {
  const std::string_view text = subject_->text();
  pcre2_match_data* const data = match_data_of_thread();
  while (from_ <= text.size()) {
    const int result = pcre2_match(regex_.program_->code.get(), pcre2_units(text), text.size(), from_,
                                   PCRE2_NO_UTF_CHECK, data, regex_.program_->context.get());
    if (result == PCRE2_ERROR_NOMATCH) return std::nullopt;
    if (result < 0) {
      throw Error(ErrorCode::usage, fmt::format("pattern '{}' gave up on a text of {} bytes ({})", regex_.pattern_,
                                                text.size(), pcre2_message(result)));
    }
    const PCRE2_SIZE* span = pcre2_get_ovector_pointer(data);
    const std::size_t begin = span[0];
    const std::size_t end = span[1];
    if (begin == end && last_end_ == end) {
      from_ += std::max<std::size_t>(code_point_at(text, from_).length, 1);
      continue;
    }
    from_ = end;
    last_end_ = end;
    return RegexSpan{.begin = subject_->original(begin), .end = subject_->original(end)};
  }
  return std::nullopt;
}

}  // namespace coldread
