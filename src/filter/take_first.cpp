#include <fmt/format.h>

#include "base/error.h"
#include "filter/entry.h"

// The first response (take_first), or the first k (take_first_k, where there are at least k).

namespace coldread::filters {
namespace {

class TakeFirst final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    COLDREAD_CHECK(!responses.empty());
    responses.resize(1);
    return responses;
  }
  std::size_t left_of(std::size_t /*responses*/) const override { return 1; }
};

class TakeFirstK final : public Filter {
 public:
  explicit TakeFirstK(OptionReader& options) : k_(static_cast<std::size_t>(options.integer("k", 0, 0, 1 << 20))) {
    if (k_ == 0) options.fail("needs the option 'k', how many responses to take");
  }
  List apply(List responses, const Document&) const override {
    if (responses.size() < k_) {
      throw Error(ErrorCode::usage, fmt::format("filter 'take_first_k' needs {} responses, but each document has {}; "
                                                "set the task's repeats to {}",
                                                k_, responses.size(), k_));
    }
    responses.resize(k_);
    return responses;
  }
  std::size_t left_of(std::size_t /*responses*/) const override { return k_; }

 private:
  std::size_t k_;
};

}  // namespace

Entry take_first() {
  return {"take_first", make<TakeFirst>};
}

Entry take_first_k() {
  return {"take_first_k", make<TakeFirstK>};
}

}  // namespace coldread::filters
