#include "runner/journal/journal_file.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "io/file.h"
#include "io/json.h"
#include "io/sha256.h"
#include "runner/journal/response_json.h"

namespace coldread {
namespace {

constexpr std::size_t kChecksumDigits = 16;
constexpr std::size_t kHeadLines = 2;

std::string line_of(const Value& record) {
  const std::string body = to_json(record, {.compact = true});
  const std::string counted = std::to_string(body.size()) + " " + body;
  return sha256_hex(counted).substr(0, kChecksumDigits) + " " + counted + "\n";
}

/// The record of a line; null where it is not what line_of() wrote.
Value record_of(std::string_view line) {
  if (line.size() < kChecksumDigits + 1 || line[kChecksumDigits] != ' ') return {};
  const std::string_view counted = line.substr(kChecksumDigits + 1);
  if (sha256_hex(counted).compare(0, kChecksumDigits, line.substr(0, kChecksumDigits)) != 0) return {};
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(counted.data(), counted.data() + counted.size(), length);
  const auto digits = static_cast<std::size_t>(end - counted.data());
  if (error != std::errc{} || counted.size() != digits + 1 + length || counted[digits] != ' ') return {};
  return parse_json(counted.substr(digits + 1), "journal");
}

/// Takes an answer's record in; false where it is none.
bool take_answer(const Value& record, Answers& answers) {
  const Value* key = record.find("key");
  const Value* response = record.find("response");
  if (key == nullptr || !key->is_string() || response == nullptr) return false;
  Response answer = response_from(*response);
  if (const Value* bytes = record.find("token_bytes")) set_token_bytes(answer, *bytes);
  answers[key->as_string()] = std::move(answer);
  return true;
}

bool take_head(Value record, JournalContents& contents) {
  if (record.find("coldread journal") == nullptr) return false;
  if (contents.head.is_null()) contents.head = std::move(record);
  return true;
}

/// Takes a line in; false where it is damaged. heads_left: how many heads are still to come.
bool take_line(std::string_view line, std::size_t& heads_left, JournalContents& contents) {
  try {
    if (heads_left == 0) return take_answer(record_of(line), contents.answers);
    --heads_left;
    if (take_head(record_of(line), contents)) return true;
    // Without the line break between them the two heads are one line, and its second half is the second.
    const std::string_view second = line.substr(std::min(line.size(), line.size() / 2 + 1));
    if (heads_left > 0 && take_head(record_of(second), contents)) heads_left = 0;
    return false;
  } catch (const Error&) {  // a sound checksum over what we never write
    return false;
  }
}

}  // namespace

JournalContents read_journal(const std::filesystem::path& path, ErrorCode code) {
  JournalContents contents;
  std::size_t number = 0;
  std::size_t heads_left = kHeadLines;
  const LinesRead read = read_lines(path, code, [&](std::string_view line, std::size_t offset) {
    ++number;
    if (!take_line(line, heads_left, contents)) contents.damage.push_back({.line = number, .offset = offset});
  });
  contents.whole = read.whole;
  contents.torn = read.torn;
  return contents;
}

Value read_journal_head(const std::filesystem::path& path) {
  JournalContents contents;
  std::ifstream file(path);
  std::string line;
  for (std::size_t heads_left = kHeadLines; heads_left > 0 && std::getline(file, line);) {
    take_line(line, heads_left, contents);
  }
  return contents.head;
}

std::string damage_text(const std::vector<JournalDamage>& damage) {
  constexpr std::size_t kMostNamed = 5;
  if (damage.empty()) return "";
  if (damage.size() == 1) {
    return "line " + std::to_string(damage[0].line) + " (from byte " + std::to_string(damage[0].offset) +
           ") is damaged";
  }
  std::string text = "lines ";
  for (std::size_t i = 0; i < std::min(damage.size(), kMostNamed); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(damage[i].line);
  if (damage.size() > kMostNamed) text += " and " + std::to_string(damage.size() - kMostNamed) + " more";
  return text + " are damaged";
}

std::string journal_head(const Dict& head) {
  const std::string line = line_of(head);
  return line + line;
}

std::string journal_line(const std::string& key, const Response& response) {
  Dict record;
  record.set("key", key);
  record.set("response", to_value(response));
  if (const std::vector<std::int32_t>& bytes = token_bytes_of(response); !bytes.empty()) {
    record.set("token_bytes", to_list(bytes));
  }
  return line_of(std::move(record));
}

std::string answer_line(const std::string& key, const Response& response) {
  Dict record;
  record.set("key", key);
  record.set("response", to_value(response));
  return line_of(std::move(record));
}

}  // namespace coldread
