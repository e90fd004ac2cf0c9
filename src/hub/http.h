#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace coldread::hub {

/// What a server answered, after redirects.
struct Answer {
  bool reached = true;                         ///< false: there was no connection at all
  int status = 0;                              ///< 0: there was none
  std::map<std::string, std::string> headers;  ///< names in small letters; of all answers on the way, the last counts
  std::string body;                            ///< at most 16 MiB; of download(), only that of a refusal
  std::string error;                           ///< of the connection, in curl's words; empty where it came to its end
};

/// GET with the token where there is one, which no other host than the first is told. Redirects lead from https to
/// https alone. Proxies are those of http_proxy, https_proxy, all_proxy and no_proxy. Gives up after a minute without a
/// byte.
Answer get(const std::string& url, const std::string& token);

/// The same for a file from byte `from` on: the pieces go to `take`, which says where they belong and may refuse more
/// by returning false.
using TakePiece = std::function<bool(std::uint64_t offset, std::string_view piece)>;
Answer download(const std::string& url, const std::string& token, std::uint64_t from, const TakePiece& take);

/// A path as a part of a URL; slashes stay.
std::string url_path(std::string_view path);

}  // namespace coldread::hub
