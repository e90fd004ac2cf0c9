#include "base/pcre2_program.h"

#include <array>

#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::size_t kJitStackStart = 64 * 1024;
constexpr std::size_t kJitStackMost = 8 * 1024 * 1024;

}  // namespace

pcre2_jit_stack* pcre2_jit_stack_of_thread(void*) {
  thread_local const Pcre2Owned<pcre2_jit_stack> stack(pcre2_jit_stack_create(kJitStackStart, kJitStackMost, nullptr));
  return stack.get();
}

std::string pcre2_message(int error) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(error, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

RegexSubject::RegexSubject(std::string_view text) : text_(text) {
  if (is_valid_utf8(text)) return;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    append_utf8(repaired_, point.value);
    origin_.resize(repaired_.size(), i);
    i += point.length;
  }
  origin_.push_back(text.size());
  text_ = repaired_;
}

}  // namespace coldread
