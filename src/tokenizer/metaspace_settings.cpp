#include "tokenizer/metaspace_settings.h"

#include "base/unicode.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

/// Files of old have "add_prefix_space" in its place.
PrependScheme read_scheme(const Value& description, const std::string& origin) {
  if (setting(description, "add_prefix_space") == Value(false)) return PrependScheme::never;
  const Value& scheme = setting(description, "prepend_scheme");
  if (scheme.is_null() || scheme == Value("always")) return PrependScheme::always;
  if (scheme == Value("first")) return PrependScheme::first;
  if (scheme == Value("never")) return PrependScheme::never;
  fail_in(origin, "has a Metaspace whose prepend_scheme is none of always, first and never");
}

}  // namespace

MetaspaceSettings read_metaspace(const Value& description, const std::string& origin) {
  MetaspaceSettings settings;
  append_utf8(settings.replacement, character_setting(description, "replacement", origin));
  settings.scheme = read_scheme(description, origin);
  settings.splits = !(setting(description, "split") == Value(false));
  return settings;
}

}  // namespace coldread
