#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// A fixed text in front of one that is not empty.
class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string normalize(std::string_view text) const override {
    return text.empty() ? std::string() : prefix_ + std::string(text);
  }

 private:
  std::string prefix_;
};

}  // namespace

NormalizerType prepend() {
  return {.type = "Prepend",
          .make = [](const Value& settings, const std::string& origin) -> std::unique_ptr<Normalizer> {
            const Value& prefix = setting(settings, "prepend");
            if (!prefix.is_string()) fail_in(origin, "has a normalizer Prepend without the text 'prepend'");
            return std::make_unique<Prepend>(prefix.as_string());
          }};
}

}  // namespace coldread::normalizers
