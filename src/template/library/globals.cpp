#include "template/library/globals.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/error.h"
#include "template/library/parameters.h"
#include "template/text/python_text.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/merge.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

/// Jinja's sandbox, in which chat templates run, makes no longer range.
constexpr std::size_t kMostOfSandbox = 100'000;

Mapping* dict_of(Runtime& runtime, std::string_view function, const Arguments& arguments) {
  Arguments positional = arguments;
  positional.keyword_count = 0;
  const Parameters parameters(function, positional, {"/iterable"});
  Mapping* made = new_mapping(runtime);
  if (parameters.given(0)) {
    need_defined(parameters[0]);
    merge(runtime, *made, parameters[0]);
  }
  for (std::size_t i = 0; i < arguments.keyword_count; ++i) {
    made->set(runtime, runtime.borrowed(arguments.keywords[i].name), arguments.keywords[i].value);
  }
  return made;
}

class Namespace final : public Object {
 public:
  explicit Namespace(Mapping* values) : values_(values) {}
  std::string_view type_name() const override { return "Namespace"; }
  Item attribute(Runtime& runtime, std::string_view name) override {
    const Item* found = values_->find(runtime, runtime.borrowed(name));
    return found == nullptr ? Item() : *found;
  }
  bool write(Runtime& runtime, std::string& out) override {
    out += "<Namespace ";
    write_repr(runtime, out, Item(values_));
    out += '>';
    return true;
  }
  void set(Runtime& runtime, std::string_view name, const Item& value) {
    values_->set(runtime, runtime.borrowed(name), value);
  }

 private:
  Mapping* values_;
};

class Joiner final : public Object {
 public:
  explicit Joiner(const Item& separator) : separator_(separator) {}
  std::string_view type_name() const override { return "Joiner"; }
  bool callable() const override { return true; }
  Item call(Runtime& runtime, const Arguments& arguments) override {
    Parameters("joiner", arguments, {});
    if (used_) return separator_;
    used_ = true;
    return runtime.borrowed({});
  }

 private:
  Item separator_;
  bool used_ = false;
};

class Cycler final : public Object {
 public:
  Cycler(Runtime& runtime, const Arguments& arguments) : items_(runtime.memory()) {
    items_.assign(arguments.positional, arguments.positional + arguments.count);
  }
  std::string_view type_name() const override { return "Cycler"; }
  Item attribute(Runtime& runtime, std::string_view name) override;

  Item next() {
    const Item item = items_[position_];
    position_ = (position_ + 1) % items_.size();
    return item;
  }
  void reset() { position_ = 0; }

 private:
  std::pmr::vector<Item> items_;
  std::size_t position_ = 0;
};

class CyclerMethod final : public Object {
 public:
  CyclerMethod(Cycler& cycler, bool resets) : cycler_(cycler), resets_(resets) {}
  std::string_view type_name() const override { return "method"; }
  bool callable() const override { return true; }
  Item call(Runtime&, const Arguments& arguments) override {
    Parameters(resets_ ? "reset" : "next", arguments, {});
    if (!resets_) return cycler_.next();
    cycler_.reset();
    return Item::none();
  }

 private:
  Cycler& cycler_;
  bool resets_;
};

Item Cycler::attribute(Runtime& runtime, std::string_view name) {
  if (name == "current") return items_[position_];
  if (name != "next" && name != "reset") return {};
  Object* method = runtime.make<CyclerMethod>(*this, name == "reset");
  return Item(method);
}

