#include "runner/config/schema.h"

#include <doctest/doctest.h>
#include <filesystem>

#include "io/file.h"
#include "io/yaml.h"
#include "runner/config/run_options.h"
#include "support/json_schema.h"

using namespace coldread;
using coldread::test::schema_trouble;

namespace {

std::string trouble_of(const std::string& yaml) {
  return schema_trouble(config_schema(), to_value(parse_yaml(yaml, "config.yaml")));
}

}  // namespace

TEST_CASE("Every shipped config fits the schema") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("configs")) {
    if (entry.path().extension() != ".yaml" || entry.path().filename() == "personas.yaml") continue;
    CAPTURE(entry.path().string());
    CHECK(trouble_of(read_text_file(entry.path())) == "");
    ++files;
  }
  CHECK(files > 3);
}

TEST_CASE("Every key of a config stands in the schema, and no flag's alone") {
  const Value schema = config_schema();
  for (const RunOption& option : run_options()) {
    CHECK_MESSAGE((schema.find("properties")->find(option.key) != nullptr) == option.in_config, option.key);
  }
}

TEST_CASE("What a config may be") {
  CHECK(trouble_of("models: [{path: m, compute: int8}]\ntasks: [qa, {task: tldr, limit: 10%}]\nlimit: 5\n") == "");
  CHECK(trouble_of("sampling: {a: {top_k: 2}, grid: {temperature: [0, 1]}}\nseeds: [0, 1]\n") == "");
  CHECK(trouble_of("seeds: 3\n").find("seeds") != std::string::npos);
  CHECK(trouble_of("modles: [m]\n").find("unknown key modles") != std::string::npos);
  CHECK(trouble_of("models: [{pth: m}]\n").find("lacks path") != std::string::npos);
}
