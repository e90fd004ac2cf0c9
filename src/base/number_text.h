#pragma once

#include <string>

namespace coldread {

/// The shortest decimal text that reads back to the same double, written as Python's repr writes it: "0.1", "1.0",
/// "1e-05", "1e+16", "inf", "-inf", "nan". JSON and CSV output use it, so numbers survive a round trip to the bit.
std::string number_text(double value);

}  // namespace coldread
