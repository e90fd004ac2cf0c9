#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/ranges.h>
#include <memory>
#include <vector>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "model/find_model.h"
#include "runner/config/run_options.h"

namespace coldread::app {
namespace {

ModelFacts facts_of(const std::string& name, const ModelOverrides& overrides) {
  const auto model = backend().find(name, overrides);
  ModelFacts facts = model->facts();
  facts.name = name;
  facts.digest = model->weights_digest();
  try {
    TextFacts text = model->text();
    facts.tokenizer = std::move(text.tokenizer);
    facts.end_tokens = std::move(text.end_tokens);
    facts.adds_bos = text.adds_bos;
  } catch (const Error&) {
    facts.tokenizer = "";  // a model can be scored by ids without one
  }
  return facts;
}

Value to_value(const ModelFacts& facts) {
  Dict dict;
  dict.set("name", facts.name);
  dict.set("path", facts.path);
  dict.set("format", facts.format);
  dict.set("family", facts.family);
  dict.set("parameters", facts.parameters);
  dict.set("weight_types", facts.weight_types);
  dict.set("context_length", facts.context_length);
  dict.set("tokenizer", facts.tokenizer.empty() ? Value() : Value(facts.tokenizer));
  List ends;
  for (const EndToken& token : facts.end_tokens) {
    Dict end;
    end.set("id", static_cast<std::int64_t>(token.id));
    end.set("text", token.text);
    end.set("sources", List(token.sources.begin(), token.sources.end()));
    ends.emplace_back(std::move(end));
  }
  dict.set("end_tokens", std::move(ends));
  dict.set("adds_bos", facts.adds_bos);
  dict.set("digest", facts.digest);
  return dict;
}

/// One line each, the first under its name.
std::string end_lines(const std::vector<EndToken>& tokens) {
  std::string lines;
  for (const EndToken& token : tokens) {
    lines += fmt::format("  {:<14}  {} {} ({})\n", lines.empty() ? "a text ends" : "", token.id, token.text,
                         fmt::join(token.sources, ", "));
  }
  return lines;
}

void print(const ModelFacts& facts) {
  const std::string tokenizer = facts.tokenizer.empty() ? "none" : facts.tokenizer;
  std::fputs(fmt::format("{}\n"
                         "  path            {}\n"
                         "  format          {}\n"
                         "  family          {}\n"
                         "  parameters      {}\n"
                         "  tensor types    {}\n"
                         "  context length  {}\n"
                         "  tokenizer       {}\n"
                         "{}"
                         "  sha256          {}\n",
                         facts.name, facts.path, facts.format, facts.family, facts.parameters, facts.weight_types,
                         facts.context_length, tokenizer, end_lines(facts.end_tokens), facts.digest)
                 .c_str(),
             stdout);
}

struct Flags {
  std::vector<std::string> paths;
  std::vector<std::string> ignored_settings;
  bool json = false;
};

/// One that was found in a folder and cannot be read is told, and the others are shown.
void show(const std::string& path, const Flags& flags) {
  try {
    const ModelFacts facts = facts_of(path, {.ignored_settings = flags.ignored_settings});
    flags.json ? write_line(to_value(facts)) : print(facts);
  } catch (const Error& error) {
    if (!flags.paths.empty()) throw;
    print_error(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace

void add_models(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("models", "what a weights file holds");
  auto flags = std::make_shared<Flags>();
  command->add_option("path", flags->paths, "models (default: all under models/ and in the hub's cache)");
  one_value_each(command->add_option(both_spellings("ignore-config"), flags->ignored_settings,
                                     std::string(run_option("ignore_config").help)));
  command->add_flag("--json", flags->json, "one JSON object a line");
  command->footer("Example:\n  coldread models smollm2-135m-instruct");
  command->callback([flags, &exit_code] {
    const std::vector<std::string> paths = flags->paths.empty() ? models_at_hand() : flags->paths;
    if (paths.empty()) {
      throw Error(ErrorCode::input,
                  "no model under models/ nor in the hub's cache; scripts/fetch-model fetches one, and so does --model "
                  "OWNER/NAME");
    }
    for (const std::string& path : paths) show(path, *flags);
    flush_output();
    exit_code = kDone;
  });
}

}  // namespace coldread::app
