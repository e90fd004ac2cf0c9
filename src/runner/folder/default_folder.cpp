#include "runner/folder/default_folder.h"

#include "runner/config/run_name.h"
#include "runner/journal/head_differences.h"
#include "runner/journal/journal_file.h"
#include "runner/plan/identity.h"

namespace coldread {
namespace {

/// Whether the folder holds no run, or one of this config. What its data, tasks and models are is not looked at.
bool takes(const std::filesystem::path& folder, const RunConfig& config) {
  const std::filesystem::path file = folder / "journal";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored) || std::filesystem::file_size(file, ignored) == 0) return true;
  const Value head = read_journal_head(file);
  const Value* format = head.find("coldread journal");
  if (format == nullptr || !(*format == Value(kJournalFormat))) return false;
  const Value* version = head.find("version");
  return version != nullptr && *version == Value(COLDREAD_VERSION) &&
         differences(head, config_identity(config), keys_beside_config()).empty();
}

}  // namespace

std::filesystem::path folder_for(const std::string& name, const RunConfig& config, int refused) {
  std::filesystem::path folder = name;
  for (int number = 2; !takes(folder, config) || refused-- > 0; ++number) folder = name + "-" + std::to_string(number);
  return folder;
}

std::filesystem::path default_folder(const RunConfig& config, int refused) {
  std::string name = (std::filesystem::path("reports") / as_folder_name(config.name)).string();
  if (const Shard& shard = config.shard; !shard.is_whole())
    name += "-shard-" + std::to_string(shard.index + 1) + "-of-" + std::to_string(shard.count);
  return folder_for(name, config, refused);
}

}  // namespace coldread
