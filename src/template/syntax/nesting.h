#pragma once

#include <algorithm>
#include <string>

#include "template/syntax/ast.h"
#include "template/values/fault.h"

namespace coldread::jinja {

/// Counts up while it lives.
class Counted {
 public:
  explicit Counted(int& counter) : counter_(counter) { ++counter_; }
  ~Counted() { --counter_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& counter_;
};

/// Long chains (a.b.c..., a + b + ...) make deep trees without nesting the parser; their height is bounded here.
inline constexpr int kHighest = 800;

inline void grow(Expression& node, const ExpressionPtr& child) {
  if (child == nullptr) return;
  node.height = std::max(node.height, child->height + 1);
  if (node.height > kHighest)
    fail("the expression is a chain of more than " + std::to_string(kHighest) + " links", node.offset);
}

}  // namespace coldread::jinja
