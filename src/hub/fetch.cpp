#include "hub/fetch.h"

#include <chrono>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "hub/blob.h"
#include "hub/environment.h"
#include "hub/http.h"
#include "hub/repository_files.h"
#include "io/file.h"
#include "io/json.h"

namespace coldread::hub {
namespace {

namespace fs = std::filesystem;

constexpr int kTries = 5;
constexpr int kOk = 200;
constexpr int kPartial = 206;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kTooMany = 429;
constexpr int kServerFault = 500;

/// Seconds before the second try; each further one waits twice as long.
double first_pause() {
  const char* given = std::getenv("COLDREAD_FETCH_PAUSE");
  return given == nullptr ? 1.0 : std::strtod(given, nullptr);
}

bool may_pass(const Answer& answer) {
  return (answer.reached && !answer.error.empty()) || answer.status == kTooMany || answer.status >= kServerFault;
}

std::string trouble_of(const Answer& answer) {
  return answer.error.empty() ? "the hub answers " + std::to_string(answer.status) : answer.error;
}

class Fetching {
 public:
  Fetching(const ModelName& name, const Cache& cache, FetchObserver& observer)
      : name_(name), folder_(cache.repository(name)), observer_(observer) {}

  fs::path run() {
    const std::string commit = commit_of_revision();
    const std::vector<RemoteFile> files = needed_files(name_, tree_of(commit));
    const fs::path snapshot = folder_ / "snapshots" / commit;
    make_folders(snapshot);
    std::uint64_t bytes = 0;
    for (const RemoteFile& file : files) bytes += file.size;
    observer_.on_model(name_.repository(), files.size(), bytes);
    for (const RemoteFile& file : files) {
      fetch(file, commit);
      link(file, snapshot);
    }
    observer_.on_end();
    if (name_.revision != commit) write_file_atomically(folder_ / "refs" / name_.revision, commit);
    return snapshot;
  }

 private:
  std::string commit_of_revision() {
    const std::string url = endpoint_ + "/api/models/" + name_.repository() + "/revision/" + url_path(name_.revision);
    const Value info = parse_json(text_of(url), url);
    const Value* commit = info.find("sha");
    const bool plain = commit != nullptr && commit->is_string() && !commit->as_string().empty() &&
                       commit->as_string().find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!plain) throw Error(ErrorCode::input, url + ": the hub's answer names no commit");
    return commit->as_string();
  }

  std::vector<RemoteFile> tree_of(const std::string& commit) {
    std::string url = endpoint_ + "/api/models/" + name_.repository() + "/tree/" + commit;
    const std::size_t slash = name_.file.rfind('/');
    if (slash != std::string::npos) url += "/" + url_path(name_.file.substr(0, slash));
    return parse_tree(text_of(url), url);
  }

  std::string text_of(const std::string& url) {
    double pause = first_pause();
    for (int attempt = 1;; ++attempt) {
      Answer answer = get(url, token_);
      if (answer.status == kOk && answer.error.empty()) return std::move(answer.body);
      wait_or_fail(answer, attempt, pause, url);
    }
  }

  void fetch(const RemoteFile& file, const std::string& commit) {
    const bool known = (file.digest.size() == 40 || file.digest.size() == 64) &&
                       file.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!known) throw Error(ErrorCode::input, name_.repository() + ": the hub gives '" + file.path + "' no digest");
    const fs::path path = folder_ / "blobs" / file.digest;
    std::error_code ignored;
    if (fs::exists(path, ignored)) return;
    Blob blob(path);
    if (fs::exists(path, ignored)) return;  // by another process that was waited for
    const std::string url = endpoint_ + "/" + name_.repository() + "/resolve/" + commit + "/" + url_path(file.path);
    if (blob.size() > file.size) blob.cut(0);
    observer_.on_file(file.path, file.size, blob.size());
    double pause = first_pause();
    for (int attempt = 1; blob.size() < file.size; ++attempt) {
      const Answer answer = download_rest(blob, file, url);
      const bool whole = blob.size() == file.size;
      const bool fine = answer.status == kOk || answer.status == kPartial;
      if (!whole)
        wait_or_fail(fine && answer.error.empty() ? ended_early(blob, file) : answer, attempt, pause, file.path);
    }
    if (!blob.has_digest(file.digest)) {
      blob.cut(0);
      throw Error(ErrorCode::input,
                  name_.repository() + ": '" + file.path +
                      "' arrived damaged (another digest than the hub's); nothing was kept, run this again");
    }
    blob.finish();
  }

