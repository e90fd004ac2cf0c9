#include "template/syntax/ast.h"

#include "template/values/characters.h"

namespace coldread::jinja {

Constant::Constant(std::size_t where, std::string constant) : Expression(where), bytes(std::move(constant)) {
  text.bytes = bytes;
  text.known_length = count_characters(bytes);  // renders of several threads share it: nothing is left to be cached
  item = Item(&text);
}

}  // namespace coldread::jinja
