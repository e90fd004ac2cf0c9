#include "tokenizer/pre_tokenizers/byte_level.h"

#include <string>
#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/scanners.h"

namespace coldread {
namespace pre_tokenizers {
namespace {

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool adds_prefix_space, bool cuts, std::string_view name)
      : adds_prefix_space_(adds_prefix_space), cuts_(cuts), name_(name) {}

  void split(Stretch stretch, PieceSink sink) const override {
    if (adds_prefix_space_ && !stretch.text.starts_with(' ')) {
      const std::string spaced = " " + std::string(stretch.text);
      cut({.text = spaced, .first = stretch.first}, sink);
    } else {
      cut(stretch, sink);
    }
  }
  std::string_view name() const override { return name_; }

 private:
  void cut(Stretch stretch, PieceSink sink) const {
    for (std::size_t at = 0; at < stretch.text.size();) {
      const std::size_t length = cuts_ ? gpt2_piece(stretch.text, at) : stretch.text.size();
      sink({.text = stretch.text.substr(at, length), .first = stretch.first && at == 0});
      at += length;
    }
  }

  bool adds_prefix_space_;
  bool cuts_;
  std::string_view name_;
};

class InAlphabet final : public PreTokenizer {
 public:
  explicit InAlphabet(std::unique_ptr<PreTokenizer> step) : step_(std::move(step)) {}

  void split(Stretch stretch, PieceSink sink) const override {
    const std::string written = text_in_alphabet(stretch.text);
    step_->split({.text = written, .first = stretch.first}, [&](Stretch piece) {
      const std::string bytes = bytes_in_alphabet(piece.text).value_or(std::string(piece.text));
      sink({.text = bytes, .first = piece.first});
    });
  }
  std::string_view name() const override { return step_->name(); }

 private:
  std::unique_ptr<PreTokenizer> step_;
};

}  // namespace

PreTokenizerType byte_level() {
  return {.type = "ByteLevel", .make = [](const Value& settings, const std::string&) -> std::unique_ptr<PreTokenizer> {
            return byte_level_step(setting(settings, "add_prefix_space") == Value(true), is_byte_level(settings, true),
                                   "ByteLevel");
          }};
}

}  // namespace pre_tokenizers

std::unique_ptr<PreTokenizer> byte_level_step(bool adds_prefix_space, bool cuts, std::string_view name) {
  return std::make_unique<pre_tokenizers::ByteLevel>(adds_prefix_space, cuts, name);
}

std::unique_ptr<PreTokenizer> after_byte_level(std::unique_ptr<PreTokenizer> step) {
  return std::make_unique<pre_tokenizers::InAlphabet>(std::move(step));
}

}  // namespace coldread
