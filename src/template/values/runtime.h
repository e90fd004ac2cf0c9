#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/calendar_date.h"
#include "template/values/dialect.h"
#include "template/values/fault.h"
#include "template/values/item.h"
#include "template/values/limits.h"

namespace coldread::jinja {

/// What one render has at its disposal: memory that is given back as a whole at the end, and a budget of work. Objects
/// made here are never destroyed one by one, so they must hold no memory but the arena's.
class Runtime {
 public:
  Runtime(const TemplateLimits& limits, TemplateDialect dialect)
      : limits_(limits), dialect_(dialect), steps_left_(limits.steps) {}
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  const TemplateLimits& limits() const { return limits_; }
  bool chat() const { return dialect_ == TemplateDialect::chat; }
  /// The day that the chat dialect's strftime_now writes.
  const CalendarDate& today() const { return today_; }
  void set_today(const CalendarDate& today) { today_ = today; }

  void spend(std::size_t steps = 1) {
    if (steps > steps_left_) out_of_steps();
    steps_left_ -= steps;
  }
  /// For work on a whole text or list: its size must be within bounds, and big ones cost steps.
  void spend_bytes(std::size_t bytes) {
    if (bytes > limits_.output_bytes) too_long(bytes);
    spend(bytes / kBytesPerStep);
  }
  /// For work on each character of a text.
  void spend_characters(std::size_t bytes) { spend(bytes / kCharactersPerStep); }
  void check_bytes(std::size_t bytes) const {
    if (bytes > limits_.output_bytes) too_long(bytes);
  }
  void spend_elements(std::size_t elements) {
    if (elements > limits_.steps) too_many(elements);
    spend(elements / kElementsPerStep);
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    return new (pool_.allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }
  std::pmr::memory_resource* memory() { return &pool_; }

  Item text(std::string_view bytes, bool markup = false);  ///< copies
  Item borrowed(std::string_view bytes) { return Item(make<Text>(bytes)); }
  Item markup(std::string_view bytes) { return Item(make<Text>(bytes, true)); }  ///< borrowed, too
  Sequence* sequence(std::size_t reserve = 0);
  Item list(std::initializer_list<Item> items);
  Item tuple(std::initializer_list<Item> items);

  /// One level of recursion over values or nodes, while it lives.
  class Level {
   public:
    explicit Level(Runtime& runtime) : runtime_(runtime) {
      if (++runtime_.level_ > runtime_.limits_.depth * kLevelsPerDepth) runtime_.too_deep();
    }
    ~Level() { --runtime_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Runtime& runtime_;
  };

  /// One macro call or recursive loop, while it lives.
  class CallDepth {
   public:
    explicit CallDepth(Runtime& runtime) : runtime_(runtime) {
      if (++runtime_.calls_ > runtime_.limits_.depth) runtime_.too_deep();
    }
    ~CallDepth() { --runtime_.calls_; }
    CallDepth(const CallDepth&) = delete;
    CallDepth& operator=(const CallDepth&) = delete;

   private:
    Runtime& runtime_;
  };

 private:
  static constexpr std::size_t kBytesPerStep = 256;
  static constexpr std::size_t kCharactersPerStep = 32;
  static constexpr std::size_t kElementsPerStep = 16;
  static constexpr int kLevelsPerDepth = 10;  // a nested block or call takes several nested nodes

  [[noreturn]] void out_of_steps() const;
  [[noreturn]] void too_long(std::size_t bytes) const;
  [[noreturn]] void too_many(std::size_t elements) const;
  [[noreturn]] void too_deep();

  TemplateLimits limits_;
  TemplateDialect dialect_;
  CalendarDate today_;
  std::size_t steps_left_;
  int level_ = 0;
  int calls_ = 0;
  alignas(std::max_align_t) std::array<std::byte, 8192> first_;  // most renders need no more
  std::pmr::monotonic_buffer_resource pool_{first_.data(), first_.size()};
};

}  // namespace coldread::jinja
