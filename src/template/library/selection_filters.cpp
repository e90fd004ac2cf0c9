#include <algorithm>
#include <array>
#include <optional>

#include "template/library/attribute_path.h"
#include "template/library/filters.h"
#include "template/library/tests.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/runtime.h"
#include "template/values/truth.h"

namespace coldread::jinja {
namespace {

Arguments without_first(Arguments arguments, std::size_t count) {
  arguments.positional += count;
  arguments.count -= count;
  return arguments;
}

std::string_view name_argument(const Arguments& arguments, std::size_t i) {
  if (!arguments.positional[i].is_text()) fail("the name of a filter or test is a string");
  return arguments.positional[i].bytes();
}

/// A generator that looks at its source only once it is asked for items, as Python's do.
class LazyIterator : public Iterator {
 public:
  explicit LazyIterator(const Item& source) : source_(source) {}

 protected:
  ~LazyIterator() = default;

  bool pull(Runtime& runtime, Item& item) {
    if (!started_) {
      started_ = true;
      if (!truth(source_)) return false;
      start();
      cursor_.emplace(runtime, source_);
    }
    return cursor_ && cursor_->next(item);
  }
  virtual void start() = 0;

 private:
  Item source_;
  bool started_ = false;
  std::optional<Cursor> cursor_;
};

class MapIterator final : public LazyIterator {
 public:
  MapIterator(Runtime& runtime, const Item& source, const Arguments& arguments)
      : LazyIterator(source), arguments_(arguments), path_(runtime, Item()) {
    const auto keyword = [&](std::string_view name) -> Item {
      for (std::size_t i = 0; i < arguments.keyword_count; ++i) {
        if (arguments.keywords[i].name == name) return arguments.keywords[i].value;
      }
      return {};
    };
    by_attribute_ = arguments.count == 0 && !keyword("attribute").is_absent();
    if (by_attribute_) path_ = AttributePath(runtime, keyword("attribute"), keyword("default"));
  }

  bool next(Runtime& runtime, Item& item) override {
    Item pulled;
    if (!pull(runtime, pulled)) return false;
    item = by_attribute_ ? path_.of(runtime, pulled)
                         : apply_filter(runtime, *filter_, pulled, without_first(arguments_, 1));
    return true;
  }

 private:
  void start() override {
    if (by_attribute_) {
      for (std::size_t i = 0; i < arguments_.keyword_count; ++i) {
        const std::string_view name = arguments_.keywords[i].name;
        if (name != "attribute" && name != "default") {
          fail("map() got an unexpected keyword argument '" + std::string(name) + "'");
        }
      }
      return;
    }
    if (arguments_.count == 0) fail("map wants the name of a filter or attribute=...");
    const std::string_view name = name_argument(arguments_, 0);
    filter_ = find_filter(name);
    if (filter_ == nullptr) fail(unknown_filter(name));
  }

  Arguments arguments_;
  bool by_attribute_ = false;
  AttributePath path_;
  const FilterEntry* filter_ = nullptr;
};

class SelectIterator final : public LazyIterator {
 public:
  SelectIterator(Runtime& runtime, const Item& source, const Arguments& arguments, bool by_attribute, bool wanted)
      : LazyIterator(source),
        arguments_(arguments),
        names_at_(by_attribute ? 1 : 0),
        wanted_(wanted),
        path_(runtime, by_attribute && arguments.count > 0 ? arguments.positional[0] : Item()) {}

  bool next(Runtime& runtime, Item& item) override {
    while (pull(runtime, item)) {
      const Item value = path_.of(runtime, item);
      const bool holds =
          test_ == nullptr ? truth(value) : test_->check(runtime, value, without_first(arguments_, names_at_ + 1));
      if (holds == wanted_) return true;
    }
    return false;
  }

 private:
  void start() override {
    if (names_at_ > arguments_.count) fail("selectattr and rejectattr want the name of an attribute");
    if (names_at_ == arguments_.count) return;
    const std::string_view name = name_argument(arguments_, names_at_);
    test_ = find_test(name);
    if (test_ == nullptr) fail(unknown_test(name));
  }

  Arguments arguments_;
  std::size_t names_at_;  ///< index of the test's name among the arguments
  bool wanted_;
  AttributePath path_;
  const TestEntry* test_ = nullptr;
};

Item map(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Iterator* made = runtime.make<MapIterator>(runtime, input, arguments);
  return Item(made);
}

template <bool by_attribute, bool wanted>
Item select(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Iterator* made = runtime.make<SelectIterator>(runtime, input, arguments, by_attribute, wanted);
  return Item(made);
}

constexpr std::array kFilters = {
    FilterEntry{"map", map},
    FilterEntry{"select", select<false, true>},
    FilterEntry{"reject", select<false, false>},
    FilterEntry{"selectattr", select<true, true>},
    FilterEntry{"rejectattr", select<true, false>},
};

}  // namespace

std::span<const FilterEntry> selection_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
