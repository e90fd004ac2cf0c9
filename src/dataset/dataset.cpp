#include "dataset/dataset.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/cured_error.h"
#include "base/suggest.h"
#include "io/encoding.h"
#include "io/file.h"
#include "io/gzip.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConvert =
    " is not read; convert it to JSON lines (pandas: read_parquet, then to_json(orient='records', lines=True))";

void refuse_packed(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".parquet" || extension == ".arrow") {
    throw Error(ErrorCode::input, {.file = path.string()}, extension + kConvert);
  }
  if (extension == ".zst" || extension == ".bz2" || extension == ".xz" || extension == ".zip") {
    throw Error(ErrorCode::input, {.file = path.string()}, "is packed; unpack it first");
  }
}

/// Throws where the bytes are none of a text, whatever the file's name says.
void refuse_misnamed(std::string_view bytes, const fs::path& path, bool has_encoding) {
  const auto fail = [&](const std::string& message) {
    throw Error(ErrorCode::input, {.file = path.string()}, message);
  };
  const std::string kind(binary_kind(bytes));
  if (path.extension() == ".gz") {
    if (kind != "gzip")
      fail("is not gzip, though its name ends in .gz; rename it" + (kind.empty() ? "" : " (it is " + kind + ")"));
  } else if (kind == "gzip") {
    fail("is gzip, though its name does not end in .gz; rename it to " + path.filename().string() + ".gz");
  } else if (kind == "Parquet" || kind == "Arrow") {
    fail("is " + kind + ", which" + kConvert);
  } else if (kind == "UTF-16" || kind == "UTF-32") {
    const std::string option = kind == "UTF-16" ? "utf-16" : "utf-32";
    if (!has_encoding)
      fail("is " + kind + "; set encoding: " + option + " in dataset_kwargs, or save the file as UTF-8");
  } else if (!kind.empty()) {
    fail("is packed by " + kind + "; unpack it first");
  }
}

/// The file's text as UTF-8, without a byte order mark; `kept` holds it where it is not the mapped one.
std::string_view text_of(std::string_view mapped, const fs::path& path, const std::string& encoding,
                         std::string& kept) {
  const std::string origin = path.string();
  refuse_misnamed(mapped, path, !encoding.empty());
  std::string_view text = mapped;
  if (path.extension() == ".gz") {
    kept = gunzip(mapped, origin);
    text = kept;
    fs::path inner = path;
    refuse_misnamed(text, inner.replace_extension(), !encoding.empty());
  }
  if (!encoding.empty()) {
    kept = decode(text, encoding, origin);
    return kept;
  }
  if (const auto bad = first_bad_byte(text, origin)) throw Error(ErrorCode::input, bad->place, bad->message);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// Files of an exported split, in the order in which they are looked for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kExtensions{{{".jsonl", "jsonl"},
                                                                                    {".json", "json"},
                                                                                    {".csv", "csv"},
                                                                                    {".tsv", "tsv"},
                                                                                    {".txt", "text"},
                                                                                    {".parquet", "jsonl"},
                                                                                    {".arrow", "jsonl"}}};

const DatasetFormat& format_of_export(fs::path file) {
  if (file.extension() == ".gz") file.replace_extension();
  const auto* found =
      std::ranges::find(kExtensions, file.extension().string(), &std::pair<std::string_view, std::string_view>::first);
  COLDREAD_CHECK(found != kExtensions.end());
  return *find_dataset_format(found->second);
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const DatasetFormat& format : dataset_formats()) names.push_back(format.name);
  return names;
}

}  // namespace

bool is_idle_dataset_key(std::string_view key) {
  constexpr std::array<std::string_view, 8> kIdle{"trust_remote_code", "revision",          "streaming", "cache_dir",
                                                  "download_mode",     "verification_mode", "token",     "num_proc"};
  return std::find(kIdle.begin(), kIdle.end(), key) != kIdle.end();
}

