#include <algorithm>

#include "base/error.h"
#include "filter/entry.h"

// The response given most often; of equals the one given first.

namespace coldread::filters {
namespace {

class MajorityVote final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    COLDREAD_CHECK(!responses.empty());
    const Value* winner = nullptr;
    std::ptrdiff_t most = 0;
    for (const Value& response : responses) {
      const auto votes = std::count(responses.begin(), responses.end(), response);
      if (votes > most) {
        most = votes;
        winner = &response;
      }
    }
    return {*winner};
  }
  std::size_t left_of(std::size_t /*responses*/) const override { return 1; }
};

}  // namespace

Entry majority_vote() {
  return {"majority_vote", make<MajorityVote>};
}

}  // namespace coldread::filters
