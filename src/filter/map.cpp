#include "filter/entry.h"

// Each response replaced by what mapping_dict says of it, or by default_value (null where it is not given).

namespace coldread::filters {
namespace {

class Map final : public Filter {
 public:
  explicit Map(OptionReader& options) {
    if (const Value* mapping = options.value("mapping_dict")) {
      if (!mapping->is_dict()) options.fail("option 'mapping_dict' must be a dict of responses and their replacements");
      mapping_ = mapping->as_dict();
    }
    if (const Value* fallback = options.value("default_value")) default_ = *fallback;
  }

  List apply(List responses, const Document&) const override {
    for (Value& response : responses) {
      const Value* mapped = response.is_string() ? mapping_.find(response.as_string())
                            : response.is_int()  ? mapping_.find(std::to_string(response.as_int()))
                                                 : nullptr;
      response = mapped == nullptr ? default_ : Value(*mapped);
    }
    return responses;
  }

 private:
  Dict mapping_;
  Value default_;
};

}  // namespace

Entry map() {
  return {"map", make<Map>};
}

}  // namespace coldread::filters
