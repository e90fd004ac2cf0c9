#include "task/conversion.h"

#include <filesystem>
#include <fmt/format.h>

#include "io/json.h"
#include "task/python_functions.h"
#include "task/recipes/row.h"

namespace coldread {
namespace {

/// Runs where lm-evaluation-harness is installed and the data set can be had. NAME, FOLDER and FILE are JSON strings,
/// which Python reads alike.
constexpr std::string_view kScript = R"py(# @SUMMARY@
# Writes the rows of the task as its Python functions make them, and a task for coldread that reads these.
# Run it where lm-evaluation-harness is installed and the data set can be had:
#   python3 this_script.py [FOLDER]
#   coldread run --include_path FOLDER --tasks @PLAIN_NAME@ ...
import json, pathlib, re, sys
from lm_eval.tasks import TaskManager, get_task_dict

name, source = @NAME@, @FILE@
stem = re.sub("[^A-Za-z0-9.-]", "_", name)[:100]  # of the files' names
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
folder.mkdir(parents=True, exist_ok=True)
task = get_task_dict([name], TaskManager(include_path=@FOLDER@))[name]
config, fewshot = task.config, getattr(task.config, "fewshot_config", None)


def of_example(field):
    own = fewshot.get(field) if isinstance(fewshot, dict) else getattr(fewshot, field, None)
    return own if own is not None else getattr(config, field)


def row_of(doc, text, target, choices):
    row = {key: value for key, value in doc.items() if isinstance(key, str) and is_plain(value)}
    row["coldread_text"] = "" if config.output_type == "loglikelihood_rolling" else task.doc_to_text(doc, text)
    row["coldread_target"] = task.doc_to_target(doc, target)
    if choices is not None:
        row["coldread_choices"] = list(task.doc_to_choice(doc, choices))
    return row


def is_plain(value):
    try:
        json.dumps(value)
        return True
    except (TypeError, ValueError):
        return False


def text_of(value):  # JSON that YAML reads alike: halves of surrogate pairs and control characters are not written as they are
    text = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def write(file, docs, *fields):
    with open(folder / file, "w", encoding="utf-8") as out:
        for doc in docs:
            out.write(text_of(row_of(dict(doc), *fields)) + "\n")


def without_functions(entries):
    return [entry for entry in entries or [] if not any(callable(value) for value in entry.values())]


write(stem + ".jsonl", task.eval_docs, config.doc_to_text, config.doc_to_target, config.doc_to_choice)
files = {"test": stem + ".jsonl"}
shots = config.num_fewshot or 0
if shots > 0:
    write(stem + "_examples.jsonl", task.fewshot_docs(), of_example("doc_to_text"), of_example("doc_to_target"),
          of_example("doc_to_choice"))
    files["examples"] = stem + "_examples.jsonl"
sampler = (fewshot.get("sampler") if isinstance(fewshot, dict) else getattr(fewshot, "sampler", None)) or "default"
made = {
    "task": name, "dataset_path": "json", "dataset_kwargs": {"data_files": files}, "test_split": "test",
    "output_type": config.output_type, "doc_to_text": "coldread_text", "doc_to_target": "coldread_target",
    "description": config.description or "", "target_delimiter": config.target_delimiter,
    "fewshot_delimiter": config.fewshot_delimiter, "num_fewshot": shots, "repeats": config.repeats,
    "metadata": {"version": str(task.VERSION), "description": "rows of " + source}}
if config.doc_to_choice is not None:
    made["doc_to_choice"] = "coldread_choices"
if config.gen_prefix:
    made["gen_prefix"] = config.gen_prefix
if shots > 0:
    made.update(fewshot_split="examples", fewshot_config={"sampler": sampler})
if config.output_type == "generate_until":
    made["generation_kwargs"] = config.generation_kwargs
metrics = without_functions(config.metric_list)
if metrics and config.process_results is None:
    made["metric_list"] = metrics
filters = [entry for entry in config.filter_list or [] if not any(callable(step["function"]) for step in entry["filter"])]
if filters:
    made["filter_list"] = filters
lines = [f"{key}: {text_of(value)}" for key, value in made.items()]
(folder / (stem + ".yaml")).write_text("\n".join(lines) + "\n", encoding="utf-8")
if config.process_results is not None or len(metrics) < len(config.metric_list or []):
    print("its scores are made by Python functions: choose metrics that coldread has in", folder / (stem + ".yaml"))
)py";

}  // namespace

Conversion conversion_of(const YamlNode& root, const std::string& file) {
  const RecipeUser user = recipe_user(root);
  std::vector<std::string> built_in, missing;
  for (const FunctionUse& use : functions_of(root)) {
    (find_port(user, use) != nullptr ? built_in : missing).push_back(use.key + " (" + use.name() + ")");
  }
  Conversion conversion;
  const std::string known = built_in.empty() ? "" : fmt::format("; built in: {}", fmt::join(built_in, ", "));
  if (missing.empty()) {
    conversion.summary = user.task + ": needs no conversion" + (built_in.empty() ? ", it has no Python" : known);
    return conversion;
  }
  conversion.summary = user.task + fmt::format(": needs Python for {}", fmt::join(missing, ", ")) + known;
  std::string folder = std::filesystem::path(file).parent_path().string();
  if (folder.empty()) folder = ".";
  std::string script = replaced(std::string(kScript), "@SUMMARY@", conversion.summary);
  script = replaced(std::move(script), "@PLAIN_NAME@", user.task);
  script = replaced(std::move(script), "@NAME@", to_json(user.task));
  script = replaced(std::move(script), "@FILE@", to_json(file));
  conversion.script = replaced(std::move(script), "@FOLDER@", to_json(folder));
  return conversion;
}

}  // namespace coldread
