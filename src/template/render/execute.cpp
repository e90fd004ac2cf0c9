#include "template/render/loop.h"
#include "template/render/macro.h"
#include "template/render/renderer.h"
#include "template/values/fault.h"
#include "template/values/truth.h"

namespace coldread::jinja {

// execute() of every statement of syntax/ast.h.

Flow Data::execute(Renderer& renderer) const {
  renderer.write(text);
  return Flow::next;
}

Flow Print::execute(Renderer& renderer) const {
  try {
    renderer.write_value(renderer.evaluate(*expression));
  } catch (Fault& fault) {
    if (fault.offset == Fault::kNoOffset) fault.offset = expression->offset;
    throw;
  }
  return Flow::next;
}

Flow If::execute(Renderer& renderer) const {
  for (const auto& [test, body] : branches) {
    const Item value = renderer.evaluate(*test);
    bool holds = false;
    try {
      holds = truth(value);
    } catch (Fault& fault) {
      fault.offset = test->offset;
      throw;
    }
    if (holds) return renderer.execute(body);
  }
  return renderer.execute(otherwise);
}

Flow For::execute(Renderer& renderer) const {
  const Item items = renderer.evaluate(*iterable);
  if (!recursive) return run_loop(renderer, *this, items, 0, renderer.scope());
  const Runtime::CallDepth depth(renderer);
  return run_loop(renderer, *this, items, 0, renderer.scope());
}

Flow Set::execute(Renderer& renderer) const {
  renderer.assign(target, renderer.evaluate(*value));
  return Flow::next;
}

Flow SetBlock::execute(Renderer& renderer) const {
  Flow flow = Flow::next;
  Item result;
  {
    const Renderer::Entered entered(renderer, renderer.scope());
    const Item outer = renderer.captured();
    renderer.set_captured(renderer.capture(body, &flow));
    result = renderer.evaluate(*value);
    renderer.set_captured(outer);
  }
  renderer.assign(target, result);
  return flow;
}

Flow With::execute(Renderer& renderer) const {
  std::vector<Item> values;  // all evaluated outside, before any of the names is bound
  values.reserve(bindings.size());
  for (const auto& binding : bindings) values.push_back(renderer.evaluate(*binding.second));
  const Renderer::Entered entered(renderer, renderer.scope());
  for (std::size_t i = 0; i < bindings.size(); ++i) renderer.assign(bindings[i].first, values[i]);
  return renderer.execute(body);
}

Flow Macro::execute(Renderer& renderer) const {
  renderer.bind(id, make_macro(renderer, callable));
  return Flow::next;
}

Flow CallBlock::execute(Renderer& renderer) const {
  const Item macro = make_macro(renderer, caller);
  try {
    renderer.write_value(call->evaluate_with(renderer, macro));
  } catch (Fault& fault) {
    if (fault.offset == Fault::kNoOffset) fault.offset = call->offset;
    throw;
  }
  return Flow::next;
}

Flow FilterBlock::execute(Renderer& renderer) const {
  Flow flow = Flow::next;
  const Renderer::Entered entered(renderer, renderer.scope());
  const Item outer = renderer.captured();
  renderer.set_captured(renderer.capture(body, &flow));
  const Item result = renderer.evaluate(*value);
  renderer.set_captured(outer);
  renderer.write_value(result);
  return flow;
}

Flow Block::execute(Renderer& renderer) const {
  const Renderer::Entered entered(renderer, scoped ? renderer.scope() : renderer.root());
  return renderer.execute(body);
}

Flow Group::execute(Renderer& renderer) const {
  const Renderer::Entered entered(renderer, renderer.scope());
  return renderer.execute(body);
}

}  // namespace coldread::jinja
