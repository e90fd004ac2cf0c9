#include "runner/journal.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
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

std::string changed_keys(const Value& before, const Dict& after) {
  std::string names;
  const auto add = [&](const std::string& key) { names += (names.empty() ? "" : ", ") + key; };
  for (const auto& [key, value] : after) {
    const Value* old = before.find(key);
    if (old == nullptr || !(*old == value)) add(key);
  }
  return names.empty() ? "its settings" : names;
}

}  // namespace

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
  const std::string text = read_text_file(path, ErrorCode::output);
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  bool first = true;
  for (std::size_t start = 0; start < whole;) {
    const std::size_t end = text.find('\n', start);
    const Value record = checked(std::string_view(text).substr(start, end - start));
    start = end + 1;
    if (first) {
      first = false;
      if (!(record == Value(identity))) {
        const std::string what = record.is_null() ? "a damaged head" : changed_keys(record, identity);
        throw Error(ErrorCode::usage, {.file = path.parent_path().string()},
                    "holds another run (changed: " + what + "); add --fresh to start anew, or choose another --out");
      }
      continue;
    }
    const Value* key = record.find("key");
    const Value* response = record.find("response");
    if (key == nullptr || !key->is_string() || response == nullptr) {
      ++damaged_;
      continue;
    }
    answers_[key->as_string()] = response_from(*response);
  }
  if (whole < text.size()) {
    // A torn tail: cut, so that the next record does not grow onto it.
    ++damaged_;
    if (::truncate(path.c_str(), static_cast<off_t>(whole)) != 0) {
      throw Error(ErrorCode::output, {.file = path.string()},
                  std::string("cannot cut the torn end: ") + std::strerror(errno));
    }
  }
  if (first) throw Error(ErrorCode::usage, {.file = path.string()}, "is no journal; add --fresh to start anew");
}

const Response* Journal::find(const std::string& key) const {
  const auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : &found->second;
}

void Journal::append(const std::string& key, const Response& response) {
  Dict record;
  record.set("key", key);
  record.set("response", to_value(response));
  write_record(std::move(record));
  answers_[key] = response;
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
