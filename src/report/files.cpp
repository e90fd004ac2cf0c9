#include "report/files.h"

#include <algorithm>
#include <cctype>

#include "io/sha256.h"

namespace coldread {
namespace {

/// Of the task and of the run; with a temporary file's suffix beside them both fit into a file's name (255 bytes).
constexpr std::size_t kMostOfPart = 96;
constexpr std::size_t kDigits = 12;  // of a digest: enough to tell the names of a run apart

char plain(char c) {
  const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  return stays ? c : '_';
}

/// The same for names that a file system which does not tell capitals apart takes for one.
char folded(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(plain(c))));
}

/// The name as part of a file's name; with a digest where it is too long or is_shared.
std::string file_part(const std::string& name, bool is_shared) {
  std::string part = name;
  std::ranges::transform(part, part.begin(), plain);
  if (part.size() <= kMostOfPart && !is_shared) return part;
  part.resize(std::min(part.size(), kMostOfPart - kDigits - 1));
  return part + "-" + sha256_hex(name).substr(0, kDigits);
}

/// Whether an earlier name of the list gives the same part.
template <typename Items, typename NameOf>
bool is_shared(const Items& items, const std::string& name, const NameOf& name_of) {
  for (const auto& item : items) {
    if (name_of(item) == name) return false;
    if (std::ranges::equal(name_of(item), name, {}, folded, folded)) return true;
  }
  return false;
}

}  // namespace

std::string samples_file_name(const Report& report, std::size_t run, const std::string& task) {
  const auto task_name = [](const TaskFacts& facts) -> const std::string& { return facts.name; };
  const auto run_id = [](const RunColumn& column) -> const std::string& { return column.id; };
  const std::string& id = report.runs[run].id;
  const std::string column = run == 0 ? "" : "_" + file_part(id, is_shared(report.runs, id, run_id));
  return "samples_" + file_part(task, is_shared(report.tasks, task, task_name)) + column + ".jsonl";
}

}  // namespace coldread
