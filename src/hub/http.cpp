#include "hub/http.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <exception>
#include <fmt/format.h>
#include <memory>
#include <utility>

#include "base/error.h"

namespace coldread::hub {
namespace {

constexpr std::size_t kMostBody = std::size_t{16} << 20u;
constexpr int kPartial = 206;
constexpr int kOk = 200;

struct Exchange {
  Answer answer;
  CURL* curl = nullptr;
  const TakePiece* take = nullptr;  ///< null: the body is kept
  std::uint64_t from = 0;
  std::uint64_t received = 0;
  std::exception_ptr thrown = nullptr;  ///< by `take`; nothing may be thrown through curl
};

std::size_t on_header(char* text, std::size_t one, std::size_t size, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::string_view line(text, one * size);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
  const std::size_t end = line.find_last_not_of(" \t\r\n");
  exchange.answer.headers[name] =
      begin == std::string_view::npos || end < begin ? "" : std::string(line.substr(begin, end + 1 - begin));
  return line.size();
}

std::size_t on_body(char* bytes, std::size_t one, std::size_t size, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::string_view piece(bytes, one * size);
  long status = 0;
  curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &status);
  if (exchange.take != nullptr && (status == kOk || status == kPartial)) {
    const std::uint64_t start = status == kPartial ? exchange.from : 0;  // some servers send the whole file
    try {
      if (!(*exchange.take)(start + exchange.received, piece)) return 0;
    } catch (...) {
      exchange.thrown = std::current_exception();
      return 0;
    }
    exchange.received += piece.size();
    return piece.size();
  }
  if (exchange.answer.body.size() + piece.size() > kMostBody) return 0;
  exchange.answer.body += piece;
  return piece.size();
}

struct CurlCleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

Answer exchange(const std::string& url, const std::string& token, std::uint64_t from, const TakePiece* take) {
  [[maybe_unused]] static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CurlCleanup> curl(curl_easy_init());
  if (!curl) throw Error(ErrorCode::input, "libcurl cannot be started");
  Exchange exchange{.answer = {}, .curl = curl.get(), .take = take, .from = from};
  std::array<char, CURL_ERROR_SIZE> message{};
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_USERAGENT, "coldread/" COLDREAD_VERSION);
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 10L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http,https");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 30L);
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, 60L);
  set(CURLOPT_ERRORBUFFER, message.data());
  set(CURLOPT_HEADERFUNCTION, on_header);
  set(CURLOPT_HEADERDATA, &exchange);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &exchange);
  const std::string range = std::to_string(from) + "-";
  if (from > 0) set(CURLOPT_RANGE, range.c_str());
  if (!token.empty()) {
    set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    set(CURLOPT_XOAUTH2_BEARER, token.c_str());
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (exchange.thrown) std::rethrow_exception(exchange.thrown);
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  exchange.answer.status = static_cast<int>(status);
  exchange.answer.reached =
      code != CURLE_COULDNT_RESOLVE_HOST && code != CURLE_COULDNT_RESOLVE_PROXY && code != CURLE_COULDNT_CONNECT;
  if (code != CURLE_OK) exchange.answer.error = message[0] != '\0' ? message.data() : curl_easy_strerror(code);
  return std::move(exchange.answer);
}

}  // namespace

Answer get(const std::string& url, const std::string& token) {
  return exchange(url, token, 0, nullptr);
}

Answer download(const std::string& url, const std::string& token, std::uint64_t from, const TakePiece& take) {
  return exchange(url, token, from, &take);
}

std::string url_path(std::string_view path) {
  std::string result;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || std::string_view("-._~/").find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

}  // namespace coldread::hub
