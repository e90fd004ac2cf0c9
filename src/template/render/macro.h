#pragma once

#include "template/render/renderer.h"

namespace coldread::jinja {

/// The macro of a node, or the caller of a call block, with the present scope around it.
Item make_macro(Renderer& renderer, const Callable& callable);

}  // namespace coldread::jinja
