#include <string_view>

#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {
namespace {

constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlamaPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// The value of a key, null where it is absent.
const Value& at(const Value& value, std::string_view key) {
  static const Value kNull;
  const Value* found = value.find(key);
  return found == nullptr ? kNull : *found;
}

std::string type_of(const Value& value) {
  return at(value, "type").is_string() ? at(value, "type").as_string() : "";
}

/// The parts of a Sequence under one of its keys, the thing itself otherwise, nothing for null.
std::vector<Value> steps_of(const Value& value, std::string_view key) {
  if (value.is_null()) return {};
  if (type_of(value) != "Sequence") return {value};
  const Value& list = at(value, key);
  return list.is_list() ? list.as_list() : List{value};
}

std::string types_of(const std::vector<Value>& steps) {
  std::string text;
  for (const Value& step : steps) text += (text.empty() ? "" : ", ") + (type_of(step).empty() ? "?" : type_of(step));
  return text.empty() ? "none" : text;
}

/// Whether the step cuts by exactly this pattern and keeps the matches as pieces.
bool splits_by(const Value& step, std::string_view pattern) {
  return type_of(step) == "Split" && at(at(step, "pattern"), "Regex") == Value(pattern) &&
         at(step, "behavior") == Value("Isolated") && !(at(step, "invert") == Value(true));
}

void read_pre_tokenizer(const Value& value, TokenizerParts& parts) {
  const std::vector<Value> steps = steps_of(value, "pretokenizers");
  const bool byte_level = !steps.empty() && type_of(steps.back()) == "ByteLevel";
  const bool own_pattern = byte_level && !(at(steps.back(), "use_regex") == Value(false));
  const bool prefix_space = byte_level && at(steps.back(), "add_prefix_space") == Value(true);
  if (own_pattern && steps.size() == 1) {
    parts.pre_tokenizer = PreTokenizer::gpt2;
    parts.adds_prefix_space = prefix_space;
    return;
  }
  if (byte_level && !prefix_space && steps.size() == 2) {
    const bool digits = type_of(steps[0]) == "Digits" && at(steps[0], "individual_digits") == Value(true);
    if (own_pattern && digits) {
      parts.pre_tokenizer = PreTokenizer::smollm;
      return;
    }
    if (!own_pattern && splits_by(steps[0], kLlamaPattern)) {
      parts.pre_tokenizer = PreTokenizer::llama_bpe;
      return;
    }
    if (!own_pattern && splits_by(steps[0], kGpt2Pattern)) {
      parts.pre_tokenizer = PreTokenizer::gpt2;
      return;
    }
  }
  fail_in(parts.origin, "has a pre_tokenizer (" + types_of(steps) +
                            ") that is not supported; expected ByteLevel, Digits and ByteLevel, or Split and "
                            "ByteLevel, as GPT-2, SmolLM and Llama 3 have them");
}

void read_normalizer(const Value& value, TokenizerParts& parts) {
  for (const Value& step : steps_of(value, "normalizers")) {
    if (type_of(step) != "NFC") {
      fail_in(parts.origin,
              "has the normalizer " + types_of({step}) + ", which is not supported; expected none or NFC");
    }
    parts.normalizes_to_nfc = true;
  }
}

/// A TemplateProcessing may put one token before the text; anything else it adds is not supported.
void read_post_processor(const Value& value, TokenizerParts& parts) {
  for (const Value& step : steps_of(value, "processors")) {
    if (type_of(step) == "ByteLevel") continue;
    const Value& single = at(step, "single");
    const bool known = type_of(step) == "TemplateProcessing" && single.is_list();
    const std::size_t size = known ? single.as_list().size() : 0;
    const bool ends_with_text = size > 0 && single.as_list().back().find("Sequence") != nullptr;
    const bool adds_one = size == 2 && single.as_list().front().find("SpecialToken") != nullptr;
    if (!ends_with_text || (size != 1 && !adds_one)) {
      fail_in(parts.origin, "has the post_processor " + types_of({step}) +
                                ", which is not supported; expected none, ByteLevel or one that adds BOS");
    }
    parts.adds_bos = adds_one;
  }
}

void read_model(const Value& model, TokenizerParts& parts) {
  if (!model.is_dict() || (type_of(model) != "BPE" && !at(model, "type").is_null())) {
    fail_in(parts.origin, "has a model of type '" + type_of(model) + "', which is not supported; expected BPE");
  }
  const auto refuse = [&](std::string_view key, bool is_default) {
    if (!is_default) fail_in(parts.origin, "sets '" + std::string(key) + "' in its model, which is not supported");
  };
  const auto is_off = [&](std::string_view key) {
    const Value& value = at(model, key);
    return value.is_null() || value == Value(false) || value == Value("") || value == Value(0);
  };
  for (const std::string_view key : {"dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"}) {
    refuse(key, is_off(key));
  }
  parts.ignore_merges = !is_off("ignore_merges");
  parts.tokens = tokens_of_vocabulary(at(model, "vocab"), parts.origin);
  const Value& merges = at(model, "merges");
  if (!merges.is_list()) fail_in(parts.origin, "has no list 'merges' in its model");
  parts.merges.reserve(merges.as_list().size());
  for (const Value& merge : merges.as_list()) {
    if (merge.is_string()) {
      parts.merges.push_back(parse_merge(merge.as_string(), parts.origin));
    } else if (merge.is_list() && merge.as_list().size() == 2 && merge.as_list()[0].is_string() &&
               merge.as_list()[1].is_string()) {
      parts.merges.emplace_back(bytes_of_token(merge.as_list()[0].as_string()),
                                bytes_of_token(merge.as_list()[1].as_string()));
    } else {
      fail_in(parts.origin, "has a merge that is neither \"left right\" nor [left, right]");
    }
  }
  if (const Value& unknown = at(model, "unk_token"); unknown.is_string() && at(model, "vocab").is_dict()) {
    const Value* id = at(model, "vocab").find(unknown.as_string());
    if (id == nullptr) fail_in(parts.origin, "names the unk_token '" + unknown.as_string() + "', which it lacks");
    parts.unknown = static_cast<TokenId>(id->as_int());
    parts.fuses_unknown = !is_off("fuse_unk");
  }
}

}  // namespace

TokenizerParts read_tokenizer_json(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "tokenizer.json";
  const Value root = read_json_dict(file);
  TokenizerParts parts;
  parts.origin = file.string();
  read_model(at(root, "model"), parts);
  read_normalizer(at(root, "normalizer"), parts);
  read_pre_tokenizer(at(root, "pre_tokenizer"), parts);
  read_post_processor(at(root, "post_processor"), parts);
  const std::vector<Value> decoders = steps_of(at(root, "decoder"), "decoders");
  if (decoders.size() != 1 || type_of(decoders[0]) != "ByteLevel") {
    fail_in(file, "has the decoder " + types_of(decoders) + ", which is not supported; expected ByteLevel");
  }
  if (const Value& added = at(root, "added_tokens"); added.is_list()) {
    for (const Value& entry : added.as_list()) {
      AddedToken token = parse_added_token(entry, parts.origin);
      const Value& id = at(entry, "id");
      if (!id.is_int() || id.as_int() < 0 || id.as_int() > INT32_MAX) {
        fail_in(file, "has the added token '" + token.text + "' without an id");
      }
      token.id = static_cast<TokenId>(id.as_int());
      place_added_token(parts, token);
    }
  }
  read_hub_files(folder, parts);
  return parts;
}

}  // namespace coldread
