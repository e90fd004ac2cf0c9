#include "task/task.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "fuzz/targets.h"

namespace coldread::fuzz {
namespace {

Response answer_to(const Request& request) {
  if (std::holds_alternative<Generate>(request.body)) {
    GeneratedText text;
    text.text = "the answer is (B) 42";
    return text;
  }
  TokenScores scores;
  scores.total = -1.5;
  scores.is_greedy = true;
  return scores;
}

}  // namespace

/// A task's YAML beside a data file: its requests, and scores of made-up answers.
void fuzz_task(std::string_view input) {
  static const std::string tasks = [] {
    std::filesystem::create_directory(folder() + "/tasks");
    ::setenv("COLDREAD_DATASETS", (folder() + "/tasks").c_str(), 1);
    write("tasks/rows.jsonl", R"({"q": "one?", "a": "1", "c": ["x", "y"], "g": 0})"
                              "\n"
                              R"({"q": "two?", "a": "2", "c": ["u", "v"], "g": 1})"
                              "\n");
    write("tasks/base.yaml",
          "dataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n");
    return folder() + "/tasks";
  }();
  const std::string path = write("tasks/task.yaml", input);
  const TaskIndex index(std::array<std::filesystem::path, 1>{tasks});
  for (const std::string& name : index.select(path)) {
    TaskOverrides overrides;
    overrides.limit = 2;
    const std::unique_ptr<Task> task = index.load(name, overrides);
    for (const Document& document : task->documents()) {
      std::vector<Response> responses;
      for (const Request& request : task->requests(document)) responses.push_back(answer_to(request));
      task->score(document, responses);
    }
  }
}

}  // namespace coldread::fuzz
