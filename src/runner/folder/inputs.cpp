#include "runner/folder/inputs.h"

#include <functional>
#include <utility>

#include "base/error.h"
#include "io/file.h"
#include "io/gzip.h"
#include "io/json.h"
#include "io/sha256.h"
#include "runner/folder/stored_model.h"
#include "task/stored_source.h"

namespace coldread {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kDigitsOfName = 12;
constexpr std::string_view kStart = "inputs-";
constexpr std::string_view kEnd = ".jsonl.gz";

std::string line_of(const Value& record) {
  return to_json(record, {.compact = true}) + "\n";
}

Value head_of(const Plan& plan) {
  Dict head;
  head.set("coldread inputs", kFormat);
  List models, groups;
  for (const PlannedModel& model : plan.models) models.push_back(to_value(model));
  for (const TaskGroup& group : plan.groups) groups.push_back(to_value(group));
  head.set("models", std::move(models));
  head.set("groups", std::move(groups));
  head.set("tasks", static_cast<std::int64_t>(plan.tasks.size()));
  return head;
}

/// Hands over all lines in order; task: whose row it is, null for other lines.
using OnLine = std::function<void(const std::string& line, const std::string* task)>;

void write_lines(const Plan& plan, const OnLine& on_line) {
  on_line(line_of(head_of(plan)), nullptr);
  for (const auto& task : plan.tasks) {
    write_source(task->source(), [&](const Value& record, bool is_row) {
      on_line(line_of(record), is_row ? &task->facts().name : nullptr);
    });
  }
}

/// The lines of a packed file, one at a time.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file)
      : file_(file), packed_(file), unpacked_(packed_.text(), file.string()) {}

  /// The value of the next line; null at the end.
  Value next() {
    std::size_t end = text_.find('\n', start_);
    while (end == std::string::npos) {
      text_.erase(0, std::exchange(start_, std::size_t{0}));
      if (text_.size() > kMostLineBytes) fail("has a line of more than 256 MiB");
      const std::string_view piece = unpacked_.next();
      if (piece.empty() && !text_.empty()) fail("ends within a line");
      if (piece.empty()) return {};
      digest_.add(piece);
      const std::size_t known = text_.size();
      text_ += piece;
      end = text_.find('\n', known);
    }
    ++number_;
    const std::string_view line = std::string_view(text_).substr(start_, end - start_);
    start_ = end + 1;
    return parse_json(line, file_.string(), ErrorCode::input, number_);
  }

  std::string name() const { return file_.string(); }
  /// Of all lines, once next() came to their end.
  std::string digest() { return digest_.hex(); }
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::input, {.file = file_.string(), .line = number_}, what);
  }

 private:
  std::filesystem::path file_;
  MappedFile packed_;
  GzipReader unpacked_;
  std::string text_;  ///< from the next line on
  std::size_t start_ = 0;
  int number_ = 0;
  Sha256 digest_;
};

/// Whether the file is there and holds what the digest says.
bool is_whole(const std::filesystem::path& file, const std::string& digest) {
  try {
    const MappedFile packed(file);
    GzipReader unpacked(packed.text(), file.string());
    Sha256 found;
    for (std::string_view piece = unpacked.next(); !piece.empty(); piece = unpacked.next()) found.add(piece);
    return found.hex() == digest;
  } catch (const Error&) {  // missing or damaged
    return false;
  }
}

const List& list(const Lines& lines, const Value& head, const char* key) {
  const Value* found = head.find(key);
  if (found == nullptr || !found->is_list()) lines.fail(std::string("its first line lacks '") + key + "'");
  return found->as_list();
}

void read_head(const Lines& lines, const Value& head, Plan& plan) {
  const Value* format = head.find("coldread inputs");
  if (format == nullptr || !(*format == Value(kFormat))) lines.fail("holds no inputs of a run that this version reads");
  const List& models = list(lines, head, "models");
  if (models.size() != plan.config.models.size()) lines.fail("holds other models than the journal names");
  for (std::size_t m = 0; m < models.size(); ++m) {
    plan.models.push_back(stored_model(models[m], plan.config.models[m], plan.config));
  }
  for (const Value& group : list(lines, head, "groups")) plan.groups.push_back(group_from(group));
}

std::unique_ptr<Task> read_task(Lines& lines) {
  TaskSource source;
  try {
    source = read_source([&] { return lines.next(); });
  } catch (const Error& error) {
    const std::string what = error.what();
    if (what.starts_with(lines.name())) throw;  // of the file or the line itself
    lines.fail(what);
  }
  try {
    return make_task(std::move(source));
  } catch (const Error& error) {
    lines.fail(error.what());
  }
}

}  // namespace

std::string inputs_file_name(const std::string& digest) {
  return std::string(kStart) + digest.substr(0, kDigitsOfName) + std::string(kEnd);
}

InputDigests digests_of(const Plan& plan) {
  Sha256 all;
  std::map<std::string, Sha256> rows;
  for (const auto& task : plan.tasks) rows[task->facts().name];
  write_lines(plan, [&](const std::string& line, const std::string* task) {
    all.add(line);
    if (task != nullptr) rows.at(*task).add(line);
  });
  InputDigests digests{.all = all.hex(), .rows = {}};
  for (auto& [task, digest] : rows) digests.rows[task] = digest.hex();
  return digests;
}

void write_inputs(const std::filesystem::path& folder, const Plan& plan, const InputDigests& digests) {
  const std::filesystem::path file = folder / inputs_file_name(digests.all);
  if (is_whole(file, digests.all)) return;
  write_file_atomically(file, gzip([&](const std::function<void(std::string_view)>& add) {
                          write_lines(plan, [&](const std::string& line, const std::string*) { add(line); });
                        }));
}

void copy_inputs(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& digest) {
  const std::string name = inputs_file_name(digest);
  const std::string content = read_text_file(from / name);
  if (!is_whole(to / name, digest)) write_file_atomically(to / name, content);
}

void remove_other_inputs(const std::filesystem::path& folder, const std::string& digest) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const bool is_inputs =
        name.starts_with(kStart) && name.ends_with(kEnd) && name.size() == kStart.size() + kDigitsOfName + kEnd.size();
    if (is_inputs && name != inputs_file_name(digest)) std::filesystem::remove(entry.path(), error);
  }
}

Plan read_inputs(const std::filesystem::path& folder, const std::string& digest, const RunConfig& config) {
  const std::filesystem::path file = folder / inputs_file_name(digest);
  constexpr const char* kCure =
      "; the command that began the run writes it again, with its tasks and data as they were";
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorCode::input, {.file = file.string()},
                std::string("is missing: it holds the run's inputs") + kCure);
  }
  Lines lines(file);
  Plan plan;
  plan.config = config;
  const Value head = lines.next();
  read_head(lines, head, plan);
  const Value* tasks = head.find("tasks");
  for (std::int64_t i = 0; tasks != nullptr && tasks->is_int() && i < tasks->as_int(); ++i) {
    plan.tasks.push_back(read_task(lines));
    check_rows(*plan.tasks.back(), plan);
  }
  check_settings(plan);
  if (!lines.next().is_null() || plan.tasks.empty()) lines.fail("holds more or less than it says");
  if (lines.digest() != digest) lines.fail(std::string("is damaged: its digest is another") + kCure);
  plan.columns = columns_of(plan);
  return plan;
}

}  // namespace coldread
