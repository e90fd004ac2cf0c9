#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/value.h"
#include "base/unicode.h"
#include "tokenizer/pre_tokenizer.h"

namespace coldread {

/// What becomes of a delimiter, with the names of Hugging Face tokenizers.
enum class SplitBehavior { removed, isolated, merged_with_previous, merged_with_next, contiguous };

/// Of a setting "behavior". Throws Error(input) about the file origin where it names none.
SplitBehavior read_split_behavior(const Value& name, const std::string& origin);

/// Makes pieces of the spans of a stretch, which are delimiters or not.
class SpanSplitter {
 public:
  SpanSplitter(Stretch stretch, SplitBehavior behavior, PieceSink sink)
      : stretch_(stretch), behavior_(behavior), sink_(sink) {}

  /// The span of `length` bytes that follows the one before.
  void take(std::size_t length, bool is_delimiter);
  /// After the last span.
  void finish() { put(); }

 private:
  /// Hands on what was held back.
  void put();

  Stretch stretch_;
  SplitBehavior behavior_;
  PieceSink sink_;
  std::size_t begin_ = 0;  ///< [begin_, end_): not handed on yet
  std::size_t end_ = 0;
  bool holds_ = false;
  bool held_delimiter_ = false;  ///< what was taken last
};

/// Each character for which is_delimiter(code point) holds is a delimiter; a byte that is not valid UTF-8 is none.
template <typename Predicate>
void split_at_characters(Stretch stretch, SplitBehavior behavior, PieceSink sink, const Predicate& is_delimiter) {
  SpanSplitter splitter(stretch, behavior, sink);
  std::size_t done = 0;
  for (std::size_t i = 0; i < stretch.text.size();) {
    const CodePoint point = code_point_at(stretch.text, i);
    if (point.valid && is_delimiter(point.value)) {
      if (i > done) splitter.take(i - done, false);
      splitter.take(point.length, true);
      done = i + point.length;
    }
    i += point.length;
  }
  if (done < stretch.text.size()) splitter.take(stretch.text.size() - done, false);
  splitter.finish();
}

}  // namespace coldread
