"""`scripts/torture` with few kills: a run that is killed at random moments ends with the bytes of one that is not."""
import pathlib
import subprocess
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent.parent / "scripts/torture"


class Torture(unittest.TestCase):
    def test_twenty_kills_leave_no_trace(self):
        result = subprocess.run([SCRIPT, "--kills", "20"], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("20 kills", result.stdout)
        self.assertIn(" 0 differences", result.stdout)


if __name__ == "__main__":
    unittest.main()
