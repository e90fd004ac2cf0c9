"""What docs/architecture.md says of adding things: each is one new file and one line."""
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("COLDREAD", ROOT / "build/coldread")).parent


class Adding(unittest.TestCase):
    def test_each_row_of_the_page_is_one_file_and_one_line_that_compile(self):
        done = subprocess.run([ROOT / "scripts/try-adding", "--syntax", "--build", BUILD], capture_output=True, text=True, check=False)
        print(done.stdout, end="")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
