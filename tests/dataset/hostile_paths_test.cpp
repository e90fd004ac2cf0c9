#include <array>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "dataset/dataset.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

/// roots: tasks/, shared/ and the data sets' folder; out/ and out.jsonl are nobody's business.
class Layout {
 public:
  Layout() {
    const std::string row = "{\"n\": 1}\n";
    for (const char* file : {"tasks/rows.jsonl", "tasks/deep/rows.jsonl", "shared/rows.jsonl", "shared/a.jsonl",
                             "sets/set/test.jsonl", "out/rows.jsonl", "out.jsonl", "tasks2/rows.jsonl"}) {
      folder_.write(file, row);
    }
    folder_.write("tasks/secret.jsonl", "no JSON at all");
    const fs::path tasks = path() / "tasks";
    fs::create_symlink("rows.jsonl", tasks / "link.jsonl");
    fs::create_symlink("../out/rows.jsonl", tasks / "out_link.jsonl");
    fs::create_symlink(path() / "shared/rows.jsonl", tasks / "shared_link.jsonl");
    fs::create_symlink("/etc/passwd", tasks / "passwd.jsonl");
    fs::create_symlink("loop.jsonl", tasks / "loop.jsonl");
    fs::create_symlink("nowhere.jsonl", tasks / "dangling.jsonl");
    fs::create_directory_symlink("../out", tasks / "out_folder");
    fs::create_directory_symlink("../shared", tasks / "shared_folder");
    fs::create_directory_symlink(path() / "out", path() / "sets/link");
    fs::create_symlink(path() / "out/rows.jsonl", path() / "sets/set/train.jsonl");
    ::mkfifo((tasks / "fifo.jsonl").c_str(), 0600);
    ::mkfifo((path() / "sets/set/fifo.jsonl").c_str(), 0600);
    fs::create_directory(tasks / "folder.jsonl");
  }
  const fs::path& path() const { return folder_.path(); }

  /// "rows", or the message of the error.
  std::string read(const std::string& yaml, const std::string& split) const {
    const YamlNode root = parse_yaml(yaml, (path() / "tasks/t.yaml").string());
    const std::string message = test::error_of([&] {
      const std::array folders{path() / "tasks", path() / "shared", path() / "sets"};
      Dataset dataset(
          {.path = root.find("dataset_path"), .name = root.find("dataset_name"), .kwargs = root.find("dataset_kwargs")},
          path() / "tasks", FileRoots(folders));
      dataset.split(split, {.file = "t.yaml", .line = 1});
    });
    return message.empty() ? "rows" : message;
  }

 private:
  TemporaryFolder folder_;
};

struct PathCase {
  std::string written;
  const char* part;  ///< of the message, or "rows"
};

constexpr const char* kOutside = "lies outside of the folders that tasks may read";
constexpr const char* kMissing = "not found";
constexpr const char* kNoMatch = "no data file matches";
constexpr const char* kNotRegular = "is not a regular file";

