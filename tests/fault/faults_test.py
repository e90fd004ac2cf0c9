"""`scripts/faults` at a few places of each kind of call."""
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("COLDREAD", ROOT / "build/coldread"))


@unittest.skipIf(b"__asan_init" in PROGRAM.read_bytes(), "AddressSanitizer must be the first library: nothing can be preloaded")
class Faults(unittest.TestCase):
    def hold(self, *arguments):
        result = subprocess.run([ROOT / "scripts/faults", *arguments], capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("0 promises broken", result.stdout)

    def test_a_call_that_fails_costs_no_answer_and_no_report(self):
        self.hold("--kinds", "write,fsync,rename,open,close,truncate,mmap", "--most", "9")

    def test_memory_that_runs_out_costs_no_answer_and_no_report(self):
        self.hold("--kinds", "alloc", "--most", "15")


if __name__ == "__main__":
    unittest.main()
