#include "io/folder_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"

namespace coldread {
namespace {

/// "process 17 on host", as far as the holder has written it.
std::string holder(int fd) {
  std::array<char, 256> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size() - 1, 0);
  return got > 0 ? " (" + std::string(text.data(), static_cast<std::size_t>(got)) + ")" : "";
}

std::string this_process() {
  std::array<char, 128> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return "process " + std::to_string(::getpid()) + " on " + host.data();
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".lock";
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd_ < 0)
    throw Error(ErrorCode::output, {.file = file.string()}, std::string("cannot create: ") + std::strerror(errno));
  // flock, not fcntl: no close of another descriptor of the file lets go of it.
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    const std::string who = why == EWOULDBLOCK ? holder(fd_) : "";
    ::close(fd_);
    if (why == EWOULDBLOCK) {
      throw Error(ErrorCode::output, {.file = folder.string()},
                  "another coldread is at work in this folder" + who + "; wait for it, or choose another --out");
    }
    throw Error(ErrorCode::output, {.file = file.string()}, std::string("cannot lock: ") + std::strerror(why));
  }
  // Who it is only serves the message: a full disk is found out by the first real write.
  const std::string who = this_process();
  if (::ftruncate(fd_, 0) == 0) [[maybe_unused]]
    const ssize_t written = ::pwrite(fd_, who.data(), who.size(), 0);
}

FolderLock::~FolderLock() {
  [[maybe_unused]] const int emptied = ::ftruncate(fd_, 0);
  ::close(fd_);
}

}  // namespace coldread
