#include "io/pickle.h"

#include <bit>
#include <fmt/format.h>
#include <functional>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "io/byte_reader.h"

namespace coldread {
namespace {

/// Opcodes of protocols 2 to 5 that state dicts are made of. Source: CPython's pickletools.
enum Opcode : std::uint8_t {
  kMark = '(',
  kEmptyTuple = ')',
  kStop = '.',
  kBinFloat = 'G',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinString = 'T',
  kShortBinString = 'U',
  kBinUnicode = 'X',
  kEmptyList = ']',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kProto = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8A,
  kShortBinUnicode = 0x8C,
  kBinUnicode8 = 0x8D,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95
};

/// What others would do, for the refusal.
std::string_view refused_name(std::uint8_t opcode) {
  switch (opcode) {
    case 'i':
      return "INST, which calls a class";
    case 'o':
      return "OBJ, which calls a class";
    case 0x81:
      return "NEWOBJ, which calls a class";
    case 0x92:
      return "NEWOBJ_EX, which calls a class";
    case 'P':
      return "PERSID";
    case 0x82:
    case 0x83:
    case 0x84:
      return "EXT, which names something registered elsewhere";
    case 'B':
    case 'C':
    case 0x8E:
    case 0x96:
      return "bytes";
    default:
      return "an instruction that no state dict needs";
  }
}

constexpr std::size_t kMostText = 4096;  ///< bytes of a name
constexpr std::size_t kLongestInteger = 8;

}  // namespace

/// The stack machine that a pickle is written for, on indices into the values.
class Pickle::Machine {
 public:
  Machine(std::string_view bytes, const std::string& origin, bool (*is_known)(std::string_view, std::string_view),
          std::vector<Value>& values)
      : bytes_(bytes), origin_(origin), is_known_(is_known), values_(values), reader_(bytes, on_error_) {}

  Index run() {
    for (;;) {
      const auto opcode = reader_.number<std::uint8_t>("an instruction");
      if (opcode == kStop) return pop();
      step(opcode);
    }
  }

 private:
  void step(std::uint8_t opcode) {
    switch (opcode) {
      case kProto:
        if (const int version = reader_.number<std::uint8_t>("a version"); version < 2 || version > 5)
          fail("has pickle protocol " + std::to_string(version) + "; expected 2 to 5");
        return;
      case kFrame:
        reader_.number<std::uint64_t>("a frame");
        return;
      case kMark:
        return marks_.push_back(stack_.size());
      case kGlobal: {
        const std::string_view module = line();
        return push_global(module, line());
      }
      case kStackGlobal: {
        const std::string_view name = pop_text();
        return push_global(pop_text(), name);
      }
      case kReduce:
        return reduce();
      case kBuild:
        pop();
        peek();
        return;
      case kBinPersId:
        return push({.kind = Kind::persistent, .items = {pop()}});
      default:
        if (!make_value(opcode) && !make_container(opcode) && !remember(opcode)) {
          fail(fmt::format("holds {} (opcode {:#04x} at byte {}), and is refused: nothing in a pickle is executed",
                           refused_name(opcode), opcode, reader_.position() - 1));
        }
    }
  }

  bool make_value(std::uint8_t opcode) {
    switch (opcode) {
      case kNone:
        push({});
        return true;
      case kNewTrue:
      case kNewFalse:
        push({.kind = Kind::boolean, .integer = opcode == kNewTrue ? 1 : 0});
        return true;
      case kBinInt:
        return push_integer(reader_.number<std::int32_t>("an integer"));
      case kBinInt1:
        return push_integer(reader_.number<std::uint8_t>("an integer"));
      case kBinInt2:
        return push_integer(reader_.number<std::uint16_t>("an integer"));
      case kLong1:
        return push_integer(long_integer());
      case kBinFloat: {
        const auto bits = __builtin_bswap64(reader_.number<std::uint64_t>("a number"));  // big-endian
        push({.kind = Kind::real, .real = std::bit_cast<double>(bits)});
        return true;
      }
      case kShortBinString:
      case kShortBinUnicode:
        return push_text(reader_.number<std::uint8_t>("a text"));
      case kBinString:
      case kBinUnicode:
        return push_text(reader_.number<std::uint32_t>("a text"));
      case kBinUnicode8:
        return push_text(reader_.number<std::uint64_t>("a text"));
      default:
        return false;
    }
  }

  bool make_container(std::uint8_t opcode) {
    switch (opcode) {
      case kEmptyTuple:
        push({.kind = Kind::tuple});
        return true;
      case kEmptyList:
        push({.kind = Kind::list});
        return true;
      case kEmptyDict:
        push({.kind = Kind::dict});
        return true;
      case kTuple:
        push({.kind = Kind::tuple, .items = pop_to_mark()});
        return true;
      case kTuple1:
      case kTuple2:
      case kTuple3:
        push({.kind = Kind::tuple, .items = pop_many(static_cast<std::size_t>(opcode - kTuple1 + 1))});
        return true;
      case kAppend:
        return extend(Kind::list, {pop()});
      case kAppends:
        return extend(Kind::list, pop_to_mark());
      case kSetItem:
        return extend(Kind::dict, pop_many(2));
      case kSetItems:
        return extend(Kind::dict, pop_to_mark());
      default:
        return false;
    }
  }

