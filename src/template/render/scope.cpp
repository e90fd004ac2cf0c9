#include "template/render/scope.h"

namespace coldread::jinja {

Item* Scope::find(int id) {
  for (Binding& binding : bindings) {
    if (binding.id == id) return &binding.value;
  }
  return nullptr;
}

}  // namespace coldread::jinja
