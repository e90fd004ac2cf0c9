#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "app/lines.h"
#include "base/error.h"
#include "base/unicode.h"
#include "model/find_model.h"
#include "tokenizer/tokenizer.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string model;
  std::string file;
};

std::shared_ptr<Flags> add_flags(CLI::App& command) {
  auto flags = std::make_shared<Flags>();
  command
      .add_option("--model", flags->model,
                  "a .gguf file, a folder of tokenizer files, a name under models/, or OWNER/NAME of the hub")
      ->required();
  command.add_option("--file", flags->file, "read lines from this file instead of standard input");
  return flags;
}

std::string from_hex(const InputLine& line, const std::string& hex) {
  const auto digit = [&](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    throw Error(ErrorCode::usage, {.file = line.origin, .line = line.number}, "\"bytes_hex\" must hold hex digits");
  };
  if (hex.size() % 2 != 0) {
    throw Error(ErrorCode::usage, {.file = line.origin, .line = line.number}, "\"bytes_hex\" must hold whole bytes");
  }
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

std::string to_hex(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

/// Of {"text"} or {"bytes_hex"}, with "pair", "special" and "add_special".
std::vector<TokenId> ids_of(const InputLine& line, const Tokenizer& tokenizer) {
  check_keys(line, {"text", "bytes_hex", "pair", "special", "add_special"});
  const bool hex = line.object.find("bytes_hex") != nullptr;
  const std::string text = hex ? from_hex(line, string_member(line, "bytes_hex")) : string_member(line, "text");
  const bool special = bool_member(line, "special", false);
  const bool add_special = bool_member(line, "add_special", false);
  std::vector<TokenId> ids = tokenizer.encode(text, special);
  if (line.object.find("pair") == nullptr) return add_special ? tokenizer.post_process(std::move(ids)) : ids;
  const std::vector<TokenId> second = tokenizer.encode(string_member(line, "pair"), special);
  if (add_special) return tokenizer.post_process_pair(ids, second);
  ids.insert(ids.end(), second.begin(), second.end());
  return ids;
}

int tokenize(const Flags& flags) {
  const auto tokenizer = load_tokenizer(find_tokenizer(flags.model, fetch_progress()));
  return answer_lines(flags.file, [&](const InputLine& line) -> Value {
    Dict answer;
    answer.set("ids", to_list(ids_of(line, *tokenizer)));
    return answer;
  });
}

int detokenize(const Flags& flags) {
  const auto tokenizer = load_tokenizer(find_tokenizer(flags.model, fetch_progress()));
  return answer_lines(flags.file, [&](const InputLine& line) -> Value {
    check_keys(line, {"ids", "skip_special"});
    const bool skip_special = bool_member(line, "skip_special", false);
    const std::string bytes = tokenizer->decode(ids_member(line, "ids"), skip_special);
    Dict answer;
    answer.set("text", valid_utf8(bytes));
    answer.set("bytes_hex", to_hex(bytes));
    return answer;
  });
}

}  // namespace

void add_tokenize(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("tokenize", "text to token ids, one JSON object a line");
  command->footer(
      "Lines: {\"text\": s} or {\"bytes_hex\": h}, with optional\n"
      "  \"special\": true      special tokens in the text become those tokens, as in run, score and generate\n"
      "                       (default: false, they are plain text)\n"
      "  \"add_special\": true  what the tokenizer adds by itself, such as BOS in front\n"
      "  \"pair\": s            a second text, put together with the first as the tokenizer does\n\n"
      "Examples:\n  echo '{\"text\": \"Hello world\"}' | coldread tokenize --model smollm2-135m-instruct\n"
      "  echo '{\"text\": \"<|im_start|>user\", \"special\": true}' | coldread tokenize --model "
      "smollm2-135m-instruct");
  command->callback([flags = add_flags(*command), &exit_code] { exit_code = tokenize(*flags); });
}

void add_detokenize(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("detokenize", "token ids to text, one JSON object a line");
  command->footer(
      "Lines: {\"ids\": [...]}, with optional \"skip_special\": true (special tokens give no text)\n\n"
      "Example:\n  echo '{\"ids\": [19556, 905]}' | coldread detokenize --model smollm2-135m-instruct");
  command->callback([flags = add_flags(*command), &exit_code] { exit_code = detokenize(*flags); });
}

}  // namespace coldread::app
