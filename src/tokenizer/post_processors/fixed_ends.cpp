#include "tokenizer/post_processors/fixed_ends.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace coldread {
namespace {

class Ends final : public PostProcessor {
 public:
  explicit Ends(FixedEnds ends) : ends_(std::move(ends)) {}

  void process(std::vector<TokenId>& ids) const override {
    ids.insert(ids.begin(), ends_.front.begin(), ends_.front.end());
    ids.insert(ids.end(), ends_.behind.begin(), ends_.behind.end());
  }
  std::vector<TokenId> process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const override {
    std::vector<TokenId> ids = ends_.front;
    std::ranges::copy(first, std::back_inserter(ids));
    std::ranges::copy(ends_.between, std::back_inserter(ids));
    std::ranges::copy(second, std::back_inserter(ids));
    std::ranges::copy(ends_.behind, std::back_inserter(ids));
    return ids;
  }
  std::vector<int> pair_types(std::size_t first, std::size_t second) const override {
    std::vector<int> types(ends_.front.size() + first + ends_.between.size(), 0);
    types.resize(types.size() + second + ends_.behind.size(), ends_.second_has_type ? 1 : 0);
    return types;
  }

 private:
  FixedEnds ends_;
};

}  // namespace

std::unique_ptr<PostProcessor> fixed_ends(FixedEnds ends) {
  return std::make_unique<Ends>(std::move(ends));
}

std::unique_ptr<PostProcessor> bos_eos_ends(const Vocabulary& vocabulary, const SpecialTokens& special, bool bos,
                                            bool eos) {
  const auto token = [&](bool asked, const std::optional<TokenId>& id) {
    const bool has_text = asked && id && vocabulary.contains(*id) && !vocabulary.token(*id).empty();
    return has_text ? std::vector<TokenId>{*id} : std::vector<TokenId>{};
  };
  FixedEnds ends{.front = token(bos, special.bos), .between = {}, .behind = token(eos, special.eos)};
  if (ends.front.empty() && ends.behind.empty()) return nullptr;
  ends.between = ends.behind;
  ends.between.insert(ends.between.end(), ends.front.begin(), ends.front.end());
  return fixed_ends(std::move(ends));
}

}  // namespace coldread
