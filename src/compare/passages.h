#pragma once

#include <span>
#include <string>

#include "api/sample.h"
#include "stats/resampling.h"

namespace coldread {

/// The text that several documents may ask about: the field "passage", "context", "article", "story" or "paragraph";
/// empty where a document has none.
std::string passage_of(const Sample& sample);

/// Documents of one passage as one unit, in the order of their first documents; a document without a passage is its
/// own.
Units passage_units(std::span<const Sample* const> samples);

}  // namespace coldread
