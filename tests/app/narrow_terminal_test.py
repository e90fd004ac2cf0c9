"""What a run shows on a terminal of 40 columns, and on one that is dumb."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import unicodedata
import unittest

from program import PROGRAM, TINY_LLAMA, ProgramTest, has_terminals

COLUMNS = 40


@unittest.skipUnless(has_terminals("app.narrow_terminal"), "no pseudo terminals")
class NarrowTerminal(ProgramTest):
    def shown(self, *arguments, **environment):
        """All that the program writes to a terminal of 40 columns."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        chunks = []

        def read():
            while True:
                try:
                    chunk = os.read(master, 65536)
                except OSError:
                    return
                if not chunk:
                    return
                chunks.append(chunk)

        with subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave,
                              env={**os.environ, **environment}) as process:
            os.close(slave)
            reader = threading.Thread(target=read)
            reader.start()
            self.assertEqual(process.wait(timeout=120), 0)
            reader.join()
        os.close(master)
        return b"".join(chunks).decode()

    def run_arguments(self):
        return ("run", "--model", TINY_LLAMA, "--tasks", "goes_on,picks", "--include_path", self.folder / "tasks",
                "--out", self.folder / "out", "--fresh")

    def test_no_line_of_progress_or_scores_is_wider_than_the_terminal(self):
        text = self.shown(*self.run_arguments(), TERM="xterm")
        for line in re.findall(r"\x1b\[K([^\x1b\r\n]*)", text):
            self.assertLess(len(line), COLUMNS, line)
        plain = re.sub(r"\x1b\[[0-9;]*[mK]", "", text).replace("\r", "")
        table = re.search(r"Task\s.*?(?=\n\n)", plain, re.DOTALL)[0]
        self.assertIn("picks", table)
        for line in table.splitlines():
            width = sum(0 if unicodedata.combining(c) else 1 for c in line)
            self.assertLessEqual(width, COLUMNS, line)

    def test_a_dumb_terminal_gets_no_codes(self):
        text = self.shown(*self.run_arguments(), TERM="dumb")
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\r", text.replace("\r\n", "\n"))
        self.assertIn("picks", text)


if __name__ == "__main__":
    unittest.main()
