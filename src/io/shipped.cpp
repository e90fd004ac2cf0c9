#include "io/shipped.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace coldread {
namespace {

namespace fs = std::filesystem;

bool holds_all(const fs::path& root) {
  return std::ranges::all_of(std::array{"tasks", "datasets", "configs"}, [&](const char* name) {
    std::error_code ignored;
    return fs::is_directory(root / name, ignored);
  });
}

/// From the program upwards: PREFIX/bin/coldread has PREFIX/share/coldread, and CHECKOUT/build/coldread has CHECKOUT.
fs::path root_of_program() {
  constexpr int kLevels = 3;
  std::error_code failed;
  fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
  for (int level = 0; level < kLevels && folder.has_relative_path(); ++level, folder = folder.parent_path()) {
    for (const fs::path& root : {folder / "share" / "coldread", folder}) {
      if (holds_all(root)) return root;
    }
  }
  return {};
}

}  // namespace

fs::path shipped_folder(std::string_view name) {
  if (holds_all(".")) return name;
  static const fs::path kRoot = root_of_program();
  return kRoot.empty() ? kRoot : kRoot / name;
}

fs::path find_written_path(const fs::path& written, const fs::path& base) {
  if (written.empty() || written.is_absolute()) return written;
  std::error_code ignored;
  const fs::path beside = (base / written).lexically_normal();
  if (fs::exists(beside, ignored)) return beside;
  if (fs::exists(written, ignored)) return written;
  const fs::path shipped = shipped_folder(written.begin()->string());
  const fs::path inside = shipped.empty() ? shipped : (shipped.parent_path() / written).lexically_normal();
  return !inside.empty() && fs::exists(inside, ignored) ? inside : beside;
}

}  // namespace coldread
