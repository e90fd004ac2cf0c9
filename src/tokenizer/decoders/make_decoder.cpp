#include "tokenizer/decoders/make_decoder.h"

#include <utility>
#include <vector>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace decoders {

#define DECODER(identifier) DecoderType identifier();
#include "tokenizer/decoders/decoders.inc"
#undef DECODER

namespace {

const std::vector<DecoderType>& types() {
#define DECODER(identifier) identifier(),
  static const std::vector<DecoderType> table{
#include "tokenizer/decoders/decoders.inc"
  };
#undef DECODER
  return table;
}

std::unique_ptr<DecoderStep> make_step(const Value& description, bool fused, const std::string& origin) {
  std::vector<std::string> names;
  for (const DecoderType& known : types()) {
    if (known.type == type_of(description)) return known.make(description, fused, origin);
    names.emplace_back(known.type);
  }
  fail_unknown_type(origin, "decoder", description, names);
}

/// One token after the other: where a vocabulary holds bytes, no token depends on another.
class Bytes final : public Decoder {
 public:
  std::unique_ptr<Decoder> clone() const override { return std::make_unique<Bytes>(); }
  std::string_view push(std::string_view token) override { return token; }
  std::string_view finish() override { return {}; }
};

/// Each step takes what the one before hands on.
class Steps final : public Decoder {
 public:
  explicit Steps(std::vector<std::unique_ptr<DecoderStep>> steps) : steps_(std::move(steps)) {}

  std::unique_ptr<Decoder> clone() const override {
    std::vector<std::unique_ptr<DecoderStep>> copies;
    for (const auto& step : steps_) copies.push_back(step->clone());
    return std::make_unique<Steps>(std::move(copies));
  }
  std::string_view push(std::string_view token) override {
    text_.clear();
    push_from(0, token);
    return text_;
  }
  std::string_view finish() override {
    text_.clear();
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      steps_[i]->finish([&](std::string_view held) { push_from(i + 1, held); });
    }
    return text_;
  }

 private:
  void push_from(std::size_t step, std::string_view token) {
    if (step == steps_.size()) {
      text_ += token;
    } else {
      steps_[step]->push(token, [&](std::string_view next) { push_from(step + 1, next); });
    }
  }

  std::vector<std::unique_ptr<DecoderStep>> steps_;
  std::string text_;
};

/// A space between tokens.
class Spaced final : public CopiedStep<Spaced> {
 public:
  void push(std::string_view token, const DecodedSink& sink) override {
    if (!first_) sink(" ");
    first_ = false;
    sink(token);
  }

 private:
  bool first_ = true;
};

}  // namespace
}  // namespace decoders

std::unique_ptr<Decoder> make_decoder(const Value& description, Spelling spelling, const std::string& origin) {
  const std::vector<Value> steps = steps_of(description, "decoders");
  if (spelling == Spelling::byte_alphabet) {
    if (steps.size() == 1 && type_of(steps[0]) == "ByteLevel") return std::make_unique<decoders::Bytes>();
    fail_in(origin, "has the decoder " + types_of(steps) +
                        ", which is not supported with a ByteLevel pre_tokenizer; expected ByteLevel");
  }
  std::vector<std::unique_ptr<DecoderStep>> made;
  bool fused = false;
  for (const Value& step : steps) {
    made.push_back(decoders::make_step(step, fused, origin));
    fused |= type_of(step) == "Fuse";
  }
  if (steps.empty() && description.is_null()) made.push_back(std::make_unique<decoders::Spaced>());
  return std::make_unique<decoders::Steps>(std::move(made));
}

}  // namespace coldread