Dataset::Dataset(const DatasetKeys& keys, fs::path folder, const FileRoots& roots)
    : folder_(std::move(folder)), roots_(roots.with(folder_)) {
  if (keys.path == nullptr || !keys.path->is_string()) {
    throw Error(ErrorCode::usage, keys.path != nullptr ? keys.path->place() : Place{.file = folder_.string()},
                "dataset_path must name a format (json, csv, text, ...) or a data set");
  }
  const std::string path = keys.path->scalar.as_string();
  const YamlNode* data_files = keys.kwargs != nullptr ? keys.kwargs->find("data_files") : nullptr;
  format_ = find_dataset_format(path);
  if (path == "parquet" || path == "arrow") {
    throw Error(ErrorCode::input, keys.path->place(), "dataset_path " + path + kConvert);
  }
  exported_ = format_ == nullptr || (data_files == nullptr && format_->is_data_set);
  if (keys.kwargs != nullptr && !keys.kwargs->is_null()) {
    if (!keys.kwargs->is_dict()) named(*keys.kwargs, "dataset_kwargs").refuse_kind("a dict");
    options_place_ = keys.kwargs->place();
    std::vector<std::string> known{"data_files", "encoding"};
    if (format_ != nullptr) known.insert(known.end(), format_->options.begin(), format_->options.end());
    for (const YamlMember& member : keys.kwargs->members) {
      if (member.key == "data_files" || is_idle_dataset_key(member.key)) continue;
      if (exported_ && member.key == "data_dir") continue;
      const Place place{.file = *keys.kwargs->file, .line = member.line, .column = member.column};
      if (std::find(known.begin(), known.end(), member.key) == known.end()) {
        throw Error(ErrorCode::usage, place,
                    "unknown key '" + member.key + "' in dataset_kwargs of dataset_path '" + path + "'" +
                        did_you_mean(member.key, known));
      }
      options_.set(member.key, to_value(member.value));
    }
  }
  if (exported_) {
    exported_name_ = path;
    if (keys.name != nullptr && keys.name->is_string()) exported_name_ += "/" + keys.name->scalar.as_string();
    format_ = find_dataset_format("jsonl");
    if (path.starts_with("/") || exported_name_.find("..") != std::string::npos) {
      const std::vector<std::string> names = format_names();
      throw Error(ErrorCode::usage, keys.path->place(),
                  "dataset_path '" + path + "' is no format and no data set's name" + did_you_mean(path, names));
    }
    return;
  }
  if (data_files == nullptr) {
    throw Error(ErrorCode::usage, keys.path->place(),
                "dataset_path " + path + " needs dataset_kwargs.data_files, a dict of split names to files");
  }
  take_files(*data_files);
}

Dataset::File Dataset::file_of(const YamlNode& node, std::string column) const {
  if (!node.is_string()) throw Error(ErrorCode::usage, node.place(), "a file name is needed, not " + kind_name(node));
  return {.column = std::move(column),
          .written = node.scalar.as_string(),
          .place = node.place(),
          .folder = fs::path(*node.file).parent_path()};
}

void Dataset::take_split(const std::string& split, const YamlNode& files) {
  std::vector<File> list;
  if (format_->by_column) {
    if (!files.is_dict() || files.members.empty()) {
      throw Error(ErrorCode::usage, files.place(),
                  "data_files of " + format_->name + " must be {split: {column: file, ...}}");
    }
    for (const YamlMember& member : files.members) list.push_back(file_of(member.value, member.key));
  } else if (files.is_list() && !files.items.empty()) {
    for (const YamlNode& item : files.items) list.push_back(file_of(item));
  } else {
    list.push_back(file_of(files));
  }
  splits_.emplace_back(split, std::move(list));
}

void Dataset::take_files(const YamlNode& data_files) {
  if (!data_files.is_dict()) {
    take_split("train", data_files);  // as Hugging Face's loaders name files without a split
    return;
  }
  for (const YamlMember& member : data_files.members) take_split(member.key, member.value);
}

List Dataset::read_file(const fs::path& path, const DatasetFormat& format) const {
  refuse_packed(path);
  const MappedFile mapped(path);
  check_size(mapped, kMostTextBytes);
  std::string kept;
  List rows;
  try {
    const std::string_view text = text_of(mapped.text(), path, text_option(options_, "encoding", ""), kept);
    rows = format.read({.text = text, .origin = path.string(), .warnings = &warnings_}, options_);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    throw Error(ErrorCode::usage, options_place_, error.what());
  }
  if (format.unify != nullptr) rows = format.unify(std::move(rows));
  return rows;
}

