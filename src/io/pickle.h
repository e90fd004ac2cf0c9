#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// Values of a pickle, read without running anything: a call is data that says what would be called. Bounded: at most
/// kMostValues of them. The texts point into the pickle's bytes.
class Pickle {
 public:
  static constexpr std::size_t kMostValues = std::size_t{1} << 21;

  enum class Kind { none, boolean, integer, real, text, tuple, list, dict, global, call, persistent };
  using Index = std::uint32_t;

  struct Value {
    Kind kind = Kind::none;
    std::int64_t integer = 0;  ///< of a boolean, 0 or 1
    double real = 0;
    std::string_view text = {};    ///< of a text; of a global, its module
    std::string_view member = {};  ///< of a global: its name in the module
    /// Of a dict, keys and values in turn; of a call, what is called and a tuple; of a persistent id, one value.
    std::vector<Index> items = {};
  };

  /// is_known: whether a state dict may name that global; of others the pickle is refused. An OrderedDict is a dict;
  /// the state that BUILD gives to an object is left out. Throws Error(input) with `origin`.
  Pickle(std::string_view bytes, const std::string& origin,
         bool (*is_known)(std::string_view module, std::string_view name));

  const Value& root() const { return values_[root_]; }
  const Value& operator[](Index index) const { return values_[index]; }

 private:
  class Machine;

  std::vector<Value> values_;
  Index root_ = 0;
};

}  // namespace coldread
