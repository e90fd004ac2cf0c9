#include <array>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/config_file.h"
#include "task/task.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

TEST_CASE("includes are read from the folders that tasks may read, and from nowhere else") {
  const TemporaryFolder base;
  base.write("tasks/base.yaml", "a: 1\n");
  base.write("tasks/deep/base.yaml", "include: ../base.yaml\nb: 2\n");
  base.write("tasks/chained.yaml", "include: ../out/base.yaml\n");
  base.write("out/base.yaml", "a: 1\n");
  const fs::path tasks = base.path() / "tasks";
  fs::create_symlink("base.yaml", tasks / "link.yaml");
  fs::create_symlink("../out/base.yaml", tasks / "out_link.yaml");
  fs::create_directory_symlink("../out", tasks / "out_folder");
  fs::create_directory(tasks / "folder.yaml");
  ::mkfifo((tasks / "fifo.yaml").c_str(), 0600);
  const std::vector<std::pair<std::string, std::string>> cases{
      {"base.yaml", ""},
      {"deep/base.yaml", ""},
      {"deep/../base.yaml", ""},
      {"link.yaml", ""},
      {"../tasks/base.yaml", ""},
      {"../out/base.yaml", "lies outside"},
      {"chained.yaml", "lies outside"},
      {"out_link.yaml", "lies outside"},
      {"out_folder/base.yaml", "lies outside"},
      {base.path().string() + "/out/base.yaml", "lies outside"},
      {"/etc/passwd", "lies outside"},
      {"/dev/zero", "lies outside"},
      {"\"base.yaml\\0/../../out\"", "lies outside"},
      {"nothing.yaml", "does not exist"},
      {"folder.yaml", "is not a regular file"},
      {"fifo.yaml", "is not a regular file"},
      {"t.yaml", "goes in a circle"},
  };
  for (const auto& [written, part] : cases) {
    const fs::path file = base.write("tasks/t.yaml", "include: " + written + "\n");
    ConfigFiles files{FileRoots(std::array{tasks})};
    const std::string message = test::error_of([&] { files.read(file); });
    INFO(written << " gives " << message);
    CHECK((part.empty() ? message.empty() : message.find(part) != std::string::npos));
  }
}

TEST_CASE("a chain of includes has an end") {
  const TemporaryFolder base;
  for (int i = 0; i < 40; ++i) {
    base.write("t" + std::to_string(i) + ".yaml", "include: t" + std::to_string(i + 1) + ".yaml\n");
  }
  ConfigFiles files;
  CHECK(test::error_of([&] { files.read(base.path() / "t0.yaml"); }).find("nested deeper than 16") !=
        std::string::npos);
}

TEST_CASE("a task's data may lie where tasks lie or where it is allowed") {
  const TemporaryFolder base;
  base.write("out/rows.jsonl", "{\"q\": \"x\"}\n");
  base.write("tasks/t.yaml",
             "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: ../out/rows.jsonl}}\ntest_split: test\n"
             "output_type: loglikelihood\ndoc_to_text: q\ndoc_to_target: q\nmetric_list: [{metric: acc}]\n");
  const std::array tasks{base.path() / "tasks"};
  const std::string message = test::error_of([&] { TaskIndex(tasks).load("t"); });
  INFO(message);
  CHECK(message.find("t.yaml:3:") != std::string::npos);
  CHECK(message.find("lies outside") != std::string::npos);
  CHECK(TaskIndex(tasks, std::array{base.path() / "out"}).load("t")->documents().size() == 1);
}

TEST_CASE("links that lead in circles are no task files and no end of the search") {
  const TemporaryFolder base;
  fs::create_directory(base.path() / "tasks");
  fs::create_symlink("loop.yaml", base.path() / "tasks/loop.yaml");
  fs::create_directory_symlink("..", base.path() / "tasks/up");
  ::mkfifo((base.path() / "tasks/fifo.yaml").c_str(), 0600);
  const TaskIndex index(std::array{base.path() / "tasks"});
  CHECK(index.entries().empty());
}

}  // namespace
}  // namespace coldread
