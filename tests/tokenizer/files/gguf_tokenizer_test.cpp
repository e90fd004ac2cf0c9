#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/gguf_builder.h"
#include "support/temporary_folder.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;
using test::GgufBuilder;

/// Tokens 0..5 plain, 6 control, 7 user defined, 8 unused.
GgufBuilder with_pre(const std::string& pre) {
  GgufBuilder gguf;
  gguf.put("general.architecture", "llama").put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", pre);
  gguf.put("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b", "Ġ", "ab", "1", "aba", "<s>", "b b", "<pad>"});
  gguf.put("tokenizer.ggml.token_type", std::vector<std::int32_t>{1, 1, 1, 1, 1, 1, 3, 4, 5});
  gguf.put("tokenizer.ggml.merges", std::vector<std::string>{"a b"});
  return gguf;
}

std::unique_ptr<Tokenizer> load(const GgufBuilder& gguf) {
  const TemporaryFolder folder;
  return load_tokenizer(folder.write("m.gguf", gguf.bytes()));
}

void check_error(const GgufBuilder& gguf, const std::string& part) {
  const std::string message = test::error_of([&] { load(gguf); });
  INFO(message);
  CHECK(message.find("m.gguf") != std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

TEST_CASE("tokens, merges and kinds of tokens come from the metadata") {
  const auto tokenizer = load(with_pre("smollm"));
  CHECK(tokenizer->pre_tokenizer() == "smollm");
  CHECK(tokenizer->vocabulary_size() == 9);
  CHECK(tokenizer->encode("ab 1aba") == Ids{3, 2, 4, 3, 0});
  CHECK(tokenizer->encode("<s>ab", true) == Ids{6, 3});
  CHECK(tokenizer->encode("<s>ab") == Ids{3});
  CHECK(tokenizer->encode("ab b") == Ids{0, 7});
  CHECK(tokenizer->encode("<pad>a", true) == Ids{0, 0});
  CHECK(tokenizer->decode(Ids{6, 2, 7}) == "<s> b b");
  CHECK(tokenizer->is_special(6));
  CHECK(!tokenizer->is_special(7));
  CHECK(!tokenizer->special_tokens().bos);
  CHECK(tokenizer->chat_template().empty());
}

TEST_CASE("llama-bpe takes whole pieces first and adds BOS unless the file says no") {
  CHECK(load(with_pre("llama-bpe"))->encode("aba") == Ids{5});
  CHECK(load(with_pre("gpt-2"))->encode("aba") == Ids{3, 0});
  const auto with_bos = [](const std::string& pre) { return with_pre(pre).put("tokenizer.ggml.bos_token_id", 6u); };
  CHECK(load(with_bos("llama-bpe"))->post_process({0}) == Ids{6, 0});
  CHECK(load(with_bos("llama-bpe").put_bool("tokenizer.ggml.add_bos_token", false))->post_process({0}) == Ids{0});
  CHECK(load(with_pre("llama-bpe"))->post_process({0}) == Ids{0});  // no token is its BOS
  CHECK(load(with_bos("gpt-2"))->post_process({0}) == Ids{0});
  CHECK(load(with_bos("gpt-2").put_bool("tokenizer.ggml.add_bos_token", true))->post_process({0}) == Ids{6, 0});
}

TEST_CASE("special ids and chat template") {
  const auto tokenizer =
      load(with_pre("gpt-2").put("tokenizer.ggml.bos_token_id", 6u).put("tokenizer.chat_template", "{{x}}"));
  CHECK(tokenizer->special_tokens().bos == 6);
  CHECK(tokenizer->chat_template() == "{{x}}");
  check_error(with_pre("gpt-2").put("tokenizer.ggml.eos_token_id", 9u), "eos_token_id = 9, but the vocabulary has 9");
}

TEST_CASE("the file is what was read") {
  const TemporaryFolder folder;
  const auto file = folder.write("m.gguf", with_pre("gpt-2").bytes());
  CHECK(load_tokenizer(file)->files() == std::vector<std::filesystem::path>{file});
}

TEST_CASE("what is missing or not supported is named") {
  check_error(with_pre("qwen2"), "'qwen2', which is not supported");
  check_error(GgufBuilder(), "holds no tokenizer");
  check_error(GgufBuilder().put("tokenizer.ggml.model", "llama"), "kind 'llama'");
  check_error(GgufBuilder().put("tokenizer.ggml.model", "gpt2"), "does not name its pre-tokenizer");
  GgufBuilder bare;
  bare.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "gpt-2");
  check_error(bare, "has no vocabulary");
  bare.put("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b"});
  check_error(bare, "has no merges");
  bare.put("tokenizer.ggml.merges", std::vector<std::string>{"a c"});
  check_error(bare, "is not in the vocabulary");
  bare.put("tokenizer.ggml.token_type", std::vector<std::int32_t>{1});
  check_error(bare, "2 tokens but 1 token types");
}

TEST_CASE("an old GPT-2 file without a pre-tokenizer's name is GPT-2's") {
  GgufBuilder gguf;
  gguf.put("general.architecture", "gpt2").put("tokenizer.ggml.model", "gpt2");
  gguf.put("tokenizer.ggml.tokens", std::vector<std::string>{"a"})
      .put("tokenizer.ggml.merges", std::vector<std::string>{});
  CHECK(load(gguf)->pre_tokenizer() == "gpt2");
}

}  // namespace
}  // namespace coldread
