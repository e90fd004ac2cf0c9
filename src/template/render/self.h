#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

class Renderer;

/// The object self, whose attributes are the template's blocks.
Item make_self(Renderer& renderer);

}  // namespace coldread::jinja
