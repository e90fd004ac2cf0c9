#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// 'sha256-...': how a page's Content-Security-Policy names a script that may run.
std::string script_source(std::string_view script);

/// The policy of a page with one script of its own, or with none (an empty one).
std::string content_policy(std::string_view script);

/// A page as the server of `coldread view` gives it: it may ask that server, and runs a further script, which is added
/// at its end. The page is one of ours.
std::string with_live_script(std::string page, std::string_view script);

}  // namespace coldread
