"""scripts/compare_peers as far as it goes without the peers: its arguments, and coldread as a contender."""
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("COLDREAD", str(ROOT / "build/coldread"))
TINY = ROOT / "tests/reference/model/tiny-gpt2"
sys.path.insert(0, str(ROOT / "scripts"))

from peers.contenders import Coldread, Failed  # noqa: E402


def compare_peers(*arguments):
    return subprocess.run([ROOT / "scripts/compare_peers", *arguments], capture_output=True, text=True, check=False)


class Arguments(unittest.TestCase):
    def test_the_rows_are_listed(self):
        result = compare_peers("--list")
        self.assertEqual(result.returncode, 0)
        for row in ("score-smollm2", "generate-gpt2", "decode-1", "harness-arc_easy"):
            self.assertIn(row, result.stdout)

    def test_an_unknown_row_and_a_missing_program_are_errors(self):
        result = compare_peers("--rows", "score-gpt3")
        self.assertEqual(result.returncode, 2)
        self.assertIn("unknown row 'score-gpt3'", result.stderr)
        result = compare_peers("--rows", "decode-1", "--program", "nothing/coldread")
        self.assertEqual(result.returncode, 2)
        self.assertIn("nothing/coldread", result.stderr)


class Contender(unittest.TestCase):
    def setUp(self):
        self.contender = Coldread("coldread", PROGRAM, str(TINY), "fp32", "1")
        self.addCleanup(self.contender.close)

    def test_the_last_token_of_each_row_is_scored_or_all_but_the_first(self):
        rows = [[5, 6, 7, 8], [9, 10, 11, 12]]
        _, every = self.contender.run("score_all", rows, 0)
        _, last = self.contender.run("score_last", rows, 0)
        _, before = self.contender.run("score_all", [row[:-1] for row in rows], 0)
        self.assertAlmostEqual(every, before + last, places=4)

    def test_as_many_tokens_are_generated_as_asked_for(self):
        seconds, ids = self.contender.run("generate", [[5, 6], [7, 8]], 9)
        self.assertEqual(len(ids), 9)
        self.assertGreater(seconds, 0)

    def test_ids_beyond_the_vocabulary_are_a_failure_not_a_figure(self):
        with self.assertRaises(Failed):
            self.contender.run("score_all", [[5, 99999]], 0)


if __name__ == "__main__":
    unittest.main()
