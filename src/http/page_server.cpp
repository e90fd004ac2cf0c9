#include "http/page_server.h"

#include <httplib.h>
#include <string_view>

#include "base/error.h"

namespace coldread {
namespace {

constexpr const char* kHost = "127.0.0.1";
constexpr std::size_t kThreads = 4;

/// Whether a name with its port is this server's.
bool is_own(std::string_view name, int port) {
  const std::string end = ":" + std::to_string(port);
  return name == kHost + end || name == "localhost" + end;
}

bool is_own_origin(std::string_view origin, int port) {
  constexpr std::string_view kScheme = "http://";
  return origin.starts_with(kScheme) && is_own(origin.substr(kScheme.size()), port);
}

void refuse(httplib::Response& response, int status, const char* why) {
  response.status = status;
  response.set_content(why, "text/plain");
}

}  // namespace

struct PageServer::Impl {
  httplib::Server server;
  Answer answer;
  int port = 0;

  /// Whether a request may be answered; else the response says why not.
  bool admit(const httplib::Request& request, httplib::Response& response) const {
    if (!is_own(request.get_header_value("Host"), port)) {
      refuse(response, 403, "this server answers to 127.0.0.1 and localhost alone\n");
      return false;
    }
    if (request.has_header("Origin") && !is_own_origin(request.get_header_value("Origin"), port)) {
      refuse(response, 403, "this server answers to its own pages alone\n");
      return false;
    }
    if (request.method != "GET" && request.method != "HEAD") {
      refuse(response, 405, "this server is read-only\n");
      return false;
    }
    return true;
  }

  void reply(const httplib::Request& request, httplib::Response& response) const {
    try {
      const std::optional<ServedPage> page = answer(request.path);
      if (!page) return refuse(response, 404, "there is no such page\n");
      response.set_content(page->content, page->type);
    } catch (const std::exception& error) {
      refuse(response, 500, (std::string(error.what()) + "\n").c_str());
    }
  }
};

PageServer::PageServer(int port, Answer answer) : impl_(std::make_unique<Impl>()) {
  impl_->answer = std::move(answer);
  httplib::Server& server = impl_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // which the library deletes
  // The library's default would share a port with another process.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_default_headers({{"X-Content-Type-Options", "nosniff"},
                              {"Cache-Control", "no-store"},
                              {"Cross-Origin-Resource-Policy", "same-origin"},
                              {"Referrer-Policy", "no-referrer"}});
  server.set_payload_max_length(0);
  server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    return impl_->admit(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                           : httplib::Server::HandlerResponse::Handled;
  });
  server.Get(".*",
             [this](const httplib::Request& request, httplib::Response& response) { impl_->reply(request, response); });
  impl_->port = port == 0 ? server.bind_to_any_port(kHost) : (server.bind_to_port(kHost, port) ? port : -1);
  if (impl_->port < 0) {
    throw Error(ErrorCode::usage,
                "port " + std::to_string(port) + " of 127.0.0.1 is taken or not allowed; --port 0 picks one");
  }
}

PageServer::~PageServer() = default;

int PageServer::port() const {
  return impl_->port;
}

void PageServer::run() {
  impl_->server.listen_after_bind();
}

void PageServer::stop() {
  impl_->server.stop();
}

}  // namespace coldread
