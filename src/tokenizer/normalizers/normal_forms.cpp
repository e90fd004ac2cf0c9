#include "base/normal_forms.h"

#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

template <NormalForm kForm>
class Form final : public Normalizer {
 public:
  std::string normalize(std::string_view text) const override { return normal_form(text, kForm); }
};

template <NormalForm kForm>
std::unique_ptr<Normalizer> make(const Value&, const std::string&) {
  return std::make_unique<Form<kForm>>();
}

}  // namespace

NormalizerType nfc() {
  return {.type = "NFC", .make = make<NormalForm::c>};
}
NormalizerType nfd() {
  return {.type = "NFD", .make = make<NormalForm::d>};
}
NormalizerType nfkc() {
  return {.type = "NFKC", .make = make<NormalForm::kc>};
}
NormalizerType nfkd() {
  return {.type = "NFKD", .make = make<NormalForm::kd>};
}

}  // namespace coldread::normalizers
