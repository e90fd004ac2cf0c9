#include "tokenizer/decoders/make_decoder.h"

#include <vector>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace decoders {

#define DECODER(identifier) DecoderType identifier();
#include "tokenizer/decoders/decoders.inc"
#undef DECODER

namespace {

const std::vector<DecoderType>& types() {
#define DECODER(identifier) identifier(),
  static const std::vector<DecoderType> table{
#include "tokenizer/decoders/decoders.inc"
  };
#undef DECODER
  return table;
}

}  // namespace
}  // namespace decoders

std::unique_ptr<Decoder> make_decoder(const Value& description, const std::string& origin) {
  const std::vector<Value> steps = steps_of(description, "decoders");
  for (const DecoderType& known : decoders::types()) {
    if (steps.size() == 1 && known.type == type_of(steps[0])) return known.make(steps[0], origin);
  }
  fail_in(origin, "has the decoder " + types_of(steps) + ", which is not supported; expected ByteLevel");
}

}  // namespace coldread
