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

std::string ends_of(const GgufBuilder& gguf) {
  const auto tokenizer = load(gguf);
  std::string text;
  for (const EndToken& token : tokenizer->end_tokens()) {
    text += (text.empty() ? "" : "; ") + std::to_string(token.id) + " " + token.text;
    for (const std::string& source : token.sources) text += " by " + source;
  }
  return text;
}

/// Control tokens of these texts from id 1 on.
GgufBuilder with_controls(const std::vector<std::string>& texts) {
  GgufBuilder gguf;
  std::vector<std::string> tokens{"a"};
  tokens.insert(tokens.end(), texts.begin(), texts.end());
  std::vector<std::int32_t> kinds(tokens.size(), 3);
  kinds[0] = 1;
  gguf.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "gpt-2");
  gguf.put("tokenizer.ggml.merges", std::vector<std::string>{});
  gguf.put("tokenizer.ggml.tokens", tokens).put("tokenizer.ggml.token_type", kinds);
  return gguf;
}

TEST_CASE("a text ends with what the keys name and with control tokens that are known by their text") {
  const std::vector<std::string> controls{"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<x>"};
  CHECK(ends_of(with_controls(controls).put("tokenizer.ggml.eos_token_id", 1u)) ==
        "1 <|endoftext|> by tokenizer.ggml.eos_token_id by its text; 3 <|im_end|> by its text");
  CHECK(ends_of(with_controls(controls)
                    .put("tokenizer.ggml.eos_token_id", 3u)
                    .put("tokenizer.ggml.eot_token_id", 3u)
                    .put("tokenizer.ggml.eom_token_id", 4u)) ==
        "3 <|im_end|> by tokenizer.ggml.eos_token_id by tokenizer.ggml.eot_token_id by its text; "
        "4 <x> by tokenizer.ggml.eom_token_id; 1 <|endoftext|> by its text");
  CHECK(ends_of(with_controls({"<x>"})).empty());
  CHECK(ends_of(with_controls({"<x>"}).put("tokenizer.ggml.eot_token_id", 9u)).empty());
}

TEST_CASE("<|end|> ends a message alone where other tokens end a turn") {
  CHECK(ends_of(with_controls({"<|end|>"})) == "1 <|end|> by its text");
  CHECK(ends_of(with_controls({"<|end|>", "<|return|>", "<|call|>"})) ==
        "2 <|return|> by its text; 3 <|call|> by its text");
}

TEST_CASE("a plain token is no end, whatever its text") {
  GgufBuilder gguf;
  gguf.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "gpt-2");
  gguf.put("tokenizer.ggml.merges", std::vector<std::string>{});
  gguf.put("tokenizer.ggml.tokens", std::vector<std::string>{"</s>"});
  CHECK(ends_of(gguf).empty());
}

TEST_CASE("</s> is an end where it is a control token, not where it is a tag of HTML") {
  constexpr std::int32_t kControl = 3, kUserDefined = 4;
  for (const std::int32_t type : {kControl, kUserDefined}) {
    GgufBuilder gguf;
    gguf.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "gpt-2");
    gguf.put("tokenizer.ggml.merges", std::vector<std::string>{});
    gguf.put("tokenizer.ggml.tokens", std::vector<std::string>{"a", "</s>"});
    gguf.put("tokenizer.ggml.token_type", std::vector<std::int32_t>{1, type});
    CHECK(ends_of(gguf) == (type == kControl ? "1 </s> by its text" : ""));
  }
}

