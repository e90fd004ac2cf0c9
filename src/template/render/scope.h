#pragma once

#include <memory_resource>
#include <vector>

#include "template/values/item.h"

namespace coldread::jinja {

/// The names that a block, loop or macro binds. A scope outlives its block only where a macro was made in it.
struct Scope {
  struct Binding {
    int id;
    Item value;
  };
  Scope* parent = nullptr;
  std::pmr::vector<Binding> bindings;
  bool captured = false;

  /// nullptr where the scope binds no such name.
  Item* find(int id) {
    for (Binding& binding : bindings) {
      if (binding.id == id) return &binding.value;
    }
    return nullptr;
  }
};

}  // namespace coldread::jinja
