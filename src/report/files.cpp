#include "report/files.h"

namespace coldread {
namespace {

std::string file_part(const std::string& name) {
  std::string part;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    part += plain ? c : '_';
  }
  return part;
}

}  // namespace

std::string samples_file_name(const Report& report, std::size_t run, const std::string& task) {
  const std::string column = run == 0 ? "" : "_" + file_part(report.runs[run].id);
  return "samples_" + file_part(task) + column + ".jsonl";
}

}  // namespace coldread
