#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8

#include <cstddef>
#include <memory>
#include <pcre2.h>
#include <string>
#include <string_view>
#include <vector>

// What the regular expressions of two dialects share in running PCRE2.
namespace coldread {

struct Pcre2Freeing {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};
template <typename T>
using Pcre2Owned = std::unique_ptr<T, Pcre2Freeing>;

/// For pcre2_jit_stack_assign: one stack a thread.
pcre2_jit_stack* pcre2_jit_stack_of_thread(void*);

/// PCRE2's words for an error code.
std::string pcre2_message(int error);

inline PCRE2_SPTR pcre2_units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());
}

/// The text as valid UTF-8, each other byte as U+FFFD, with the way back to the original offsets.
class RegexSubject {
 public:
  explicit RegexSubject(std::string_view text);
  RegexSubject(const RegexSubject&) = delete;
  RegexSubject& operator=(const RegexSubject&) = delete;

  std::string_view text() const { return text_; }
  std::size_t original(std::size_t offset) const { return origin_.empty() ? offset : origin_[offset]; }

 private:
  std::string_view text_;
  std::string repaired_;
  std::vector<std::size_t> origin_;
};

}  // namespace coldread
