#include "base/unicode.h"
#include "filter/entry.h"

// Every response in lower or in upper case, as Python's str.lower() and str.upper().

namespace coldread::filters {
namespace {

class Lowercase final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    for (Value& response : responses) response = lower(text_of(response, "lowercase"));
    return responses;
  }
};

class Uppercase final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    for (Value& response : responses) response = upper(text_of(response, "uppercase"));
    return responses;
  }
};

}  // namespace

Entry lowercase() {
  return {"lowercase", make<Lowercase>};
}

Entry uppercase() {
  return {"uppercase", make<Uppercase>};
}

}  // namespace coldread::filters
