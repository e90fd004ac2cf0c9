// Preloaded into the program under test: makes the Nth call of one kind fail, once or from then on.
//   COLDREAD_FAULT=KIND:N[:always]   KIND: write fsync rename open mmap alloc close truncate
//   COLDREAD_FAULT_COUNT=FILE        the number of calls of that kind is written there at the end; N may be 0
// Only calls of the program and of libraries that report their failures count: not those of the C library, of the
// thread library (which ends the program) and of libcrypto (which crashes where its own start fails).
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

std::atomic<long> calls{0};
char kind[16] = "";
long nth = 0;
bool always = false;
const char* count_file = nullptr;

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

__attribute__((constructor)) void read_settings() {
  if (const char* fault = std::getenv("COLDREAD_FAULT")) {
    char when[16] = "";
    std::sscanf(fault, "%15[^:]:%ld:%15s", kind, &nth, when);
    always = std::strcmp(when, "always") == 0;
  }
  count_file = std::getenv("COLDREAD_FAULT_COUNT");
}

__attribute__((destructor)) void write_count() {
  if (count_file == nullptr) return;
  kind[0] = '\0';
  if (std::FILE* file = std::fopen(count_file, "w")) {
    std::fprintf(file, "%ld\n", calls.load());
    std::fclose(file);
  }
}

/// Whether the caller is a library whose failures we cannot handle.
bool is_foreign(const void* caller) {
  Dl_info info = {};
  if (::dladdr(caller, &info) == 0 || info.dli_fname == nullptr) return true;
  for (const char* library : {"libgomp", "libcrypto", "libc.so", "ld-linux"}) {
    if (std::strstr(info.dli_fname, library) != nullptr) return true;
  }
  return false;
}

/// Whether this call is the one to fail.
bool fails(const char* what, const void* caller) {
  if (std::strcmp(kind, what) != 0 || is_foreign(caller)) return false;
  const long call = ++calls;
  return nth > 0 && (always ? call >= nth : call == nth);
}

}  // namespace

#define CALLER __builtin_return_address(0)
#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT ssize_t write(int fd, const void* data, size_t size) {
  static const auto call = real<ssize_t(int, const void*, size_t)>("write");
  if (fd > 2 && fails("write", CALLER)) {
    if (size > 1) [[maybe_unused]]
      const ssize_t part = call(fd, data, size / 2);  // a full disk takes what fits
    errno = ENOSPC;
    return -1;
  }
  return call(fd, data, size);
}

EXPORT int fsync(int fd) {
  static const auto call = real<int(int)>("fsync");
  if (fails("fsync", CALLER)) return errno = EIO, -1;
  return call(fd);
}

EXPORT int close(int fd) {
  static const auto call = real<int(int)>("close");
  if (fails("close", CALLER)) {
    call(fd);
    return errno = EIO, -1;
  }
  return call(fd);
}

EXPORT int ftruncate(int fd, off_t size) {
  static const auto call = real<int(int, off_t)>("ftruncate");
  if (fails("truncate", CALLER)) return errno = EIO, -1;
  return call(fd, size);
}

EXPORT int truncate(const char* path, off_t size) {
  static const auto call = real<int(const char*, off_t)>("truncate");
  if (fails("truncate", CALLER)) return errno = EIO, -1;
  return call(path, size);
}

EXPORT int rename(const char* from, const char* to) {
  static const auto call = real<int(const char*, const char*)>("rename");
  if (fails("rename", CALLER)) return errno = EIO, -1;
  return call(from, to);
}

#define OPEN(name)                                                      \
  EXPORT int name(const char* path, int flags, ...) {                   \
    static const auto call = real<int(const char*, int, ...)>(#name);   \
    std::va_list arguments;                                             \
    va_start(arguments, flags);                                         \
    const auto mode = static_cast<mode_t>(va_arg(arguments, unsigned)); \
    va_end(arguments);                                                  \
    if (fails("open", CALLER)) return errno = EMFILE, -1;               \
    return call(path, flags, mode);                                     \
  }
OPEN(open)
OPEN(open64)

EXPORT int mkostemp(char* pattern, int flags) {
  static const auto call = real<int(char*, int)>("mkostemp");
  if (fails("open", CALLER)) return errno = EMFILE, -1;
  return call(pattern, flags);
}

EXPORT FILE* fopen64(const char* path, const char* mode) {
  static const auto call = real<FILE*(const char*, const char*)>("fopen64");
  if (fails("open", CALLER)) return errno = EMFILE, nullptr;
  return call(path, mode);
}

EXPORT void* mmap(void* address, size_t size, int protection, int flags, int fd, off_t offset) {
  static const auto call = real<void*(void*, size_t, int, int, int, off_t)>("mmap");
  if (fails("mmap", CALLER)) return errno = ENOMEM, MAP_FAILED;
  return call(address, size, protection, flags, fd, offset);
}

EXPORT void* malloc(size_t size) {
  static const auto call = real<void*(size_t)>("malloc");
  if (kind[0] == 'a' && fails("alloc", CALLER)) return errno = ENOMEM, nullptr;
  return call(size);
}

EXPORT void* realloc(void* old, size_t size) {
  static const auto call = real<void*(void*, size_t)>("realloc");
  if (kind[0] == 'a' && fails("alloc", CALLER)) return errno = ENOMEM, nullptr;
  return call(old, size);
}