List Dataset::read(const File& file) const {
  const std::array<fs::path, 2> folders{file.folder, folder_};
  const std::vector<DataFile> found = find_data_files(file.written, {.bases = folders, .roots = roots_}, file.place);
  List rows;
  for (const DataFile& one : found) {
    List more = one.slice.of(read_file(one.path, *format_));
    if (more.empty())
      throw Error(ErrorCode::input, {.file = found.size() > 1 ? one.path.string() : file.written}, "has no rows");
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return found.size() > 1 && format_->unify != nullptr ? format_->unify(std::move(rows)) : rows;
}

List Dataset::read_split(const std::vector<File>& files) const {
  if (format_->by_column) {
    std::vector<Dict> rows;
    for (const File& file : files) {
      const List lines = read(file);
      if (&file == &files.front()) rows.resize(lines.size());
      if (lines.size() != rows.size()) {
        throw Error(ErrorCode::input, {.file = file.written},
                    "has " + std::to_string(lines.size()) + " lines, " + files.front().written + " has " +
                        std::to_string(rows.size()) + "; line n of each makes one row");
      }
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].set(file.column, *lines[i].find("text"));
    }
    return {rows.begin(), rows.end()};
  }
  List rows;
  for (const File& file : files) {
    List more = read(file);
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return files.size() > 1 && format_->unify != nullptr ? format_->unify(std::move(rows)) : rows;
}

fs::path Dataset::exported_folder() const {
  for (const fs::path& folder : {fs::path(exported_name_), folder_ / exported_name_}) {
    std::error_code ignored;
    if (fs::is_directory(folder, ignored)) return folder;
  }
  return datasets_folder() / exported_name_;
}

std::optional<fs::path> Dataset::find_exported(const std::string& split) const {
  const fs::path folder = exported_folder();
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) return std::nullopt;
  for (const auto& [extension, format] : kExtensions) {
    for (const char* packed : {"", ".gz"}) {
      fs::path file = folder / (split + std::string(extension) + packed);
      if (fs::exists(file, ignored)) return file;
    }
  }
  return std::nullopt;
}

fs::path Dataset::exported_file(const std::string& split, const Place& requested_by) const {
  if (auto file = find_exported(split)) {
    roots_.check(*file, requested_by);
    return *file;
  }
  const std::vector<std::string> names = format_names();
  throw CuredError(
      ErrorCode::input, requested_by,
      "no local copy of data set '" + exported_name_ + "': " + (exported_folder() / (split + ".jsonl")).string() +
          " does not exist; fetch it with scripts/fetch-data " + exported_name_ + did_you_mean(exported_name_, names),
      ", export the split there as JSON lines, or set dataset_path to a format and "
      "dataset_kwargs.data_files to your files");
}

bool Dataset::has(const std::string& split) const {
  try {
    if (exported_) return find_exported(split).has_value();
    for (const auto& [name, files] : splits_) {
      if (name != split) continue;
      for (const File& file : files) {
        const std::array<fs::path, 2> folders{file.folder, folder_};
        find_data_files(file.written, {.bases = folders, .roots = roots_}, file.place);
      }
      return true;
    }
    return true;  // reading it says what is wrong
  } catch (const Error& error) {
    return error.code() != ErrorCode::input;
  }
}

std::shared_ptr<const Split> Dataset::split(const std::string& name, const Place& requested_by) {
  if (const auto found = loaded_.find(name); found != loaded_.end()) return found->second;
  warnings_.clear();
  List rows;
  std::string written;
  if (exported_) {
    const fs::path file = exported_file(name, requested_by);
    written = file.string();
    rows = read_file(file, format_of_export(file));
    if (rows.empty()) throw Error(ErrorCode::input, {.file = file.string()}, "has no rows");
  } else {
    const auto found = std::find_if(splits_.begin(), splits_.end(), [&](const auto& s) { return s.first == name; });
    if (found == splits_.end()) {
      std::vector<std::string> names;
      for (const auto& [split_name, files] : splits_) names.push_back(split_name);
      const std::string near = did_you_mean(name, names);
      throw Error(ErrorCode::usage, requested_by,
                  "the data has no split '" + name + "'" +
                      (near.empty() ? fmt::format("; it has: {}", fmt::join(names, ", ")) : near));
    }
    rows = read_split(found->second);
    for (const File& file : found->second) written += (written.empty() ? "" : ", ") + file.written;
  }
  auto split = std::make_shared<Split>();
  split->warnings = std::exchange(warnings_, {});
  split->files = std::move(written);
  for (const Dict::Entry& entry : rows.front().as_dict()) split->columns.push_back(entry.first);
  split->documents.reserve(rows.size());
  for (Value& row : rows) {
    const auto id = static_cast<std::int64_t>(split->documents.size());
    split->documents.push_back({.id = id, .fields = std::move(row)});
  }
  loaded_[name] = split;
  return split;
}

}  // namespace coldread
