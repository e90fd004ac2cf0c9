#include "template/render/macro.h"

#include <algorithm>

#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"

namespace coldread::jinja {
namespace {

class MacroObject final : public Object {
 public:
  MacroObject(Renderer& renderer, const Callable& callable, Scope* scope)
      : renderer_(renderer), callable_(callable), scope_(scope) {}

  std::string_view type_name() const override { return "Macro"; }
  bool callable() const override { return true; }

  Item call(Runtime&, const Arguments& arguments) override {
    const Runtime::CallDepth depth(renderer_);
    const Renderer::Entered entered(renderer_, scope_);
    bind_parameters(arguments);
    bind_specials(arguments);
    return renderer_.capture(callable_.body);
  }

  Item attribute(Runtime& runtime, std::string_view name) override {
    if (name == "name") return callable_.name.empty() ? Item::none() : runtime.borrowed(callable_.name);
    if (name == "caller") return Item::boolean(callable_.uses_caller);
    if (name == "catch_kwargs") return Item::boolean(callable_.uses_kwargs);
    if (name == "catch_varargs") return Item::boolean(callable_.uses_varargs);
    if (name != "arguments") return {};
    Sequence* names = runtime.sequence(callable_.parameters.size());
    for (const auto& parameter : callable_.parameters) names->items.push_back(runtime.borrowed(parameter.second));
    return Item::tuple(names);
  }

  bool write(Runtime&, std::string& out) override {
    out += callable_.name.empty() ? "<Macro anonymous>" : "<Macro '" + callable_.name + "'>";
    return true;
  }

 private:
  std::string called() const { return callable_.name.empty() ? "the caller" : "macro '" + callable_.name + "'"; }

  static const Keyword* find(const Arguments& arguments, std::string_view name) {
    const Keyword* end = arguments.keywords + arguments.keyword_count;
    const Keyword* found = std::find_if(arguments.keywords, end, [&](const Keyword& k) { return k.name == name; });
    return found == end ? nullptr : found;
  }

  /// Whether a keyword argument fills a parameter that no positional argument has filled.
  bool is_parameter(std::string_view name, std::size_t filled) const {
    return std::any_of(callable_.parameters.begin() + static_cast<std::ptrdiff_t>(filled), callable_.parameters.end(),
                       [&](const auto& parameter) { return parameter.second == name; });
  }

  void bind_parameters(const Arguments& arguments) {
    const auto& parameters = callable_.parameters;
    const std::size_t first_default = parameters.size() - callable_.defaults.size();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const auto& [id, name] = parameters[i];
      const Keyword* keyword = find(arguments, name);
      if (i < arguments.count) {
        if (keyword != nullptr && !callable_.uses_kwargs) {
          fail(called() + " got multiple values for argument '" + name + "'");
        }
        renderer_.bind(id, arguments.positional[i]);
      } else if (keyword != nullptr) {
        renderer_.bind(id, keyword->value);
      } else if (i >= first_default) {
        renderer_.bind(id, renderer_.evaluate(*callable_.defaults[i - first_default]));
      } else {
        const Item hint = renderer_.text("parameter '" + name + "' was not provided");
        renderer_.bind(id, undefined_hint(renderer_, hint.bytes()));
      }
    }
  }

  /// caller, kwargs and varargs, where the body mentions them; faults on arguments that nothing takes.
  void bind_specials(const Arguments& arguments) {
    const std::size_t taken = std::min(arguments.count, callable_.parameters.size());
    if (callable_.uses_varargs) {
      Sequence* rest = renderer_.sequence(arguments.count - taken);
      rest->items.assign(arguments.positional + taken, arguments.positional + arguments.count);
      renderer_.bind(kVarargsName, Item::tuple(rest));
    } else if (arguments.count > taken) {
      fail(called() + " takes not more than " + std::to_string(taken) + " arguments");
    }
    Mapping* more = new_mapping(renderer_);
    for (std::size_t i = 0; i < arguments.keyword_count; ++i) {
      const Keyword& keyword = arguments.keywords[i];
      if (is_parameter(keyword.name, taken) || (callable_.uses_caller && keyword.name == "caller")) continue;
      if (!callable_.uses_kwargs) {
        fail(called() + " takes no keyword argument '" + std::string(keyword.name) + "'");
      }
      more->set(renderer_, renderer_.borrowed(keyword.name), keyword.value);
    }
    if (callable_.uses_kwargs) renderer_.bind(kKwargsName, Item(more));
    if (callable_.uses_caller) {
      const Keyword* caller = find(arguments, "caller");
      renderer_.bind(kCallerName, caller != nullptr ? caller->value : undefined_hint(renderer_, "No caller defined"));
    }
  }

  Renderer& renderer_;
  const Callable& callable_;
  Scope* scope_;
};

}  // namespace

Item make_macro(Renderer& renderer, const Callable& callable) {
  renderer.capture_scope();
  Object* made = renderer.make<MacroObject>(renderer, callable, renderer.scope());
  return Item(made);
}

}  // namespace coldread::jinja
