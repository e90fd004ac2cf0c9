#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "base/unicode.h"
#include "io/json.h"
#include "support/reference_lines.h"
#include "support/source_dir.h"
#include "support/temporary_folder.h"
#include "tokenizer/tokenizer.h"

// Kinds of tokenizers against Hugging Face tokenizers 0.22, sentencepiece 0.2.3 and llama.cpp; ids are demanded equal.
namespace coldread {
namespace {

using test::ids_of;
using test::read_lines;

const std::filesystem::path kShared = std::filesystem::path(source_dir()) / "../shared/reference/tokenizer/kinds";
const std::filesystem::path kInTree = std::filesystem::path(source_dir()) / "tests/reference/tokenizer/kinds";

/// What decoding may give: newer versions of tokenizers differ in places.
bool is_one_of(const std::string& text, const Value& line, const char* key) {
  const Value* newer = line.find(std::string(key) + "_0_23");
  return text == line.find(key)->as_string() || (newer != nullptr && text == newer->as_string());
}

void check_decoding(const Tokenizer& tokenizer, const Value& line, const std::vector<TokenId>& ids) {
  CHECK(is_one_of(valid_utf8(tokenizer.decode(ids)), line, "decoded"));
  CHECK(is_one_of(valid_utf8(tokenizer.decode(ids, true)), line, "decoded_skip"));
  DecodeStream stream = tokenizer.decode_stream(true);
  std::string text;
  for (std::size_t n = 0; n <= ids.size(); ++n) {
    const std::string rest(DecodeStream(stream).finish());
    if (text + rest != tokenizer.decode(std::span(ids).first(n), true)) FAIL_CHECK("the stream after " << n << " ids");
    if (n < ids.size()) text += stream.push(ids[n]);
  }
}

void check_cases(const Tokenizer& tokenizer, const std::filesystem::path& file) {
  for (const Value& line : read_lines(file)) {
    const std::string& text = line.find("text")->as_string();
    CAPTURE(text);
    const std::vector<TokenId> ids = tokenizer.encode(text, true);
    CHECK(ids == ids_of(*line.find("ids")));
    CHECK(tokenizer.post_process(ids) == ids_of(*line.find("ids_special")));
    check_decoding(tokenizer, line, ids_of(*line.find("ids_special")));
  }
}

void check_pairs(const Tokenizer& tokenizer, const std::filesystem::path& file) {
  for (const Value& line : read_lines(file)) {
    const std::vector<TokenId> first = tokenizer.encode(line.find("a")->as_string(), true);
    const std::vector<TokenId> second = tokenizer.encode(line.find("b")->as_string(), true);
    CAPTURE(to_json(line));
    CHECK(tokenizer.post_process_pair(first, second) == ids_of(*line.find("ids")));
    std::vector<TokenId> types;
    for (const int type : tokenizer.pair_types(first.size(), second.size())) types.push_back(type);
    CHECK(types == ids_of(*line.find("type_ids")));
  }
}

void check_folder(const std::filesystem::path& folder) {
  CAPTURE(folder.filename().string());
  const auto tokenizer = load_tokenizer(folder);
  check_cases(*tokenizer, folder / "cases.jsonl");
  if (std::filesystem::exists(folder / "decode.jsonl")) {
    for (const Value& line : read_lines(folder / "decode.jsonl")) {
      CAPTURE(to_json(line));
      check_decoding(*tokenizer, line, ids_of(*line.find("ids")));
    }
  }
  if (std::filesystem::exists(folder / "pairs.jsonl")) check_pairs(*tokenizer, folder / "pairs.jsonl");
}

/// The folder's files but tokenizer.json, so that the others are read.
void check_older_files(const std::filesystem::path& folder, const std::vector<const char*>& files,
                       const char* expected) {
  CAPTURE(folder.filename().string());
  const TemporaryFolder copy;
  for (const char* name : files) std::filesystem::copy_file(folder / name, copy.path() / name);
  const auto tokenizer = load_tokenizer(copy.path());
  std::size_t lines = 0;
  for (const Value& line : read_lines(folder / "cases.jsonl")) {
    const Value* ids = line.find(expected);
    if (ids == nullptr) continue;
    ++lines;
    const std::string& text = line.find("text")->as_string();
    CAPTURE(text);
    CHECK(tokenizer->encode(text, std::string_view(expected) == "ids") == ids_of(*ids));
  }
  CHECK(lines > 0);
}

bool has_shared() {
  return test::has(kShared, "kinds of tokenizers against reference ids");
}

TEST_CASE("every kind of tokenizer has the reference ids, with what it adds, and decodes them") {
  for (const auto& entry : std::filesystem::directory_iterator(kInTree)) {
    if (entry.is_directory()) check_folder(entry.path());
  }
  if (!has_shared()) return;
  for (const auto& entry : std::filesystem::directory_iterator(kShared)) {
    if (entry.is_directory()) check_folder(entry.path());
  }
}

TEST_CASE("vocab.json and merges.txt are read as the class of the tokenizer reads them") {
  if (!has_shared()) return;
  // Phi's and Qwen2's added tokens are in tokenizer.json alone.
  for (const char* kind : {"bbpe-gpt2", "bbpe-roberta", "bpe-gpt1"}) {
    check_older_files(kShared / kind, {"vocab.json", "merges.txt", "tokenizer_config.json"}, "ids");
  }
}

TEST_CASE("vocab.txt is read as word pieces") {
  if (!has_shared()) return;
  for (const char* kind : {"wordpiece-cased", "wordpiece-options", "wordpiece-uncased"}) {
    check_older_files(kShared / kind, {"vocab.txt", "tokenizer_config.json"}, "ids");
  }
}

TEST_CASE("a SentencePiece model alone has sentencepiece's ids") {
  if (!has_shared()) return;
  for (const char* kind : {"spm-bpe-gemma", "spm-bpe-llama-legacy", "spm-bpe-llama-nonlegacy", "spm-bpe-noprefix",
                           "unigram-bytefallback", "unigram-t5"}) {
    check_older_files(kShared / kind, {"tokenizer.model"}, "spm_ids");
  }
  check_older_files(kShared / "unigram-xlmr", {"sentencepiece.bpe.model", "tokenizer_config.json"}, "spm_ids_fairseq");
}

}  // namespace
}  // namespace coldread
