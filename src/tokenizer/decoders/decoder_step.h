#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace coldread {

/// Takes what a step hands on.
using DecodedSink = std::function<void(std::string_view)>;

/// One step of a decoder. Before Fuse each call is one token, as in Hugging Face tokenizers; behind it all calls
/// together are one token, which comes part by part.
class DecoderStep {
 public:
  virtual ~DecoderStep() = default;

  /// Another one in the same state.
  virtual std::unique_ptr<DecoderStep> clone() const = 0;

  /// Hands on what is known of the next token; it may hold back what depends on those that follow.
  virtual void push(std::string_view token, const DecodedSink& sink) = 0;
  /// What was held back: no token follows.
  virtual void finish(const DecodedSink&) {}
};

/// A step that is cloned by its copy constructor.
template <typename Step>
class CopiedStep : public DecoderStep {
 public:
  std::unique_ptr<DecoderStep> clone() const override {
    return std::make_unique<Step>(static_cast<const Step&>(*this));
  }
};

}  // namespace coldread
