#include "template/render/self.h"

#include "template/render/renderer.h"
#include "template/values/fault.h"

namespace coldread::jinja {
namespace {

/// self.name: renders the block of that name.
class BlockReference final : public Object {
 public:
  BlockReference(Renderer& renderer, const Block& block) : renderer_(renderer), block_(block) {}
  std::string_view type_name() const override { return "BlockReference"; }
  bool callable() const override { return true; }
  Item call(Runtime&, const Arguments& arguments) override {
    if (arguments.count + arguments.keyword_count > 0) fail("a block takes no arguments");
    const Runtime::CallDepth depth(renderer_);
    const Renderer::Entered entered(renderer_, renderer_.root());
    return renderer_.capture(block_.body);
  }

 private:
  Renderer& renderer_;
  const Block& block_;
};

class Self final : public Object {
 public:
  explicit Self(Renderer& renderer) : renderer_(renderer) {}
  std::string_view type_name() const override { return "TemplateReference"; }
  Item attribute(Runtime& runtime, std::string_view name) override {
    for (const Block* block : renderer_.ast().blocks) {
      if (block->name != name) continue;
      Object* reference = runtime.make<BlockReference>(renderer_, *block);
      return Item(reference);
    }
    return {};
  }

 private:
  Renderer& renderer_;
};

}  // namespace

Item make_self(Renderer& renderer) {
  Object* made = renderer.make<Self>(renderer);
  return Item(made);
}

}  // namespace coldread::jinja
