#include "filter/entry.h"

// Accepted because tasks name it; it changes nothing, as in lm-evaluation-harness.

namespace coldread::filters {
namespace {

class Decontaminate final : public Filter {
 public:
  explicit Decontaminate(OptionReader& options) { options.value("path"); }
  List apply(List responses, const Document&) const override { return responses; }
};

}  // namespace

Entry decontaminate() {
  return {"decontaminate", make<Decontaminate>};
}

}  // namespace coldread::filters
