#pragma once

#include <filesystem>
#include <string>

#include "runner/config/run_config.h"
#include "support/source_dir.h"
#include "support/temporary_folder.h"

namespace coldread::test {

inline constexpr const char* kNextWord = R"(task: next_word
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: loglikelihood
doc_to_text: "{{q}}"
doc_to_target: "{{a}}"
metric_list:
  - metric: acc
metadata: {version: 1.0}
)";

/// A folder with a task over a tiny model, and the configs of its runs.
struct NextWordRun : TemporaryFolder {
  explicit NextWordRun(int documents = 2) {
    write("tasks/next_word.yaml", kNextWord);
    write_rows(documents);
  }

  void write_rows(int documents) const {
    std::string rows;
    for (int i = 0; i < documents; ++i) {
      rows += "{\"q\": \"the apple number " + std::to_string(i) + " is on the\", \"a\": \" table\"}\n";
    }
    write("tasks/rows.jsonl", rows);
  }

  /// Goes to the folder `out` of this one.
  RunConfig config(const std::string& out) const {
    RunConfig config;
    config.name = "scratch";
    const auto model = source_dir() / "tests" / "reference" / "model" / "tiny-gpt2";
    config.models.push_back({.name = "tiny", .path = model.string()});
    config.tasks.push_back({.pattern = "next_word", .overrides = {}});
    config.include_paths = {path() / "tasks"};
    config.out = path() / out;
    config.threads = 1;
    return config;
  }
};

}  // namespace coldread::test
