#pragma once

#include <type_traits>
#include <utility>
#include <variant>

namespace coldread {

/// std::variant that can be copied where memory runs out. Where each alternative moves without fail (texts, vectors,
/// shared pointers), libstdc++ takes a variant never to be without a value, also while it copies one: a copy that
/// throws then destroys an alternative that does not exist. Here a copy is built in its place.
template <typename... Alternatives>
class Variant : public std::variant<Alternatives...> {
  using Base = std::variant<Alternatives...>;

 public:
  using Base::Base;
  using Base::operator=;
  Variant() = default;
  ~Variant() = default;
  Variant(const Variant& other) : Base(copied(other)) {}
  Variant& operator=(const Variant& other) {
    Base::operator=(copied(other));
    return *this;
  }
  Variant(Variant&&) noexcept = default;
  Variant& operator=(Variant&&) noexcept = default;

 private:
  static Base copied(const Base& other) {
    const auto copy = [](const auto& value) {
      return Base(std::in_place_type<std::remove_cvref_t<decltype(value)>>, value);
    };
    return std::visit(copy, other);
  }
};

}  // namespace coldread
