#include "tokenizer/post_processors/bos_processing.h"

namespace coldread {
namespace {

class BosProcessing final : public PostProcessor {
 public:
  explicit BosProcessing(TokenId bos) : bos_(bos) {}
  void process(std::vector<TokenId>& ids) const override { ids.insert(ids.begin(), bos_); }
  std::vector<TokenId> process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const override {
    std::vector<TokenId> ids{bos_};
    ids.insert(ids.end(), first.begin(), first.end());
    ids.push_back(bos_);
    ids.insert(ids.end(), second.begin(), second.end());
    return ids;
  }

 private:
  TokenId bos_;
};

}  // namespace

std::unique_ptr<PostProcessor> bos_processing(const Vocabulary& vocabulary, const SpecialTokens& special) {
  const bool has_text = special.bos && vocabulary.contains(*special.bos) && !vocabulary.token(*special.bos).empty();
  return has_text ? std::make_unique<BosProcessing>(*special.bos) : nullptr;
}

}  // namespace coldread
