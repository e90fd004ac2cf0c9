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
  CHECK(apply(messages({{"user", "Q"}}), true).text == "<s>[user]Q</s>\n[assistant]");
}

TEST_CASE("a last message that the answer goes on from stays open") {
  const auto apply = chat_template(kPlain, {.bos = "", .eos = "</s>"}, "model");
  CHECK(apply(messages({{"user", "Q"}, {"assistant", "It is "}}), false).text == "[user]Q</s>\n[assistant]It is ");
  // A template that strips contents leaves no white space at the cut.
  const auto stripping = chat_template("{% for m in messages %}{{ m.content.strip() }}|{% endfor %}", {}, "model");
  CHECK(stripping(messages({{"user", " Q "}, {"assistant", "It is "}}), false).text == "Q|It is");
  const auto dropping = chat_template("{{ messages[0].content }}", {}, "m.gguf");
  CHECK(test::error_of([&] {
          dropping(messages({{"user", "Q"}, {"assistant", "A"}}), false);
        }) == "m.gguf: the chat template drops the last message, which has to stay open");
}

TEST_CASE("a template that refuses or ignores the system message is used without it, and says so") {
  const List chat = messages({{"system", "S"}, {"user", "Q"}});
  const auto outcome = [&](const std::string& source) { return chat_template(source, {}, "model")(chat, true); };
  const RenderedChat refused = outcome(
      "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}");
  CHECK(refused.text == "Q");
  CHECK(refused.system == SystemMessage::refused);
  const std::string users = "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}";
  CHECK(outcome(users).text == "Q");
  CHECK(outcome(users).system == SystemMessage::ignored);
  CHECK(outcome(kPlain).system == SystemMessage::kept);
  // The words of a message that the template has by default are not missing.
  CHECK(outcome("S" + users).system == SystemMessage::kept);
  // One that cannot do without a system message keeps it.
  CHECK(outcome("{% if messages[0].role != 'system' %}{{ raise_exception('x') }}{% endif %}q").system ==
        SystemMessage::kept);
  CHECK(chat_template(kPlain, {}, "model")(messages({{"user", "Q"}}), true).system == SystemMessage::none);
  CHECK(test::error_of([] { chat_template("{% if %}", {}, "m.gguf"); }).starts_with("m.gguf: chat template:1:"));
}

TEST_CASE("a template that cuts or rewrites a question or an example says so") {
  const List chat = messages({{"user", " Q1 "}, {"assistant", "<t>A1"}, {"user", "Q2"}});
  const auto changes = [&](const std::string& source) {
    return chat_template(source, {}, "m")(chat, true).changes_messages;
  };
  CHECK_FALSE(changes(kPlain));
  CHECK_FALSE(changes("{% for m in messages %}{{ m.content|trim }}{% endfor %}"));
  CHECK(changes("{{ messages[-1].content }}"));
  CHECK(changes("{% for m in messages %}{{ m.content|replace('<t>', '') }}{% endfor %}"));
}

TEST_CASE("a last message of which the template deletes a part cannot stay open") {
  const auto apply = chat_template("{% for m in messages %}{{ m.content.split('</think>')[-1] }}{% endfor %}", {}, "m");
  CHECK(apply(messages({{"user", "Q"}, {"assistant", "A"}}), false).text == "QA");
  CHECK(test::error_of([&] {
          apply(messages({{"user", "Q"}, {"assistant", "why</think>A"}}), false);
        }) == "m: the chat template deletes a part of the last message, which has to stay open");
}

TEST_CASE("templates know the run's date and variables, and nothing else") {
  Dict arguments;
  arguments.set("enable_thinking", false);
  arguments.set("eos_token", "<end>");
  const auto apply =
      chat_template("{{ strftime_now('%d %b %Y') }} {{ enable_thinking }} {{ eos_token }} {{ date_string is defined }}",
                    {.eos = "</s>", .date = {.year = 2024, .month = 2, .day = 29}, .arguments = arguments}, "m");
  CHECK(apply(messages({{"user", "Q"}}), true).text == "29 Feb 2024 False <end> False");
  CHECK(test::error_of([] {
          Dict own;
          own.set("messages", "x");
          check_chat_arguments(own);
        }) == "chat_template_kwargs: 'messages' is what each prompt sets itself");
}
