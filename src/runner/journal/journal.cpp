#include "runner/journal/journal.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <unistd.h>
#include <utility>

#include "base/error.h"
#include "io/file.h"
#include "io/sha256.h"
#include "runner/journal/answers.h"

namespace coldread {
namespace {

constexpr double kSyncSeconds = 2;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The lines of a finished journal: its head, then the answers to these keys by ascending key.
template <typename OnLines>
void in_order(const Dict& head, const std::vector<std::string>& keys, const Answers& answers, const OnLines& on_lines) {
  on_lines(journal_head(head));
  for (const std::string& key : std::set<std::string>(keys.begin(), keys.end())) {
    const auto found = answers.find(key);
    COLDREAD_CHECK(found != answers.end());
    on_lines(journal_line(key, found->second));
  }
}

/// Whether the file is that already, without either being held in memory.
bool is_in_order(const std::filesystem::path& path, const Dict& head, const std::vector<std::string>& keys,
                 const Answers& answers) {
  Sha256 wanted;
  in_order(head, keys, answers, [&](const std::string& lines) { wanted.add(lines); });
  Sha256 found;
  const LinesRead read = read_lines(path, ErrorCode::output, [&](std::string_view line, std::size_t) {
    found.add(line);
    found.add("\n");
  });
  return !read.torn && found.hex() == wanted.hex();
}

}  // namespace

Journal::Journal(const std::filesystem::path& path, const Dict& head) : path_(path) {
  write_file_atomically(path_, journal_head(head));  // whole from the start: a crash leaves no half head
  contents_.head = head;
  open();
}

Journal::Journal(const std::filesystem::path& path, JournalContents contents)
    : path_(path), contents_(std::move(contents)) {
  COLDREAD_CHECK(contents_.head.is_dict());
  if (contents_.torn && ::truncate(path_.c_str(), static_cast<off_t>(contents_.whole)) != 0)
    fail("cannot cut the torn end");
  open();
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

void Journal::fail(const std::string& what) const {
  const int why = errno;
  throw Error(ErrorCode::output, {.file = path_.string()}, what + ": " + std::strerror(why));
}

void Journal::open() {
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_APPEND);
  if (fd_ < 0) fail("cannot write");
  last_sync_ = now();
}

void Journal::append(const std::string& key, const Response& given) {
  const Response response = storable(given);
  const std::string line = journal_line(key, response);
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  contents_.answers[key] = response;
  if (now() - last_sync_ > kSyncSeconds) sync();
}

void Journal::sync() {
  if (::fsync(fd_) != 0) fail("cannot save");
  last_sync_ = now();
}

void Journal::finish(const std::vector<std::string>& keys) {
  if (is_in_order(path_, contents_.head.as_dict(), keys, contents_.answers)) return sync();
  write_journal(path_, contents_.head.as_dict(), keys, contents_.answers);
  ::close(std::exchange(fd_, -1));
  open();
}

void write_journal(const std::filesystem::path& path, const Dict& head, const std::vector<std::string>& keys,
                   const Answers& answers) {
  write_file_atomically(path, [&](const auto& add) { in_order(head, keys, answers, add); });
}

}  // namespace coldread