TEST_CASE("data files are read from the folders that tasks may read, and from nowhere else") {
  const Layout layout;
  const std::string base = layout.path().string();
  const std::vector<PathCase> cases{
      {"rows.jsonl", "rows"},
      {"./rows.jsonl", "rows"},
      {"deep/rows.jsonl", "rows"},
      {"deep/../rows.jsonl", "rows"},
      {"link.jsonl", "rows"},
      {"shared_link.jsonl", "rows"},
      {"shared_folder/rows.jsonl", "rows"},
      {"../shared/rows.jsonl", "rows"},
      {"../tasks/rows.jsonl", "rows"},
      {base + "/shared/rows.jsonl", "rows"},
      {base + "/out/../shared/rows.jsonl", "rows"},
      {"rows.jsonl[0:1]", "rows"},
      {"*ows.jsonl", "rows"},
      {"**/rows.jsonl", "rows"},
      {"../shared/*.jsonl", "rows"},
      {"${COLDREAD_DATASETS}/set/test.jsonl", "rows"},
      {"../out/rows.jsonl", kOutside},
      {"../out.jsonl", kOutside},
      {"../tasks2/rows.jsonl", kOutside},
      {"deep/../../out/rows.jsonl", kOutside},
      {"nowhere/../../out/rows.jsonl", kOutside},
      {"out_link.jsonl", kOutside},
      {"out_folder/rows.jsonl", kOutside},
      {"out_folder/../out/rows.jsonl", kMissing},
      {"out_folder/../shared/rows.jsonl", kMissing},
      {"passwd.jsonl", kOutside},
      {base + "/out/rows.jsonl", kOutside},
      {base + "/tasks/../out/rows.jsonl", kOutside},
      {base + "//out//rows.jsonl", kOutside},
      {"/etc/passwd", kOutside},
      {"/etc/passwd[0:1]", kOutside},
      {"/proc/self/environ", kOutside},
      {"/dev/zero", kOutside},
      {"/dev/stdin", kOutside},
      {"../../../../../../../../etc/passwd", kOutside},
      {"${COLDREAD_DATASETS}/../out/rows.jsonl", kOutside},
      {"${COLDREAD_DATASETS}/link/rows.jsonl", kOutside},
      {"../out/*.jsonl", kOutside},
      {"../*/rows.jsonl", kOutside},
      {"../**/rows.jsonl", kOutside},
      {"/etc/pass*", kOutside},
      {"out_*.jsonl", kOutside},
      {"[o]ut_link.jsonl", kOutside},
      {"loop.jsonl", kOutside},
      {"dangling.jsonl", kMissing},
      {"nothing.jsonl", kMissing},
      {"nothing*.jsonl", kNoMatch},
      {"", kNotRegular},
      {".", kNotRegular},
      {"folder.jsonl", kNotRegular},
      {"fifo.jsonl", kNotRegular},
      {"fif*.jsonl", kNoMatch},
      {"${HOME}/x.jsonl", "unknown variable"},
      {"~/x.jsonl", kMissing},
      {"file:///etc/passwd", kMissing},
      {"rows.jsonl\\0/../../out/rows.jsonl", kOutside},
      {"rows.jsonl\\0", kOutside},
      {std::string(5000, 'x'), kMissing},
      {"%2e%2e/out/rows.jsonl", kMissing},
      {"..\\\\out\\\\rows.jsonl", kMissing},
      {"secret.jsonl", "not valid JSON"},
  };
  CHECK(cases.size() >= 60);
  ::setenv("COLDREAD_DATASETS", (base + "/sets").c_str(), 1);
  for (const PathCase& one : cases) {
    const std::string yaml = "dataset_path: json\ndataset_kwargs: {data_files: {test: \"" + one.written + "\"}}\n";
    const std::string end = layout.read(yaml, "test");
    INFO(one.written.substr(0, 100) << " gives " << end.substr(0, 300));
    CHECK((std::string(one.part) == "rows" ? end == "rows" : end.find(one.part) != std::string::npos));
  }
  ::unsetenv("COLDREAD_DATASETS");
}

TEST_CASE("exported data sets stay in their folder") {
  const Layout layout;
  ::setenv("COLDREAD_DATASETS", (layout.path() / "sets").c_str(), 1);
  const auto read = [&](const std::string& path, const std::string& split) {
    return layout.read("dataset_path: " + path + "\n", split);
  };
  CHECK(read("set", "test") == "rows");
  for (const auto& [path, split] : std::initializer_list<std::pair<const char*, const char*>>{
           {"set", "../../out/rows"}, {"set", "train"}, {"link", "rows"}, {"set", "../link/rows"}}) {
    CHECK_MESSAGE(read(path, split).find(kOutside) != std::string::npos, path << " " << split);
  }
  CHECK(read("../out", "rows").find("no data set's name") != std::string::npos);
  CHECK(read("/etc", "passwd").find("no data set's name") != std::string::npos);
  CHECK(read("set", "fifo").find(kNotRegular) != std::string::npos);
  ::unsetenv("COLDREAD_DATASETS");
}

}  // namespace
}  // namespace coldread
