"""A model's file that is cut off while it is mapped ends the program with a line that says so."""
import json
import os
import subprocess
import unittest

from program import PROGRAM, TINY_LLAMA, ProgramTest


class LostFile(ProgramTest):
    def test_a_model_that_is_cut_under_way_is_told_and_ends_the_program(self):
        model = self.folder / "model.gguf"
        model.write_bytes(TINY_LLAMA.read_bytes())
        # Rows of the embedding table are read from the mapped file as tokens ask for them.
        with subprocess.Popen([PROGRAM, "score", "--model", model], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            line = json.dumps({"ids": [5, 6, 7], "from": 1}) + "\n"
            process.stdin.write(line)
            process.stdin.flush()
            self.assertIn("logprob", process.stdout.readline())
            os.truncate(model, 0)
            _, errors = process.communicate(line, timeout=60)
        self.assertEqual(process.returncode, 3, errors)
        self.assertEqual(errors, "coldread: a file was cut off or became unreadable while it was read\n")


if __name__ == "__main__":
    unittest.main()
