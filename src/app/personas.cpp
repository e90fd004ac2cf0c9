#include "app/personas.h"

#include "base/error.h"
#include "base/suggest.h"
#include "io/yaml.h"

namespace coldread::app {

Personas::Personas(const std::filesystem::path& file) : file_(file) {
  const YamlNode root = read_yaml_file(file);
  if (!root.is_dict()) throw Error(ErrorCode::usage, root.place(), "personas must be a dict of names and texts");
  for (const YamlMember& member : root.members) {
    if (!member.value.is_string()) {
      throw Error(ErrorCode::usage, member.value.place(), "persona '" + member.key + "' must be a string");
    }
    personas_.emplace_back(member.key, member.value.scalar.as_string());
  }
}

const std::string& Personas::text(const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& [known, text] : personas_) {
    if (known == name) return text;
    names.push_back(known);
  }
  throw Error(ErrorCode::usage, "no persona '" + name + "' in " + file_.string() + did_you_mean(name, names));
}

}  // namespace coldread::app
