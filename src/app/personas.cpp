#include "app/personas.h"

#include "base/error.h"
#include "base/suggest.h"
#include "io/yaml.h"

namespace coldread::app {

Personas::Personas(const std::filesystem::path& file) : file_(file) {
  const YamlNode root = unique_keys(read_yaml_file(file));
  if (!root.is_dict()) named(root, "personas").refuse_kind("a dict of names and texts");
  for (const YamlMember& member : root.members) {
    personas_.emplace_back(member.key, named(member.value, "persona '" + member.key + "'").text());
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
