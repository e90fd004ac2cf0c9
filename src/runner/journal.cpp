#include "runner/journal.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/unicode.h"
#include "io/file.h"
#include "io/json.h"
#include "io/sha256.h"
#include "runner/response_json.h"

namespace coldread {
namespace {

constexpr std::size_t kChecksumDigits = 16;
constexpr double kSyncSeconds = 2;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string checksum(std::string_view text) {
  return sha256_hex(text).substr(0, kChecksumDigits);
}

/// The JSON of a line whose checksum holds; null otherwise.
Value checked(std::string_view line) {
  if (line.size() < kChecksumDigits + 2 || line[kChecksumDigits] != ' ') return {};
  const std::string_view body = line.substr(kChecksumDigits + 1);
  if (checksum(body) != line.substr(0, kChecksumDigits)) return {};
  return parse_json(body, "journal");
}

/// Keys of `of` that `other` lacks or says otherwise.
void add_differing(const Value& of, const Value& other, std::vector<std::string>& names) {
  for (const auto& [key, value] : of.as_dict()) {
    const Value* same = other.find(key);
    const bool known = std::find(names.begin(), names.end(), key) != names.end();
    if (key != "include_path" && !known && (same == nullptr || !(*same == value))) names.push_back(key);
  }
}

}  // namespace

std::string changed_keys(const Value& before, const Value& after) {
  if (!before.is_dict() || !after.is_dict()) return "a damaged head";
  std::vector<std::string> names;
  add_differing(after, before, names);
  add_differing(before, after, names);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

JournalContents read_journal(const std::filesystem::path& path, ErrorCode code) {
  const std::string text = read_text_file(path, code);
  JournalContents contents;
  contents.whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  contents.torn = contents.whole < text.size();
  for (std::size_t start = 0; start < contents.whole;) {
    const std::size_t end = text.find('\n', start);
    Value record = checked(std::string_view(text).substr(start, end - start));
    const bool head = start == 0;
    start = end + 1;
    if (head) {
      contents.identity = std::move(record);
      continue;
    }
    const Value* key = record.find("key");
    const Value* response = record.find("response");
    if (key == nullptr || !key->is_string() || response == nullptr) {
      ++contents.damaged_lines;
      continue;
    }
    contents.answers[key->as_string()] = response_from(*response);
  }
  contents.damaged_lines += contents.torn ? 1 : 0;
  return contents;
}

Response storable(const Response& response) {
  const auto* generated = std::get_if<GeneratedText>(&response);
  if (generated == nullptr || is_valid_utf8(generated->text)) return response;
  GeneratedText plain = *generated;
  plain.text = to_utf8(to_utf32(plain.text));
  return plain;
}

Journal::Journal(const std::filesystem::path& path, const Dict& identity, bool fresh) : path_(path) {
  std::error_code error;
  const bool exists = std::filesystem::exists(path, error) && std::filesystem::file_size(path, error) > 0;
  if (exists && !fresh) read(path, identity);
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND | (fresh ? O_TRUNC : 0);
  fd_ = ::open(path.c_str(), flags, 0666);
  if (fd_ < 0)
    throw Error(ErrorCode::output, {.file = path.string()}, std::string("cannot write: ") + std::strerror(errno));
  last_sync_ = now();
  if (!exists || fresh) write_record(identity);
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

void Journal::read(const std::filesystem::path& path, const Dict& identity) {
  contents_ = read_journal(path, ErrorCode::output);
  if (contents_.whole == 0)
    throw Error(ErrorCode::usage, {.file = path.string()}, "is no journal; add --fresh to start anew");
  const std::string changed = changed_keys(contents_.identity, identity);
  if (!changed.empty()) {
    throw Error(ErrorCode::usage, {.file = path.parent_path().string()},
                "holds another run (changed: " + changed + "); add --fresh to start anew, or choose another --out");
  }
  // A torn tail is cut, so that the next record does not grow onto it.
  if (contents_.torn && ::truncate(path.c_str(), static_cast<off_t>(contents_.whole)) != 0) {
    throw Error(ErrorCode::output, {.file = path.string()},
                std::string("cannot cut the torn end: ") + std::strerror(errno));
  }
}

const Response* Journal::find(const std::string& key) const {
  const auto found = contents_.answers.find(key);
  return found == contents_.answers.end() ? nullptr : &found->second;
}

void Journal::append(const std::string& key, const Response& given) {
  const Response response = storable(given);
  Dict record;
  record.set("key", key);
  record.set("response", to_value(response));
  write_record(std::move(record));
  contents_.answers[key] = response;
  if (now() - last_sync_ > kSyncSeconds) sync();
}

void Journal::write_record(const Value& record) {
  const std::string body = to_json(record, {.compact = true});
  const std::string line = checksum(body) + " " + body + "\n";
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw Error(ErrorCode::output, {.file = path_.string()}, std::string("cannot write: ") + std::strerror(errno));
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Journal::sync() {
  if (::fsync(fd_) != 0) {
    throw Error(ErrorCode::output, {.file = path_.string()}, std::string("cannot save: ") + std::strerror(errno));
  }
  last_sync_ = now();
}

std::string answer_key(const std::string& model_digest, const std::string& compute, const Request& request) {
  Dict inputs;
  inputs.set("model", model_digest);
  inputs.set("compute", compute);
  inputs.set("request", answer_inputs(request));
  return sha256_hex(to_json(inputs, {.compact = true}));
}

}  // namespace coldread
