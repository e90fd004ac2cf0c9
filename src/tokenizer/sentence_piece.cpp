#include "tokenizer/sentence_piece.h"

#include <utility>

#include "base/unicode.h"
#include "tokenizer/description.h"
#include "tokenizer/text_pattern.h"

namespace coldread {
namespace {

constexpr std::string_view kMark = "▁";

class SentencePieceNormalizer final : public Normalizer {
 public:
  SentencePieceNormalizer(std::optional<PrecompiledCharsmap> rules, bool collapses_spaces, UserDefinedPieces pieces)
      : rules_(std::move(rules)), collapses_spaces_(collapses_spaces), pieces_(std::move(pieces)) {}

  std::string normalize(std::string_view text) const override {
    std::string changed;
    changed.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
      if (const std::size_t piece = pieces_.length_at(text, i); piece > 0) {
        append(changed, text.substr(i, piece));
        i += piece;
        continue;
      }
      const auto rule = rules_ ? rules_->longest(text.substr(i)) : std::nullopt;
      const std::size_t length = rule ? rule->length : code_point_at(text, i).length;
      append(changed, rule ? rule->replacement : text.substr(i, length));
      i += length;
    }
    while (collapses_spaces_ && changed.ends_with(' ')) changed.pop_back();
    return changed;
  }

 private:
  void append(std::string& changed, std::string_view part) const {
    if (!collapses_spaces_) {
      changed += part;
      return;
    }
    for (const char c : part) {
      if (c != ' ' || (!changed.empty() && changed.back() != ' ')) changed += c;
    }
  }

  std::optional<PrecompiledCharsmap> rules_;
  bool collapses_spaces_;
  UserDefinedPieces pieces_;
};

class SentencePiecePreTokenizer final : public PreTokenizer {
 public:
  SentencePiecePreTokenizer(PrefixedStretches prefixed, UserDefinedPieces pieces)
      : prefixed_(prefixed), pieces_(std::move(pieces)) {}

  void split(Stretch stretch, PieceSink sink) const override {
    const bool prefixes =
        prefixed_ == PrefixedStretches::all || (prefixed_ == PrefixedStretches::first && stretch.first);
    const std::string text = (prefixes ? std::string(kMark) : "") + replace_all(stretch.text, " ", kMark);
    std::size_t done = 0;
    const auto put = [&](std::size_t end) {
      if (end > done)
        sink({.text = std::string_view(text).substr(done, end - done), .first = stretch.first && done == 0});
      done = end;
    };
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t piece = pieces_.length_at(text, i);
      if (piece > 0) {
        put(i);
        put(i + piece);
      }
      i += piece > 0 ? piece : code_point_at(text, i).length;
    }
    put(text.size());
  }
  std::string_view name() const override { return "SentencePiece"; }

 private:
  PrefixedStretches prefixed_;
  UserDefinedPieces pieces_;
};

}  // namespace

UserDefinedPieces::UserDefinedPieces(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) texts_.add(text, 0);
}

std::size_t UserDefinedPieces::length_at(std::string_view text, std::size_t position) const {
  std::size_t longest = 0;
  TokenTrie::Node node = TokenTrie::kRoot;
  for (std::size_t i = position; i < text.size() && node != TokenTrie::kNone;) {
    node = texts_.child(node, static_cast<unsigned char>(text[i++]));
    if (node != TokenTrie::kNone && texts_.id(node) >= 0) longest = i - position;
  }
  return longest;
}

std::unique_ptr<Normalizer> sentence_piece_normalizer(std::optional<PrecompiledCharsmap> rules, bool collapses_spaces,
                                                      UserDefinedPieces pieces) {
  if (!rules && !collapses_spaces) return nullptr;
  return std::make_unique<SentencePieceNormalizer>(std::move(rules), collapses_spaces, std::move(pieces));
}

std::unique_ptr<PreTokenizer> sentence_piece_pre_tokenizer(PrefixedStretches prefixed, UserDefinedPieces pieces) {
  return std::make_unique<SentencePiecePreTokenizer>(prefixed, std::move(pieces));
}

Value sentence_piece_decoder(bool prefix) {
  List steps{
      Dict::of_distinct({{"type", "Replace"}, {"pattern", Dict::of_distinct({{"String", kMark}})}, {"content", " "}}),
      description_of("ByteFallback"), description_of("Fuse")};
  if (prefix) {
    steps.emplace_back(Dict::of_distinct({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}));
  }
  return Dict::of_distinct({{"type", "Sequence"}, {"decoders", std::move(steps)}});
}

}  // namespace coldread
