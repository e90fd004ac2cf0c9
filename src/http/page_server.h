#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace coldread {

/// What a path of a server answers with.
struct ServedPage {
  std::string content;
  std::string type;  ///< "text/html; charset=utf-8"
};

/// Serves pages to this machine alone: 127.0.0.1, GET and HEAD, and only to browsers that asked for this very server.
/// A request whose Host is another name (a page of another site whose name was bent to 127.0.0.1) or whose Origin is
/// another site is refused with 403.
class PageServer {
 public:
  /// Absent: 404. Called from several threads. What it throws is a 500 with its message.
  using Answer = std::function<std::optional<ServedPage>(const std::string& path)>;

  /// Listens. port 0: one that is free. Throws Error(usage) where the port is taken.
  PageServer(int port, Answer answer);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  int port() const;
  /// Answers until stop() is called, from another thread or a handler.
  void run();
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coldread