  Answer download_rest(Blob& blob, const RemoteFile& file, const std::string& url) {
    const std::uint64_t have = blob.size();
    return download(url, token_, have, [&](std::uint64_t offset, std::string_view piece) {
      if (offset + piece.size() > file.size) return false;
      if (offset == 0 && have > 0) blob.cut(0);  // the server sends it from the beginning
      blob.write(offset, piece);
      observer_.on_bytes(piece.size());
      return true;
    });
  }

  static Answer ended_early(const Blob& blob, const RemoteFile& file) {
    return {.reached = true,
            .status = kOk,
            .headers = {},
            .body = {},
            .error = "ended after " + std::to_string(blob.size()) + " of " + std::to_string(file.size) + " bytes"};
  }

  /// Waits before another try, or says why there is none.
  void wait_or_fail(const Answer& answer, int attempt, double& pause, const std::string& what) {
    if (!may_pass(answer)) refuse(answer, what);
    if (attempt == kTries) {
      throw Error(ErrorCode::input, what + ": " + trouble_of(answer) + " (" + std::to_string(kTries) +
                                        " tries); run this again to go on");
    }
    observer_.on_trouble(what + ": " + trouble_of(answer) + "; trying again");
    std::this_thread::sleep_for(std::chrono::duration<double>(pause));
    pause *= 2;
  }

  [[noreturn]] void refuse(const Answer& answer, const std::string& what) const {
    const auto header = answer.headers.find("x-error-code");
    const std::string code = header == answer.headers.end() ? "" : header->second;
    const std::string page = endpoint_ + "/" + name_.repository();
    const std::string with_token = token_.empty()
                                       ? "set HF_TOKEN to a token of your account (" + endpoint_ + "/settings/tokens)"
                                       : "the token that is set (HF_TOKEN) has no right to it";
    std::string message;
    if (!answer.reached) {
      message = "no such model file or folder, none under models/ nor in the hub's cache, and " + endpoint_ +
                " cannot be reached: " + answer.error;
    } else if (code == "GatedRepo" || (code.empty() && answer.status == kForbidden)) {
      message = "is gated: accept its terms at " + page + ", then " +
                (token_.empty() ? with_token : "use a token of that account; " + with_token);
    } else if (code == "RevisionNotFound") {
      message = "has no revision '" + name_.revision + "'; " + page + "/tree/main lists them";
    } else if (answer.status == kUnauthorized || answer.status == kForbidden || answer.status == kNotFound) {
      message = "no such model file or folder, none under models/, and none on " + endpoint_ +
                " that may be read: look at the name, or " + with_token;
    } else {
      message = what + ": the hub answers " + std::to_string(answer.status);
    }
    throw Error(ErrorCode::input, name_.repository() + ": " + message);
  }

  void make_folders(const fs::path& snapshot) const {
    std::error_code error;
    for (const fs::path& folder : {snapshot, folder_ / "blobs", (folder_ / "refs" / name_.revision).parent_path()}) {
      fs::create_directories(folder, error);
      if (error) throw Error(ErrorCode::output, folder.string() + ": cannot be made: " + error.message());
    }
  }

  /// snapshots/COMMIT/PATH leads to blobs/DIGEST.
  void link(const RemoteFile& file, const fs::path& snapshot) const {
    const fs::path place = snapshot / file.path;
    std::error_code error;
    fs::create_directories(place.parent_path(), error);
    const fs::path blob = folder_ / "blobs" / file.digest;
    const fs::path target = fs::relative(blob, place.parent_path(), error);
    if (fs::is_symlink(place, error) && fs::exists(place, error)) return;
    fs::remove(place, error);
    fs::create_symlink(target, place, error);
    if (error) throw Error(ErrorCode::output, place.string() + ": cannot be made: " + error.message());
  }

  const ModelName& name_;
  fs::path folder_;
  FetchObserver& observer_;
  std::string endpoint_ = endpoint();
  std::string token_ = token();
};

}  // namespace

fs::path fetch_model(const ModelName& name, const Cache& cache, FetchObserver& observer) {
  return Fetching(name, cache, observer).run();
}

}  // namespace coldread::hub