  bool remember(std::uint8_t opcode) {
    switch (opcode) {
      case kBinPut:
        memo_[reader_.number<std::uint8_t>("a memo")] = peek();
        return true;
      case kLongBinPut:
        memo_[reader_.number<std::uint32_t>("a memo")] = peek();
        return true;
      case kMemoize:
        memo_[static_cast<std::uint32_t>(memo_.size())] = peek();
        return true;
      case kBinGet:
        return recall(reader_.number<std::uint8_t>("a memo"));
      case kLongBinGet:
        return recall(reader_.number<std::uint32_t>("a memo"));
      default:
        return false;
    }
  }

  /// A call stays data, but for an empty OrderedDict, which is a dict.
  void reduce() {
    const Index arguments = pop();
    const Index function = pop();
    if (values_[function].kind != Kind::global) fail("calls something that is no global, and is refused");
    if (values_[arguments].kind != Kind::tuple) fail("calls a global without arguments");
    if (values_[function].member == "OrderedDict" && values_[arguments].items.empty()) {
      push({.kind = Kind::dict});
    } else {
      push({.kind = Kind::call, .items = {function, arguments}});
    }
  }

  void push_global(std::string_view module, std::string_view name) {
    if (!is_known_(module, name)) {
      fail("names '" + std::string(module) + "." + std::string(name) +
           "', which no state dict needs, and is refused: nothing in a pickle is executed");
    }
    push({.kind = Kind::global, .text = module, .member = name});
  }

  bool push_integer(std::int64_t value) {
    push({.kind = Kind::integer, .integer = value});
    return true;
  }

  bool push_text(std::uint64_t length) {
    if (length > kMostText) fail("holds a text of " + std::to_string(length) + " bytes; expected at most 4096");
    push({.kind = Kind::text, .text = reader_.take(length, "a text")});
    return true;
  }

  /// Two's complement of any length.
  std::int64_t long_integer() {
    const std::string_view bytes = reader_.take(reader_.number<std::uint8_t>("an integer"), "an integer");
    if (bytes.size() > kLongestInteger) fail("holds an integer of " + std::to_string(bytes.size()) + " bytes");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    }
    const std::size_t bits = 8 * bytes.size();
    const bool negative = bits > 0 && bits < 64 && (value >> (bits - 1)) != 0;
    if (negative) value |= ~std::uint64_t{0} << bits;
    return static_cast<std::int64_t>(value);
  }

  std::string_view line() {
    const std::size_t start = reader_.position();
    std::size_t length = 0;
    while (reader_.number<char>("a global") != '\n') {
      if (++length > kMostText) fail("names a global of more than 4096 bytes");
    }
    return bytes_.substr(start, length);
  }

  bool extend(Kind kind, const std::vector<Index>& items) {
    Value& value = values_[peek()];
    if (value.kind != kind || (kind == Kind::dict && items.size() % 2 != 0)) fail("adds items to no list or dict");
    value.items.insert(value.items.end(), items.begin(), items.end());
    return true;
  }

  bool recall(std::uint32_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail("recalls what it did not keep");
    stack_.push_back(found->second);
    return true;
  }

  void push(Value value) {
    if (values_.size() == kMostValues) fail("holds more than " + std::to_string(kMostValues) + " values");
    stack_.push_back(static_cast<Index>(values_.size()));
    values_.push_back(std::move(value));
  }
  /// Where the items above the last mark begin.
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  Index peek() {
    if (stack_.size() <= floor()) fail("takes from an empty stack");
    return stack_.back();
  }
  Index pop() {
    const Index top = peek();
    stack_.pop_back();
    return top;
  }
  std::string_view pop_text() {
    const Value& value = values_[pop()];
    if (value.kind != Kind::text) fail("names a global by something that is no text");
    return value.text;
  }
  std::vector<Index> pop_many(std::size_t count) {
    if (stack_.size() - floor() < count) fail("takes from an empty stack");
    std::vector<Index> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return items;
  }
  std::vector<Index> pop_to_mark() {
    if (marks_.empty()) fail("takes from an empty stack");
    std::vector<Index> items = pop_many(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::input, {.file = origin_}, message);
  }

  std::string_view bytes_;
  const std::string& origin_;
  bool (*is_known_)(std::string_view, std::string_view);
  std::vector<Value>& values_;
  std::function<void(const std::string&)> on_error_ = [this](const std::string& message) { fail(message); };
  ByteReader reader_;
  std::vector<Index> stack_;
  std::vector<std::size_t> marks_;  ///< heights of the stack
  std::unordered_map<std::uint32_t, Index> memo_;
};

Pickle::Pickle(std::string_view bytes, const std::string& origin,
               bool (*is_known)(std::string_view, std::string_view)) {
  root_ = Machine(bytes, origin, is_known, values_).run();
}

}  // namespace coldread
