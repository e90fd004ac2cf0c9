#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

namespace coldread {

/// Text between two added tokens, normalised and not empty, or a piece of it.
struct Stretch {
  std::string_view text;
  bool first = false;  ///< begins where the whole text begins: no added token stands before it
};

/// Takes pieces one after the other: a reference to a callable, which must outlive it.
class PieceSink {
 public:
  template <typename Take>
  requires(!std::same_as<std::remove_cvref_t<Take>, PieceSink>)
      PieceSink(const Take& take)  // NOLINT(google-explicit-constructor)
      : object_(&take), call_([](const void* object, std::string_view text, bool first) {
          (*static_cast<const Take*>(object))(Stretch{.text = text, .first = first});
        }) {}

  void operator()(Stretch piece) const { call_(object_, piece.text, piece.first); }

 private:
  const void* object_;
  void (*call_)(const void* object, std::string_view text, bool first);
};

/// Text -> pieces, inside which a model then finds its tokens. Immutable, as one object serves all threads.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;

  /// Hands on the pieces in order, none empty, each valid during the call alone: they may be of another text than the
  /// stretch. Only the first one may begin where the whole text begins.
  virtual void split(Stretch stretch, PieceSink sink) const = 0;

  /// As facts about a model show it: "gpt2", or the types of its steps.
  virtual std::string_view name() const = 0;
};

}  // namespace coldread
