#include "template/render/loop.h"

#include "template/library/parameters.h"
#include "template/values/cursor.h"
#include "template/values/equality.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/missing.h"
#include "template/values/truth.h"

namespace coldread::jinja {
namespace {

/// The variable loop of a for statement, and the loop itself.
class Loop final : public Object {
 public:
  Loop(Renderer& renderer, const For& node, const Item& iterable, std::int64_t depth0, Scope* outer)
      : renderer_(renderer),
        node_(node),
        cursor_(renderer, iterable),
        length_(node.test == nullptr ? length_or_minus_one(renderer, iterable) : -1),
        depth0_(depth0),
        outer_(outer),
        waiting_(renderer.memory()) {}

  std::string_view type_name() const override { return "LoopContext"; }
  bool callable() const override { return true; }

  bool advance() {
    if (index0_ >= 0) before_ = current_;
    if (next_waiting_ < waiting_.size()) {
      current_ = waiting_[next_waiting_++];
    } else if (!pull(current_)) {
      return false;
    }
    ++index0_;
    return true;
  }
  const Item& current() const { return current_; }

  Item call(Runtime&, const Arguments& arguments) override {
    if (!node_.recursive) fail("the loop must be marked 'recursive' to be called");
    const Parameters parameters("loop", arguments, {"iterable"}, 1);
    need_lenient(parameters[0]);
    const Runtime::CallDepth depth(renderer_);
    // The recursion writes into a text of its own.
    struct Again final : Statement {
      Again(const For& loop, const Item& items, std::int64_t depth0, Scope* outer)
          : Statement(loop.offset), loop_(loop), items_(items), depth0_(depth0), outer_(outer) {}
      Flow execute(Renderer& renderer) const override { return run_loop(renderer, loop_, items_, depth0_, outer_); }
      const For& loop_;
      Item items_;
      std::int64_t depth0_;
      Scope* outer_;
    };
    Body body;
    body.push_back(std::make_unique<Again>(node_, parameters[0], depth0_ + 1, outer_));
    return renderer_.capture(body);
  }

  Item attribute(Runtime& runtime, std::string_view name) override {
    if (name == "index") return Item::integer(index0_ + 1);
    if (name == "index0") return Item::integer(index0_);
    if (name == "first") return Item::boolean(index0_ == 0);
    if (name == "last") return Item::boolean(!peek());
    if (name == "length") return Item::integer(length());
    if (name == "revindex") return Item::integer(length() - index0_);
    if (name == "revindex0") return Item::integer(length() - index0_ - 1);
    if (name == "depth") return Item::integer(depth0_ + 1);
    if (name == "depth0") return Item::integer(depth0_);
    if (name == "previtem") return index0_ > 0 ? before_ : undefined_hint(runtime, "there is no previous item");
    if (name == "nextitem") return peek() ? waiting_[next_waiting_] : undefined_hint(runtime, "there is no next item");
    if (name == "cycle") return member(runtime, &Loop::cycle);
    if (name == "changed") return member(runtime, &Loop::changed);
    return {};
  }

  bool write(Runtime&, std::string& out) override {
    out += "<LoopContext " + std::to_string(index0_ + 1) + "/" + std::to_string(length()) + ">";
    return true;
  }

 private:
  using Member = Item (Loop::*)(Runtime&, const Arguments&);
  struct BoundMember final : Object {
    BoundMember(Loop& owner, Member bound) : loop(owner), function(bound) {}
    std::string_view type_name() const override { return "method"; }
    bool callable() const override { return true; }
    Item call(Runtime& runtime, const Arguments& arguments) override { return (loop.*function)(runtime, arguments); }
    Loop& loop;
    Member function;
  };

  Item member(Runtime& runtime, Member function) {
    Object* bound = runtime.make<BoundMember>(*this, function);
    return Item(bound);
  }

  Item cycle(Runtime&, const Arguments& arguments) {
    if (arguments.count == 0) fail("loop.cycle() wants items");
    return arguments.positional[static_cast<std::size_t>(index0_) % arguments.count];
  }

  Item changed(Runtime& runtime, const Arguments& arguments) {
    Sequence* now = runtime.sequence(arguments.count);
    now->items.assign(arguments.positional, arguments.positional + arguments.count);
    const Item value = Item::tuple(now);
    if (!last_changed_.is_absent() && equal(runtime, last_changed_, value)) return Item::boolean(false);
    last_changed_ = value;
    return Item::boolean(true);
  }

  /// The next item of the source that passes the loop's test.
  bool pull(Item& item) {
    while (cursor_.next(item)) {
      if (node_.test == nullptr) return true;
      const Renderer::Entered entered(renderer_, outer_);
      renderer_.assign(node_.target, item);
      if (truth(renderer_.evaluate(*node_.test))) return true;
    }
    return false;
  }

  /// Makes sure that the next item, if there is one, waits.
  bool peek() {
    if (next_waiting_ < waiting_.size()) return true;
    waiting_.clear();
    next_waiting_ = 0;
    Item item;
    if (pull(item)) waiting_.push_back(item);
    return !waiting_.empty();
  }

  std::int64_t length() {
    if (length_ < 0) {
      for (Item item; pull(item);) waiting_.push_back(item);
      length_ = index0_ + 1 + static_cast<std::int64_t>(waiting_.size() - next_waiting_);
    }
    return length_;
  }

  Renderer& renderer_;
  const For& node_;
  Cursor cursor_;
  std::int64_t length_;  ///< -1: not known yet
  std::int64_t depth0_;
  Scope* outer_;
  std::int64_t index0_ = -1;
  Item before_;
  Item current_;
  Item last_changed_;
  std::pmr::vector<Item> waiting_;  ///< pulled ahead, from next_waiting_ on
  std::size_t next_waiting_ = 0;
};

}  // namespace

Flow run_loop(Renderer& renderer, const For& node, const Item& iterable, std::int64_t depth0, Scope* outer) {
  need_lenient(iterable);
  Loop* loop = renderer.make<Loop>(renderer, node, iterable, depth0, outer);
  bool any = false;
  {
    Renderer::Entered entered(renderer, outer);
    while (loop->advance()) {
      any = true;
      entered.renew();
      renderer.assign(node.target, loop->current());
      renderer.bind(kLoopName, Item(static_cast<Object*>(loop)));
      if (renderer.execute(node.body) == Flow::break_) break;
    }
  }
  if (any || node.otherwise.empty()) return Flow::next;
  const Renderer::Entered entered(renderer, outer);
  return renderer.execute(node.otherwise);
}

}  // namespace coldread::jinja
