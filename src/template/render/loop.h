#pragma once

#include <cstdint>

#include "template/render/renderer.h"

namespace coldread::jinja {

/// Runs a loop over an iterable; depth0 counts the recursive loops around it, outer is the scope it stands in.
Flow run_loop(Renderer& renderer, const For& node, const Item& iterable, std::int64_t depth0, Scope* outer);

}  // namespace coldread::jinja
