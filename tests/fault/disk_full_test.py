"""A disk that fills up: found before the start where it can be, and no answer lost where it comes later."""
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "app"))
from program import PROGRAM, TINY_LLAMA, ProgramTest, coldread  # noqa: E402

SKIPPED = 77  # what ctest takes for "skipped"


class FullDisk(ProgramTest):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        rows = "".join(json.dumps({"q": f"the apple number {i} is on the", "a": " table"}) + "\n" for i in range(1500))
        self.write("tasks/rows.jsonl", rows)

    def mount(self, size):
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.disk], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("a tmpfs cannot be mounted here: " + mounted.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)

    def arguments(self, out):
        return ["run", "--model", TINY_LLAMA, "--tasks", "goes_on", "--include_path", self.folder / "tasks", "--out", out]

    def files(self, out):
        return {path.name: path.read_bytes() for path in out.iterdir() if path.name not in ("run.json", "machine.html")}

    def test_too_small_a_disk_is_refused_before_the_start(self):
        self.mount("200k")
        result = coldread(*self.arguments(self.disk / "out"))
        self.assert_fails(result, 4, "disk/out", "are needed here", "--out")
        self.assertFalse((self.disk / "out/journal").exists())

    def test_a_disk_that_fills_up_under_way_costs_no_answer(self):
        self.mount("80m")
        out = self.disk / "out"
        process = subprocess.Popen([PROGRAM, *map(str, self.arguments(out))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not ((out / "journal").exists() and (out / "journal").read_bytes().count(b"\n") > 3):
            time.sleep(0.002)
        with open(self.disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(1 << 16))
            except OSError:
                pass
            try:
                while True:
                    os.write(filler.fileno(), b"x")
            except OSError:
                pass
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, errors)
        self.assertIn("No space left on device", errors)
        answers = {line for line in (out / "journal").read_bytes().splitlines(keepends=True) if line.endswith(b"\n")}
        self.assertGreater(len(answers), 1)
        (self.disk / "filler").unlink()
        result = coldread(*self.arguments(out))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertLessEqual(answers, set((out / "journal").read_bytes().splitlines(keepends=True)))
        self.assertEqual(coldread(*self.arguments(self.folder / "whole")).returncode, 0)
        self.assertEqual(self.files(out), self.files(self.folder / "whole"))


if __name__ == "__main__":
    outcome = unittest.main(exit=False).result
    only_skipped = outcome.wasSuccessful() and len(outcome.skipped) == outcome.testsRun
    sys.exit(SKIPPED if only_skipped else not outcome.wasSuccessful())
