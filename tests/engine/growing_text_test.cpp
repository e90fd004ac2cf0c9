#include "engine/growing_text.h"

#include <doctest/doctest.h>

using coldread::GrowingText;

TEST_CASE("Text ends before a stop string that several tokens make up") {
  GrowingText text({"\n\n", "END"});
  CHECK_FALSE(text.append("one\n"));
  CHECK_FALSE(text.append("two E"));
  CHECK_FALSE(text.append("N"));
  CHECK(text.append("D three"));
  CHECK(text.text() == "one\ntwo ");
}

TEST_CASE("Of several stop strings the one that stands first counts") {
  GrowingText text({"cd", "bcde", "b"});
  CHECK_FALSE(text.append("a"));
  CHECK(text.append("bcdef"));
  CHECK(text.text() == "a");
}

TEST_CASE("Without stop strings, or with empty ones only, text never ends") {
  GrowingText text({""});
  CHECK_FALSE(text.append("anything"));
  CHECK(text.take_safe() == "anything");
}

TEST_CASE("What may begin a stop string is shown only when it turns out not to") {
  GrowingText text({"\n\nQ:"});
  text.append("yes\n");
  CHECK(text.take_safe() == "yes");
  text.append("\n");
  CHECK(text.take_safe() == "");
  text.append("\n");
  CHECK(text.take_safe() == "\n");
  text.append("A");
  CHECK(text.take_safe() == "\n\nA");
  text.append("\n\nQ");
  CHECK(text.take_safe() == "");
  CHECK(text.append(":?"));
  CHECK(text.take_rest() == "");
  CHECK(text.text() == "yes\n\n\nA");
}

TEST_CASE("Half a UTF-8 sequence waits for its other half") {
  GrowingText text({});
  text.append("caf\xC3");
  CHECK(text.take_safe() == "caf");
  text.append("\xA9!");
  CHECK(text.take_safe() == "\xC3\xA9!");
  text.append("\xF0\x9F");
  CHECK(text.take_safe() == "");
  CHECK(text.take_rest() == "\xF0\x9F");
  CHECK(text.take_rest() == "");
}
