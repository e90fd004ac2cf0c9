#pragma once

#include <algorithm>
#include <string>

#include "template/syntax/parser.h"
#include "template/values/fault.h"

namespace coldread::jinja {

/// One level of parser recursion, while it lives.
class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) {
    if (++parser_.nesting_ > parser_.depth_) {
      fail("nested deeper than " + std::to_string(parser_.depth_) + " levels", parser_.now().offset);
    }
  }
  ~Nesting() { --parser_.nesting_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Parser& parser_;
};

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
