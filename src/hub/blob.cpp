#include "hub/blob.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "base/error.h"
#include "io/file.h"
#include "io/git_digest.h"
#include "io/sha256.h"

namespace coldread::hub {

Blob::Blob(std::filesystem::path path) : path_(std::move(path)) {
  for (;;) {
    fd_ = ::open(incomplete().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) fail("cannot be made");
    while (::flock(fd_, LOCK_EX) != 0) {
      if (errno != EINTR) fail("cannot be locked");
    }
    struct stat opened {};
    struct stat named {};
    if (::fstat(fd_, &opened) == 0 && ::stat(incomplete().c_str(), &named) == 0 && opened.st_ino == named.st_ino)
      return;
    ::close(fd_);  // another process finished it meanwhile
  }
}

Blob::~Blob() {
  ::close(fd_);
}

std::filesystem::path Blob::incomplete() const {
  return path_.string() + ".incomplete";
}

std::uint64_t Blob::size() const {
  struct stat found {};
  if (::fstat(fd_, &found) != 0) fail("cannot be read");
  return static_cast<std::uint64_t>(found.st_size);
}

void Blob::cut(std::uint64_t size) {
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) fail("cannot be cut");
}

void Blob::write(std::uint64_t offset, std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::pwrite(fd_, piece.data(), piece.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("cannot be written");
    offset += static_cast<std::uint64_t>(written);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool Blob::has_digest(const std::string& digest) const {
  constexpr std::size_t kSha1Letters = 40;
  if (digest.size() == kSha1Letters) return git_blob_digest(incomplete()) == digest;
  Sha256 sha256;
  read_pieces(incomplete(), [&](std::string_view piece) { sha256.add(piece); });
  return sha256.hex() == digest;
}

void Blob::finish() {
  if (::fsync(fd_) != 0 || ::rename(incomplete().c_str(), path_.c_str()) != 0) fail("cannot be saved");
  sync_folder(path_.parent_path());
}

void Blob::fail(const char* what) const {
  const std::string reason = std::strerror(errno);
  throw Error(ErrorCode::output, incomplete().string() + ": " + what + ": " + reason);
}

}  // namespace coldread::hub
