#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/document.h"
#include "dataset/data_file.h"
#include "dataset/format.h"
#include "io/yaml.h"

namespace coldread {

/// The rows of one split.
struct Split {
  std::vector<std::string> columns;        ///< of the first row
  std::vector<Document> documents;         ///< at least one
  std::vector<std::string> warnings = {};  ///< what of the files looks like a mistake, with its place
  std::string files = {};                  ///< as the task writes them, separated by commas; for people
};

/// What a task says about its data, as keys of its YAML. A dataset_path that names a format reads dataset_kwargs'
/// data_files; any other is a folder of files, or the name of an exported data set, which is the folder
/// COLDREAD_DATASETS/PATH[/NAME]: SPLIT.jsonl there, or .json, .csv, .tsv, .txt, each perhaps with .gz.
struct DatasetKeys {
  const YamlNode* path = nullptr;    ///< dataset_path
  const YamlNode* name = nullptr;    ///< dataset_name, may be absent
  const YamlNode* kwargs = nullptr;  ///< dataset_kwargs, may be absent
};

/// Whether a key of dataset_kwargs is one of the hub's loader that changes nothing about local files.
bool is_idle_dataset_key(std::string_view key);

/// The local data files of one task, read split by split when asked for.
class Dataset {
 public:
  /// folder: of the task's YAML, for relative paths. roots: what files must lie in, beside that folder. Throws
  /// Error(usage) with the place in the YAML.
  Dataset(const DatasetKeys& keys, std::filesystem::path folder, const FileRoots& roots = {});

  /// requested_by: the node that names the split, for errors. Throws Error(usage): no such split; Error(input):
  /// missing, bad or empty files.
  std::shared_ptr<const Split> split(const std::string& name, const Place& requested_by);

  /// Whether the files of a split are there; they are not read.
  bool has(const std::string& split) const;

 private:
  struct File {
    std::string column;  ///< where the format is by column
    std::string written;
    Place place;
    std::filesystem::path folder;
  };

  void take_files(const YamlNode& data_files);
  void take_split(const std::string& split, const YamlNode& files);
  File file_of(const YamlNode& node, std::string column = "") const;
  List read(const File& file) const;
  List read_file(const std::filesystem::path& path, const DatasetFormat& format) const;
  List read_split(const std::vector<File>& files) const;
  /// The folder of the export, and the split's file in it; nothing where there is none.
  std::filesystem::path exported_folder() const;
  std::optional<std::filesystem::path> find_exported(const std::string& split) const;
  std::filesystem::path exported_file(const std::string& split, const Place& requested_by) const;

  const DatasetFormat* format_ = nullptr;
  bool exported_ = false;
  std::string exported_name_;
  std::filesystem::path folder_;
  FileRoots roots_;
  Dict options_;
  mutable std::vector<std::string> warnings_;  ///< of the files of the split that is being read
  Place options_place_;
  std::vector<std::pair<std::string, std::vector<File>>> splits_;
  std::map<std::string, std::shared_ptr<const Split>> loaded_;
};

}  // namespace coldread
