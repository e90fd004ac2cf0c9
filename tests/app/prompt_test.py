"""`coldread prompt`: through a pipe, and on a terminal of its own."""
import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import time
import unittest

from program import PROGRAM, ROOT, TINY_GPT2, ProgramTest, coldread, has_terminals

PROMPT = "Model prompt >>> "


class Terminal:
    """The program on a pseudo terminal."""

    def __init__(self, *arguments):
        self.master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
        self.process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave,
                                        env=environment, cwd=ROOT, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.text = ""

    def expect(self, words, seconds=30):
        """Reads until the words have come; what came since the last call, up to and with them."""
        end = time.monotonic() + seconds
        while words not in self.text:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            try:
                got = os.read(self.master, 65536) if ready else b""
            except OSError:
                got = b""
            if not got:
                raise AssertionError(f"{words!r} did not come; there is {self.text!r}")
            self.text += got.decode(errors="replace")
        at = self.text.index(words) + len(words)
        before, self.text = self.text[:at], self.text[at:]
        return before

    def type(self, text):
        os.write(self.master, text.encode())

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


class Piped(ProgramTest):
    def ask(self, *flags, stdin):
        return coldread("prompt", "--model", TINY_GPT2, *flags, stdin=stdin, cwd=ROOT)

    def test_each_line_gets_an_answer(self):
        result = self.ask("--temperature", "0", "--max_tokens", "4", stdin="the apple\nthe dog is\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        one = self.ask("--temperature", "0", "--max_tokens", "4", stdin="the apple\n").stdout
        two = self.ask("--temperature", "0", "--max_tokens", "4", stdin="the dog is").stdout
        self.assertEqual(result.stdout, one + two)
        self.assertGreater(len(one), 1)

    def test_the_style_of_gpt2(self):
        result = self.ask("--gpt2-style", "--length", "4", stdin="\nthe apple\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith(PROMPT + "Prompt should not be empty!\n" + PROMPT + "=" * 40 + " SAMPLE 1 " + "=" * 40 + "\n"))
        self.assertTrue(result.stdout.endswith("\n" + "=" * 80 + "\n" + PROMPT + "\n"))

    def test_settings_personas_and_log_probabilities(self):
        result = self.ask("--max_tokens", "3", stdin="/set temperature 0\n/set top_k 7\n/persona scientist\n/logprobs\nis round\n/show\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        with_words = self.ask("--temperature", "0", "--max_tokens", "3", stdin="I, as a scientist, believe that is round\n").stdout
        self.assertIn(with_words, result.stdout)
        self.assertTrue(result.stdout.startswith("temperature 0\ntop_k 7\npersona scientist: I, as a scientist, believe that\nlogprobs on\n"))
        self.assertRegex(result.stdout, r'-\d+\.\d{4}  "')
        self.assertRegex(result.stdout, r"top_k +7\n")
        self.assertRegex(result.stdout, r"persona +scientist\n")

    def test_a_wrong_line_is_said_and_the_others_are_answered(self):
        result = self.ask("--max_tokens", "2", stdin="/set temprature 1\n/persona scientits\n/sho\n/set temperature -1\nthe apple\n")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(len(result.stderr.splitlines()), 5)  # the last: the answer was cut
        for words in ("did you mean 'temperature'?", "did you mean 'scientist'?", "did you mean '/show'?", "temperature is -1"):
            self.assertIn(words, result.stderr)
        self.assertNotEqual(result.stdout, "")

    def test_a_model_without_a_chat_template_says_so(self):
        self.assert_fails(self.ask("--chat", stdin="x\n"), 2, "no chat template")


@unittest.skipUnless(has_terminals("app.prompt's interactive part"), "no pseudo terminals")
class Interactive(ProgramTest):
    def start(self, *flags):
        terminal = Terminal("prompt", "--model", TINY_GPT2, *flags)
        self.addCleanup(terminal.close)
        terminal.expect(PROMPT)
        return terminal

    def test_a_line_is_edited_answered_and_remembered(self):
        terminal = self.start("--temperature", "0", "--max_tokens", "4", "--logprobs")
        terminal.type("the applx\x7fe\r")
        first = terminal.expect("\r\n" + PROMPT)
        terminal.type("\x1b[A\r")  # the arrow brings the last line back
        again = terminal.expect("\r\n" + PROMPT)
        self.assertIn("the apple", again)
        numbers = [line for line in first.splitlines() if "  \"" in line]
        self.assertEqual(len(numbers), 4)
        self.assertEqual([line for line in again.splitlines() if "  \"" in line], numbers)
        terminal.type("\x04")
        self.assertEqual(terminal.process.wait(timeout=30), 0)

    def test_an_empty_prompt_is_answered_as_gpt2_does(self):
        terminal = self.start()
        terminal.type("\r")
        self.assertIn("Prompt should not be empty!", terminal.expect("\r\n" + PROMPT))

    def test_ctrl_c_stops_the_answer_and_not_the_program(self):
        terminal = self.start("--gpt2-style", "--nsamples", "100000", "--length", "40")
        terminal.type("the apple\r")
        terminal.expect("SAMPLE 3 ")
        terminal.type("\x03")
        terminal.expect(PROMPT)
        self.assertIsNone(terminal.process.poll())
        terminal.type("half a line\x03")
        terminal.expect(PROMPT)
        terminal.type("/quit\r")
        self.assertEqual(terminal.process.wait(timeout=30), 0)

    def test_any_letter_can_be_typed(self):
        terminal = self.start("--gpt2-style", "--length", "1", "--nsamples", "1")
        terminal.type("caf\u00e9 \u65e5\u672c")
        self.assertIn("caf\u00e9 \u65e5\u672c", terminal.expect("\u672c"))

    def test_a_termination_in_the_middle_of_an_answer_ends_it(self):
        terminal = self.start("--gpt2-style", "--nsamples", "100000", "--length", "40")
        terminal.type("the apple\r")
        terminal.expect("SAMPLE 3 ")
        terminal.process.send_signal(signal.SIGTERM)
        self.assertEqual(terminal.process.wait(timeout=30), 143)

    def test_a_hang_up_ends_it(self):
        terminal = self.start()
        terminal.process.send_signal(signal.SIGHUP)
        self.assertEqual(terminal.process.wait(timeout=30), 129)


if __name__ == "__main__":
    unittest.main()
