#include "runner/journal/head_differences.h"

#include <algorithm>
#include <sstream>

#include "io/json.h"

namespace coldread {
namespace {

/// A value for people: a digest or a long text is cut.
std::string shown(const Value* value) {
  constexpr std::size_t kMostBytes = 60;
  if (value == nullptr) return "not set";
  const bool digest = value->is_string() && value->as_string().size() == 64 &&
                      value->as_string().find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digest) return value->as_string().substr(0, 12);
  const std::string text = to_json(*value, {.ascii_only = true});
  return text.size() <= kMostBytes ? text : text.substr(0, kMostBytes) + "...";
}

/// "models.*.path" for "models.0.path".
std::string any_index(const std::string& path) {
  std::string pattern;
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) {
    const bool is_index = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
    pattern += (pattern.empty() ? "" : ".") + (is_index ? "*" : part);
  }
  return pattern;
}

class Differences {
 public:
  explicit Differences(const std::set<std::string>& ignored) : ignored_(ignored) {}

  void compare(const std::string& path, const Value* before, const Value* after) {
    if (ignored_.contains(any_index(path))) return;
    if (before != nullptr && after != nullptr) {
      if (*before == *after) return;
      if (before->is_dict() && after->is_dict()) return compare_dicts(path, before->as_dict(), after->as_dict());
      if (before->is_list() && after->is_list()) return compare_lists(path, before->as_list(), after->as_list());
    }
    add(path + " was " + shown(before) + ", is " + shown(after));
  }

  void compare_dicts(const std::string& path, const Dict& before, const Dict& after) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : before) {
      compare(prefix + key, &value, after.find(key));
    }
    for (const auto& [key, value] : after) {
      if (before.find(key) == nullptr) compare(prefix + key, nullptr, &value);
    }
  }

  std::string text() const {
    return count_ <= kMostNamed ? text_ : text_ + "; and " + std::to_string(count_ - kMostNamed) + " more";
  }

 private:
  static constexpr std::size_t kMostNamed = 8;

  void compare_lists(const std::string& path, const List& before, const List& after) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      compare(path + "." + std::to_string(i), i < before.size() ? &before[i] : nullptr,
              i < after.size() ? &after[i] : nullptr);
    }
  }

  void add(const std::string& difference) {
    if (++count_ <= kMostNamed) text_ += (text_.empty() ? "" : "; ") + difference;
  }

  const std::set<std::string>& ignored_;
  std::string text_;
  std::size_t count_ = 0;
};

}  // namespace

std::string differences(const Value& before, const Value& after, const std::set<std::string>& ignored) {
  if (!before.is_dict() || !after.is_dict()) return "a damaged head";
  Differences found(ignored);
  found.compare_dicts("", before.as_dict(), after.as_dict());
  return found.text();
}

}  // namespace coldread
