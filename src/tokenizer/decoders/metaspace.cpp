#include <string>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/metaspace_settings.h"
#include "tokenizer/text_pattern.h"

namespace coldread::decoders {
namespace {

/// Marks become spaces; those of the first token vanish where one was put in front of the text.
class Metaspace final : public CopiedStep<Metaspace> {
 public:
  explicit Metaspace(MetaspaceSettings settings) : settings_(std::move(settings)) {}

  void push(std::string_view token, const DecodedSink& sink) override {
    const bool vanishes = first_ && settings_.scheme != PrependScheme::never;
    first_ = false;
    sink(replace_all(token, settings_.replacement, vanishes ? "" : " "));
  }

 private:
  MetaspaceSettings settings_;
  bool first_ = true;
};

}  // namespace

DecoderType metaspace() {
  return {.type = "Metaspace",
          .make = [](const Value& settings, bool, const std::string& origin) -> std::unique_ptr<DecoderStep> {
            return std::make_unique<Metaspace>(read_metaspace(settings, origin));
          }};
}

}  // namespace coldread::decoders
