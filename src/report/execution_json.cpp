#include <utility>

#include "io/json.h"
#include "report/writers.h"

namespace coldread {

std::string execution_json(const Report& report, const Execution& execution) {
  const double seconds = execution.seconds_evaluating;
  Dict dict;
  dict.set("name", report.name);
  dict.set("version", report.program_version);
  dict.set("command", report.command);
  dict.set("answers_digest", report.answers_digest);
  dict.set("started", execution.started);
  dict.set("seconds_loading", execution.seconds_loading);
  dict.set("seconds_evaluating", seconds);
  dict.set("answered_requests", execution.answered_requests);
  dict.set("requests_per_second",
           seconds > 0 ? Value(static_cast<double>(execution.answered_requests) / seconds) : Value());
  dict.set("computed_tokens_per_second",
           seconds > 0 ? Value(static_cast<double>(execution.computed_tokens) / seconds) : Value());
  dict.set("computed_tokens", execution.computed_tokens);
  dict.set("shared_tokens", execution.shared_tokens);
  dict.set("cpu", execution.cpu);
  dict.set("instruction_set", execution.instruction_set);
  dict.set("int8_instruction_set", execution.int8_instruction_set);
  dict.set("threads", execution.threads);
  dict.set("weight_copies", execution.weight_copies);
  dict.set("peak_memory_bytes", execution.peak_memory_bytes);
  dict.set("estimated_memory_bytes", execution.estimated_memory_bytes);
  List models;
  for (const ModelLocation& location : execution.models) {
    Dict model;
    model.set("name", location.name);
    model.set("path", location.path);
    if (!location.from_folder.empty()) model.set("from_folder", location.from_folder);
    models.emplace_back(std::move(model));
  }
  dict.set("models", std::move(models));
  return to_json(dict, {.indent = 2}) + "\n";
}

}  // namespace coldread
