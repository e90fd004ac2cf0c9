#include "task/process_docs.h"

#include <functional>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

/// What process_docs makes of a row: nothing where it drops it.
using RowStep = std::function<std::optional<Dict>(const Value& row)>;

RowStep step_of(const RecipeUser& user, const YamlNode& process_docs) {
  if (const RowFilter* filter = port_of<RowFilter>(user, process_docs)) {
    return [filter](const Value& row) {
      return filter->keeps(row, filter->value) ? std::optional(row.as_dict()) : std::nullopt;
    };
  }
  const RowMap map = *port_of<RowMap>(user, process_docs);
  return [map](const Value& row) {
    Dict made = row.as_dict();
    for (const auto& [column, value] : map(row)) made.set(column, value);
    return std::optional(std::move(made));
  };
}

}  // namespace

std::shared_ptr<const Split> processed(std::shared_ptr<const Split> split, const std::string& name,
                                       const std::optional<YamlNode>& process_docs, const TaskConfig& config) {
  if (!process_docs) return split;
  const RowStep step = step_of(config.user, *process_docs);
  auto made = std::make_shared<Split>();
  made->files = split->files;
  made->warnings = split->warnings;
  const auto fail = [&](const std::string& message) {
    throw Error(ErrorCode::usage, process_docs->place(), "task '" + config.task + "', process_docs, " + message);
  };
  for (const Document& document : split->documents) {
    try {
      if (auto row = step(document.fields)) {
        made->documents.push_back({.id = std::ssize(made->documents), .fields = std::move(*row)});
      }
    } catch (const Error& error) {
      fail("row " + std::to_string(document.id) + " of split '" + name + "': " + error.what());
    }
  }
  if (made->documents.empty()) fail("split '" + name + "': none of its rows is left");
  for (const auto& [column, value] : made->documents.front().fields.as_dict()) made->columns.push_back(column);
  return made;
}

}  // namespace coldread
