#include "base/unicode.h"
#include "filter/entry.h"

// Every response without the white space at its ends.

namespace coldread::filters {
namespace {

class RemoveWhitespace final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    for (Value& response : responses) response = std::string(strip(text_of(response, "remove_whitespace")));
    return responses;
  }
};

}  // namespace

Entry remove_whitespace() {
  return {"remove_whitespace", make<RemoveWhitespace>};
}

}  // namespace coldread::filters
