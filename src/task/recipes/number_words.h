#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/option_reader.h"
#include "filter/filter.h"

namespace coldread {

/// The number that English words say ("two thousand and one"); nothing where they say none, or say it twice over.
/// As word2number 1.1 reads them: words that are no number words are passed over.
std::optional<std::string> number_of_words(std::string_view words);

/// As the regex filter; a response without a match is searched for a number in English words.
std::unique_ptr<Filter> make_number_words(OptionReader& options);

}  // namespace coldread