TEST_CASE("a run may name the ends itself, by id or by text") {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "m.gguf", with_controls({"<|endoftext|>", "<|im_end|>"}).put("tokenizer.ggml.eos_token_id", 1u).bytes());
  const auto given = [&](std::vector<TokenName> names) {
    const auto tokenizer = load_tokenizer(file, {.end_tokens = std::move(names)});
    std::vector<TokenId> ids;
    for (const EndToken& token : tokenizer->end_tokens()) {
      CHECK(token.sources == std::vector<std::string>{"the run's eos"});
      ids.push_back(token.id);
    }
    return ids;
  };
  CHECK(given({TokenName(2)}) == Ids{2});
  CHECK(given({TokenName("<|im_end|>"), TokenName("a"), TokenName(2)}) == Ids{2, 0});
  CHECK(given({}).empty());
  const std::string unknown = test::error_of([&] { given({TokenName("<|im_ed|>")}); });
  CHECK(unknown.find("'<|im_ed|>' is no token") != std::string::npos);
  CHECK(unknown.find("did you mean '<|im_end|>'?") != std::string::npos);
  CHECK(test::error_of([&] { given({TokenName(3)}); }).find("the token id 3 is outside the vocabulary of 3") !=
        std::string::npos);
}

TEST_CASE("names of pre-tokenizers that share a pattern cut alike") {
  for (const char* name : {"phi-2", "jais", "exaone4", "mellum", "modern-bert", "granite-docling", "trillion"}) {
    CHECK(load(with_pre(name))->pre_tokenizer() == "gpt2");
  }
  for (const char* name : {"codeshell", "minerva-7b", "exaone", "mellum2"}) {
    CHECK(load(with_pre(name))->pre_tokenizer() == "smollm");
  }
  for (const char* name : {"falcon3", "falcon-h1", "lfm2", "pixtral", "midm-2.0"}) {
    const auto tokenizer = load(with_pre(name).put("tokenizer.ggml.bos_token_id", 6u));
    CHECK(tokenizer->pre_tokenizer() == "llama-bpe");
    CHECK(tokenizer->encode("aba") == Ids{5});
    CHECK(tokenizer->adds_bos());
  }
  for (const char* name : {"dbrx", "smaug-bpe"}) {
    const auto tokenizer = load(with_pre(name).put("tokenizer.ggml.bos_token_id", 6u));
    CHECK(tokenizer->pre_tokenizer() == "llama-bpe");
    CHECK(tokenizer->encode("aba") == Ids{3, 0});
    CHECK(!tokenizer->adds_bos());
  }
  CHECK(load(with_pre("qwen2"))->pre_tokenizer() == "qwen2");
  CHECK(load(with_pre("tekken"))->pre_tokenizer() == "Split, ByteLevel");
  const auto roberta =
      load(with_pre("roberta-bpe").put("tokenizer.ggml.bos_token_id", 6u).put("tokenizer.ggml.eos_token_id", 7u));
  CHECK(roberta->post_process({0}) == Ids{6, 0, 7});
}

TEST_CASE("an entry outside the byte alphabet takes the place of no token with its bytes") {
  GgufBuilder gguf;
  gguf.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "gpt-2");
  gguf.put("tokenizer.ggml.tokens", std::vector<std::string>{"\u200D", "â", "Ģ", "į", "âĢ", "âĢį"});
  gguf.put("tokenizer.ggml.merges", std::vector<std::string>{"â Ģ", "âĢ į", "\u200D â"});
  const auto tokenizer = load(gguf);
  CHECK(tokenizer->encode("\u200D") == Ids{5});
  CHECK(tokenizer->decode(Ids{0}) == "\u200D");
  CHECK(tokenizer->decode(Ids{5}) == "\u200D");
}

TEST_CASE("the file is what was read") {
  const TemporaryFolder folder;
  const auto file = folder.write("m.gguf", with_pre("gpt-2").bytes());
  CHECK(load_tokenizer(file)->files() == std::vector<std::filesystem::path>{file});
}

TEST_CASE("what is missing or not supported is named") {
  check_error(with_pre("qwen1"), "'qwen1', which is not supported; did you mean 'qwen2'?");
  check_error(GgufBuilder().put("tokenizer.ggml.model", "rwkv"), "kind 'rwkv', which is not supported");
  check_error(GgufBuilder(), "holds no tokenizer");
  check_error(GgufBuilder().put("tokenizer.ggml.model", "llama"), "has no vocabulary");
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
