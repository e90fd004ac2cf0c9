#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {
class Value;
}

namespace coldread::jinja {

class Runtime;
class Mapping;
class Iterator;
class Object;
struct Text;
struct Sequence;
struct View;
struct Range;
struct Missing;

/// A value while a template runs: 16 bytes, copied freely. What it points to lives in the render's arena (or in the
/// template's constants, or is a view of the caller's context) until the render ends; so cycles need no care.
class Item {
 public:
  enum class Kind : std::uint8_t {
    absent,  ///< no value at all: an argument that was not given, a name that is not bound; never seen by a template
    undefined,
    none,
    boolean,
    integer,
    real,
    text,
    list,
    tuple,
    dict,
    view,
    range,
    iterator,
    object,
  };

  constexpr Item() : integer_(0) {}
  static Item none() { return Item(Kind::none); }
  static Item boolean(bool value) {
    Item item(Kind::boolean);
    item.boolean_ = value;
    return item;
  }
  static Item integer(std::int64_t value) {
    Item item(Kind::integer);
    item.integer_ = value;
    return item;
  }
  static Item real(double value) {
    Item item(Kind::real);
    item.real_ = value;
    return item;
  }
  static Item list(Sequence* value) { return Item(Kind::list, value); }
  static Item tuple(Sequence* value) { return Item(Kind::tuple, value); }
  explicit Item(const Text* value) : kind_(Kind::text), text_(value) {}
  explicit Item(Mapping* value) : kind_(Kind::dict), mapping_(value) {}
  explicit Item(const View* value) : kind_(Kind::view), view_(value) {}
  explicit Item(const Range* value) : kind_(Kind::range), range_(value) {}
  explicit Item(Iterator* value) : kind_(Kind::iterator), iterator_(value) {}
  explicit Item(Object* value) : kind_(Kind::object), object_(value) {}
  explicit Item(const Missing* value) : kind_(Kind::undefined), missing_(value) {}

  Kind kind() const { return kind_; }
  bool is_absent() const { return kind_ == Kind::absent; }
  bool is_undefined() const { return kind_ == Kind::undefined; }
  bool is_none() const { return kind_ == Kind::none; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_integral() const {
    return kind_ == Kind::integer || kind_ == Kind::boolean;
  }  ///< as Python's isinstance(x, int)
  bool is_real() const { return kind_ == Kind::real; }
  bool is_number() const { return is_integral() || is_real(); }
  bool is_text() const { return kind_ == Kind::text; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_tuple() const { return kind_ == Kind::tuple; }
  bool is_sequence() const { return is_list() || is_tuple(); }
  bool is_dict() const { return kind_ == Kind::dict; }
  bool is_object() const { return kind_ == Kind::object; }

  // Each only where kind() says so.
  bool as_boolean() const { return boolean_; }
  std::int64_t as_integer() const { return kind_ == Kind::boolean ? std::int64_t{boolean_} : integer_; }
  double as_real() const { return real_; }
  double as_number() const { return is_real() ? real_ : static_cast<double>(as_integer()); }
  const Text& as_text() const { return *text_; }
  std::string_view bytes() const;
  Sequence& sequence() const { return *sequence_; }
  Mapping& mapping() const { return *mapping_; }
  const View& view() const { return *view_; }
  const Range& range() const { return *range_; }
  Iterator& iterator() const { return *iterator_; }
  Object& object() const { return *object_; }
  const Missing& missing() const { return *missing_; }
  /// Whether both are one and the same object in memory; only for kinds that point somewhere.
  bool same_object(const Item& other) const { return kind_ == other.kind_ && object_ == other.object_; }

 private:
  explicit Item(Kind kind) : kind_(kind), integer_(0) {}
  Item(Kind kind, Sequence* value) : kind_(kind), sequence_(value) {}

  Kind kind_ = Kind::absent;
  union {
    bool boolean_;
    std::int64_t integer_;
    double real_;
    const Text* text_;
    Sequence* sequence_;
    Mapping* mapping_;
    const View* view_;
    const Range* range_;
    Iterator* iterator_;
    Object* object_;
    const Missing* missing_;
  };
};

/// A string: UTF-8 bytes that live elsewhere. Indices a template sees count code points.
struct Text {
  std::string_view bytes;
  bool markup = false;  ///< came out of escape, safe or tojson: + and % escape what is joined to it
  mutable std::size_t known_length = kUnknown;  ///< in code points, once text_length() has counted them

  static constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);
};

inline std::string_view Item::bytes() const {
  return text_->bytes;
}

/// The items of a list or tuple.
struct Sequence {
  std::pmr::vector<Item> items;
  bool group = false;  ///< a tuple of groupby, with the attributes grouper and list
};

/// dict.keys(), dict.values(), dict.items().
struct View {
  enum class Part { keys, values, items };
  Mapping* mapping;
  Part part;
};

struct Range {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
  std::int64_t length = 0;
  std::int64_t at(std::int64_t index) const { return start + index * step; }
};

/// An undefined value: what was looked for, so that the error can say so.
struct Missing {
  enum class Form { variable, attribute, element, hint };
  Form form = Form::variable;
  std::string_view name;           ///< of the variable or attribute; the whole message for a hint
  std::string_view owner;          ///< type of the object that lacks the attribute or element
  Item key;                        ///< of the element
  const Value* context = nullptr;  ///< whose names a mistyped variable is compared with
  bool lenient = false;            ///< prints as nothing and is false (an inline if without else; chat templates)
};

/// A one-pass sequence, made lazily as Python's generators are.
class Iterator {
 public:
  virtual bool next(Runtime& runtime, Item& item) = 0;

 protected:
  ~Iterator() = default;
};

struct Keyword {
  std::string_view name;
  Item value;
};
struct Arguments {
  const Item* positional = nullptr;
  std::size_t count = 0;
  const Keyword* keywords = nullptr;
  std::size_t keyword_count = 0;
};

/// Functions, macros, namespaces, loops: everything else that a template can hold.
class Object {
 public:
  virtual std::string_view type_name() const = 0;
  virtual bool callable() const { return false; }
  virtual Item call(Runtime& runtime, const Arguments& arguments);
  /// absent where there is no such attribute.
  virtual Item attribute(Runtime& runtime, std::string_view name);
  /// False where Python would print a memory address: such an object has no text here.
  virtual bool write(Runtime& runtime, std::string& out);

 protected:
  ~Object() = default;
};

/// Python's name of the type: "str", "int", "NoneType".
std::string_view type_name(const Item& item);

}  // namespace coldread::jinja
