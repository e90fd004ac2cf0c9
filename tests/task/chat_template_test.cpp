#include "task/chat_template.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

using namespace coldread;

namespace {

List messages(const std::vector<std::pair<std::string, std::string>>& turns) {
  List list;
  for (const auto& [role, content] : turns) {
    Dict message;
    message.set("role", role);
    message.set("content", content);
    list.emplace_back(std::move(message));
  }
  return list;
}

const std::string kPlain =
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m['content'] }}{{ eos_token }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}";

}  // namespace

TEST_CASE("a chat template writes the messages and where the answer begins") {
  const auto apply = chat_template(kPlain, {.bos = "<s>", .eos = "</s>"}, "model");
  CHECK(apply(messages({{"user", "Q"}}), true) == "<s>[user]Q</s>\n[assistant]");
}

TEST_CASE("a last message that the answer goes on from stays open") {
  const auto apply = chat_template(kPlain, {.bos = "", .eos = "</s>"}, "model");
  CHECK(apply(messages({{"user", "Q"}, {"assistant", "It is "}}), false) == "[user]Q</s>\n[assistant]It is ");
  // A template that strips contents leaves no white space at the cut.
  const auto stripping = chat_template("{% for m in messages %}{{ m.content.strip() }}|{% endfor %}", {}, "model");
  CHECK(stripping(messages({{"user", " Q "}, {"assistant", "It is "}}), false) == "Q|It is");
  const auto dropping = chat_template("{{ messages[0].content }}", {}, "m.gguf");
  CHECK(test::error_of([&] {
          dropping(messages({{"user", "Q"}, {"assistant", "A"}}), false);
        }) == "m.gguf: the chat template drops the last message, which has to stay open");
}

TEST_CASE("a template that refuses a system message is used without it") {
  const auto apply = chat_template(
      "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}", {},
      "model");
  CHECK(apply(messages({{"system", "S"}, {"user", "Q"}}), true) == "Q");
  CHECK(test::error_of([] { chat_template("{% if %}", {}, "m.gguf"); }).starts_with("m.gguf: chat template:1:"));
}
