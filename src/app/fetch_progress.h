#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "hub/fetch.h"

namespace coldread::app {

/// A download on standard error: a bar with rate and time left on a terminal, a plain line every 10 seconds elsewhere.
class FetchProgress final : public hub::FetchObserver {
 public:
  FetchProgress();

  void on_model(const std::string& model, std::size_t files, std::uint64_t bytes) override;
  void on_file(const std::string& path, std::uint64_t size, std::uint64_t have) override;
  void on_bytes(std::uint64_t count) override;
  void on_trouble(const std::string& message) override;
  void on_end() override;

 private:
  using Clock = std::chrono::steady_clock;

  void draw();
  void clear_line() const;

  bool terminal_;
  std::string path_;
  std::uint64_t size_ = 0;
  std::uint64_t have_ = 0;
  std::uint64_t fetched_ = 0;  ///< of this file, in this run
  Clock::time_point started_;
  Clock::time_point last_;
};

}  // namespace coldread::app