Item make_range(Runtime& runtime, const Arguments& arguments) {
  const Parameters parameters("range", arguments, {"/start", "/stop", "/step"}, 1);
  Range range;
  range.start = parameters.given(1) ? parameters.integer(0) : 0;
  range.stop = parameters.given(1) ? parameters.integer(1) : parameters.integer(0);
  range.step = parameters.integer_or(2, 1);
  if (range.step == 0) fail("range() arg 3 must not be zero");
  const bool up = range.step > 0;
  if (up ? range.start < range.stop : range.start > range.stop) {
    const std::uint64_t distance =
        up ? static_cast<std::uint64_t>(range.stop) - static_cast<std::uint64_t>(range.start)
           : static_cast<std::uint64_t>(range.start) - static_cast<std::uint64_t>(range.stop);
    const std::uint64_t step = up ? static_cast<std::uint64_t>(range.step) : 0 - static_cast<std::uint64_t>(range.step);
    const std::uint64_t length = (distance - 1) / step + 1;
    const std::size_t most = runtime.chat() ? std::min(kMostOfSandbox, runtime.limits().steps) : runtime.limits().steps;
    if (length > most) {
      fail("a range of " + std::to_string(length) + " elements is over the limit of " + std::to_string(most));
    }
    range.length = static_cast<std::int64_t>(length);
  }
  return Item(static_cast<const Range*>(runtime.make<Range>(range)));
}

Item make_dict(Runtime& runtime, const Arguments& arguments) {
  return Item(dict_of(runtime, "dict", arguments));
}

Item make_namespace(Runtime& runtime, const Arguments& arguments) {
  Object* made = runtime.make<Namespace>(dict_of(runtime, "namespace", arguments));
  return Item(made);
}

Item make_joiner(Runtime& runtime, const Arguments& arguments) {
  const Parameters parameters("joiner", arguments, {"sep"});
  Object* made = runtime.make<Joiner>(parameters.value_or(0, runtime.borrowed(", ")));
  return Item(made);
}

Item make_cycler(Runtime& runtime, const Arguments& arguments) {
  if (arguments.count == 0) fail("cycler() wants at least one item");
  if (arguments.keyword_count > 0) fail("cycler() takes no keyword arguments");
  Object* made = runtime.make<Cycler>(runtime, arguments);
  return Item(made);
}

Item strftime_now(Runtime& runtime, const Arguments& arguments) {
  const Parameters parameters("strftime_now", arguments, {"format"}, 1);
  const std::string_view format = parameters.text(0);
  runtime.spend_characters(format.size());
  try {
    return runtime.text(format_date(runtime.today(), format));
  } catch (const Error& error) {
    fail(error.what());
  }
}

Item raise_exception(Runtime& runtime, const Arguments& arguments) {
  const Parameters parameters("raise_exception", arguments, {"message"}, 1);
  fail(std::string(to_bytes(runtime, parameters[0])));
}

struct Function final : Object {
  Function(std::string_view called, std::string_view printed, Item (*does)(Runtime&, const Arguments&))
      : name(called), text(printed), function(does) {}
  std::string_view type_name() const override { return "function"; }
  bool callable() const override { return true; }
  Item call(Runtime& runtime, const Arguments& arguments) override { return function(runtime, arguments); }
  bool write(Runtime&, std::string& out) override {
    out += text;
    return !text.empty();
  }
  std::string_view name;
  std::string_view text;  ///< what Python prints; empty where that has an address in it
  Item (*function)(Runtime&, const Arguments&);
};

std::array<Function, 7>& functions() {
  static std::array<Function, 7> all = {
      Function("range", "<class 'range'>", make_range),
      Function("dict", "<class 'dict'>", make_dict),
      Function("namespace", "<class 'jinja2.utils.Namespace'>", make_namespace),
      Function("joiner", "<class 'jinja2.utils.Joiner'>", make_joiner),
      Function("cycler", "<class 'jinja2.utils.Cycler'>", make_cycler),
      Function("raise_exception", "", raise_exception),
      Function("strftime_now", "", strftime_now),
  };
  return all;
}

}  // namespace

Item global_function(Runtime& runtime, std::string_view name) {
  if (name == "strftime_now" && !runtime.chat()) return {};
  for (Function& function : functions()) {
    if (function.name == name) return Item(static_cast<Object*>(&function));
  }
  return {};
}

void set_attribute(Runtime& runtime, const Item& owner, std::string_view name, const Item& value) {
  auto* target = owner.is_object() ? dynamic_cast<Namespace*>(&owner.object()) : nullptr;
  if (target == nullptr) fail("cannot assign the attribute '" + std::string(name) + "': not a namespace");
  target->set(runtime, name, value);
}

}  // namespace coldread::jinja
