"""A model whose logits are no numbers: its requests fail, are counted and shown, and the run goes on to its end."""
import csv
import io
import json
import shutil
import struct
import unittest

from program import TINY_GPT2, ProgramTest, coldread


class NotANumber(ProgramTest):
    def setUp(self):
        super().setUp()
        self.model = self.folder / "broken"
        shutil.copytree(TINY_GPT2, self.model, ignore=shutil.ignore_patterns("bf16", "f16", "sharded", "no*", "gelu*", "inverse*"))
        weights = self.model / "model.safetensors"
        data = bytearray(weights.read_bytes())
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        name = next(key for key in header if key.endswith("ln_f.bias"))
        start = 8 + size + header[name]["data_offsets"][0]
        data[start:start + 4] = struct.pack("<f", float("nan"))
        weights.chmod(0o644)
        weights.write_bytes(data)

    def test_generation_and_scoring_fail_one_by_one(self):
        result = self.run_tasks(tasks="goes_on,next_word", model=self.model)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("failed", result.stderr)
        facts = json.loads((self.folder / "out/results.json").read_text())["coldread"]["facts"]
        self.assertEqual((facts["requests"], facts["failed_requests"]), (4, 4))
        rows = list(csv.DictReader(io.StringIO((self.folder / "out/samples.csv").read_text())))
        self.assertTrue(all(row["status"] == "failed" and "not finite" in row["failure"] for row in rows), rows)
        self.assertIn("not finite", (self.folder / "out/report.html").read_text())

    def test_sampling_fails_too(self):
        result = coldread("sample", "--model", self.model, "--nsamples", "2", "--length", "3")
        self.assertEqual(result.returncode, 1)
        self.assertIn("not finite", result.stderr)


if __name__ == "__main__":
    unittest.main()
