#include "filter/entry.h"

// What stands before the first space of each response.

namespace coldread::filters {
namespace {

class FirstWord final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    for (Value& response : responses) {
      const std::string& text = text_of(response, "first_word");
      response = text.substr(0, text.find(' '));
    }
    return responses;
  }
};

}  // namespace

Entry first_word() {
  return {"first_word", make<FirstWord>};
}

}  // namespace coldread::filters
