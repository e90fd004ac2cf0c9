#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// The stem of a lower-case ASCII word by Porter's algorithm with NLTK's extensions (the mode that rouge-score uses).
/// Source: M. F. Porter, An algorithm for suffix stripping, 1980.
std::string porter_stem(std::string_view word);

}  // namespace coldread
