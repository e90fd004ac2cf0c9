#include <doctest/doctest.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "support/reference_lines.h"
#include "support/source_dir.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

const std::filesystem::path kSource = source_dir();
const std::filesystem::path kReference = kSource / "tests/reference";

using test::has;
using test::ids_of;
using test::read_lines;

std::string bytes_of_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

/// Decoding id by id gives, after every id, what the ids up to it give at once.
void check_decode_stream(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  for (const bool skip_special : {false, true}) {
    DecodeStream stream = tokenizer.decode_stream(skip_special);
    std::string text;
    for (std::size_t n = 0; n <= ids.size(); ++n) {
      const std::string rest(DecodeStream(stream).finish());
      if (text + rest != tokenizer.decode(std::span(ids).first(n), skip_special)) FAIL_CHECK("prefix of " << n);
      if (n < ids.size()) text += stream.push(ids[n]);
    }
  }
}

/// Compares every line of the file; the number of lines is demanded too, so that an empty file does not pass.
void check_encoding(const Tokenizer& tokenizer, const std::filesystem::path& file, std::size_t expected_lines) {
  std::size_t lines = 0;
  for (const Value& line : read_lines(file)) {
    ++lines;
    const std::string& text = line.find("text")->as_string();
    CAPTURE(text);
    const std::vector<TokenId> ids = ids_of(*line.find("ids"));
    CHECK(tokenizer.encode(text) == ids);
    const Value* special = line.find("ids_special");
    CHECK(tokenizer.encode(text, true) == (special != nullptr ? ids_of(*special) : ids));
    const bool lossy = line.find("lossy") != nullptr;
    CHECK((tokenizer.decode(ids) == text) == !lossy);
    check_decode_stream(tokenizer, ids);
    check_decode_stream(tokenizer, tokenizer.encode(text, true));
  }
  CHECK(lines == expected_lines);
}

void check_decoding(const Tokenizer& tokenizer, const std::filesystem::path& file, std::size_t expected_lines) {
  std::size_t lines = 0;
  for (const Value& line : read_lines(file)) {
    ++lines;
    const std::vector<TokenId> ids = ids_of(*line.find("ids"));
    CHECK(tokenizer.decode(ids) == bytes_of_hex(line.find("bytes_hex")->as_string()));
    check_decode_stream(tokenizer, ids);
  }
  CHECK(lines == expected_lines);
}

TEST_CASE("tiny GPT-2: every reference text has the reference ids") {
  const auto tokenizer = load_tokenizer(kReference / "model/tiny-gpt2");
  CHECK(tokenizer->vocabulary_size() == 384);
  CHECK(tokenizer->pre_tokenizer() == "gpt2");
  CHECK(tokenizer->special_tokens().eos == 383);
  CHECK(tokenizer->post_process({1}) == std::vector<TokenId>{1});
  check_encoding(*tokenizer, kReference / "model/tiny-gpt2/tokenizer.jsonl", 65);
}

TEST_CASE("GPT-2: every reference text has the reference ids, and ids their bytes") {
  const auto folder = kSource / "../shared/gpt2-vocab";
  if (!has(folder, "GPT-2's tokenizer against reference ids")) return;
  const auto tokenizer = load_tokenizer(folder);
  CHECK(tokenizer->vocabulary_size() == 50257);
  CHECK(tokenizer->special_tokens().bos == 50256);
  check_encoding(*tokenizer, kReference / "tokenizer/gpt2.jsonl", 614);
  check_decoding(*tokenizer, kReference / "tokenizer/gpt2_decode.jsonl", 359);
}

TEST_CASE("SmolLM2: every reference text has the reference ids, and ids their bytes") {
  const auto file = kSource / "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!has(file, "SmolLM2's tokenizer against reference ids")) return;
  const auto tokenizer = load_tokenizer(file);
  CHECK(tokenizer->vocabulary_size() == 49152);
  CHECK(tokenizer->pre_tokenizer() == "smollm");
  CHECK(tokenizer->special_tokens().bos == 1);
  CHECK(tokenizer->special_tokens().eos == 2);
  CHECK(tokenizer->special_tokens().pad == 2);
  CHECK(tokenizer->post_process({1}) == std::vector<TokenId>{1});
  CHECK(tokenizer->chat_template().find("<|im_start|>") != std::string::npos);
  check_encoding(*tokenizer, kReference / "tokenizer/smollm2.jsonl", 598);
  check_decoding(*tokenizer, kReference / "tokenizer/smollm2_decode.jsonl", 354);
}

}  // namespace
}  // namespace coldread
