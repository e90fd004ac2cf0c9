#include "task/render.h"

#include <variant>

#include "sampling/options.h"

namespace coldread {
namespace {

void describe(Dict& line, const LogLikelihood& request) {
  line.set("type", "loglikelihood");
  line.set("context", request.context);
  line.set("continuation", request.continuation);
}

void describe(Dict& line, const LogLikelihoodOfIds&) {
  line.set("type", "loglikelihood");
}

void describe(Dict& line, const RollingLogLikelihood& request) {
  line.set("type", "loglikelihood_rolling");
  line.set("text", request.text);
}

void describe(Dict& line, const Generate& request) {
  line.set("type", "generate_until");
  line.set("context", std::get<std::string>(request.prompt));
  line.set("until", to_list(request.until));
  line.set("max_tokens", request.max_tokens);
  for (const auto& [name, value] : to_options(request.sampling)) line.set(name, value);
}

}  // namespace

std::vector<Dict> render(const Task& task) {
  std::vector<Dict> lines;
  for (const Document& document : task.documents()) {
    for (const Request& request : task.requests(document)) {
      if (request.key.repeat > 0) continue;
      Dict line;
      line.set("task", request.key.task);
      line.set("doc_id", document.id);
      std::visit([&](const auto& body) { describe(line, body); }, request.body);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace coldread
