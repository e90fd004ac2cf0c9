#include "tokenizer/normalizers/make_normalizer.h"

#include <utility>
#include <vector>

#include "tokenizer/description.h"

namespace coldread {
namespace normalizers {

#define NORMALIZER(identifier) NormalizerType identifier();
#include "tokenizer/normalizers/normalizers.inc"
#undef NORMALIZER

namespace {

const std::vector<NormalizerType>& types() {
#define NORMALIZER(identifier) identifier(),
  static const std::vector<NormalizerType> table{
#include "tokenizer/normalizers/normalizers.inc"
  };
#undef NORMALIZER
  return table;
}

std::unique_ptr<Normalizer> make_step(const Value& description, const std::string& origin) {
  std::vector<std::string> names;
  for (const NormalizerType& known : types()) {
    if (known.type == type_of(description)) return known.make(description, origin);
    names.emplace_back(known.type);
  }
  fail_unknown_type(origin, "normalizer", description, names);
}

/// One after the other.
class Sequence final : public Normalizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}

  std::string normalize(std::string_view text) const override {
    std::string changed(text);
    for (const auto& step : steps_) changed = step->normalize(changed);
    return changed;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> steps_;
};

}  // namespace
}  // namespace normalizers

std::unique_ptr<Normalizer> make_normalizer(const Value& description, const std::string& origin) {
  std::vector<std::unique_ptr<Normalizer>> steps;
  for (const Value& step : steps_of(description, "normalizers")) steps.push_back(normalizers::make_step(step, origin));
  if (steps.empty()) return nullptr;
  if (steps.size() == 1) return std::move(steps.front());
  return std::make_unique<normalizers::Sequence>(std::move(steps));
}

}  // namespace coldread
