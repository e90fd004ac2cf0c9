#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// Text that grows token by token until one of the stop strings stands in it, wherever the borders of the tokens fall.
class GrowingText {
 public:
  /// Empty stop strings are ignored.
  explicit GrowingText(const std::vector<std::string>& stops);

  /// Appends the bytes of one token. True where a stop string stands in the text now: the text then ends before the
  /// first one.
  bool append(std::string_view piece);

  const std::string& text() const { return text_; }

  /// What can be shown beyond what earlier calls gave: nothing that may turn out to be part of a stop string, and no
  /// half of a UTF-8 sequence. Valid until the next append.
  std::string_view take_safe();
  /// All that earlier calls did not give: the text is complete.
  std::string_view take_rest();

 private:
  std::vector<std::string> stops_;
  std::size_t longest_stop_ = 0;
  std::string text_;
  std::size_t shown_ = 0;
};

}  // namespace coldread
