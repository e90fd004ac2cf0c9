"""scripts/make-model: folders that coldread loads and scores."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("COLDREAD", str(ROOT / "build/coldread"))


def make(*arguments):
    return subprocess.run([ROOT / "scripts/make-model", *map(str, arguments)], capture_output=True, text=True, check=False)


class MakeModel(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "model"

    def score(self, text):
        result = subprocess.run([PROGRAM, "score", "--model", self.folder], input=json.dumps({"text": text}), text=True,
                                capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_every_family_and_type_loads_and_scores_near_a_uniform_guess(self):
        for name in ("gpt2-tiny", "llama-tiny"):
            for dtype in ("f32", "bf16"):
                with self.subTest(name=name, dtype=dtype):
                    self.assertEqual(make("--dtype", dtype, name, self.folder).returncode, 0)
                    answer = self.score("the cat \u00e9")
                    self.assertGreater(len(answer["ids"]), 3)
                    for logprob in answer["token_logprobs"]:
                        self.assertAlmostEqual(logprob, -5.95, delta=0.9)  # ln 384

    def test_the_seed_decides_the_weights(self):
        def weights(seed):
            self.assertEqual(make("--seed", seed, "gpt2-tiny", self.folder).returncode, 0)
            return (self.folder / "model.safetensors").read_bytes()

        self.assertEqual(weights(1), weights(1))
        self.assertNotEqual(weights(1), weights(2))

    def test_bf16_is_float32_rounded(self):
        make("gpt2-tiny", self.folder)
        exact = self.score("the cat")["logprob"]
        make("--dtype", "bf16", "gpt2-tiny", self.folder)
        self.assertAlmostEqual(self.score("the cat")["logprob"], exact, delta=0.05)

    def test_openais_layout_holds_the_same_weights(self):
        self.assertEqual(make("gpt2-tiny", self.folder).returncode, 0)
        expected = self.score("the cat")
        self.folder = self.folder.with_name("117M")
        self.assertEqual(make("--layout", "openai", "gpt2-tiny", self.folder).returncode, 0)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["checkpoint", "encoder.json", "hparams.json", "model.ckpt.data-00000-of-00001", "model.ckpt.index", "vocab.bpe"])
        self.assertEqual(self.score("the cat"), expected)
        self.assertEqual(make("--layout", "openai", "llama-tiny", self.folder).returncode, 2)

    def test_an_unknown_name_and_a_folder_that_cannot_be_made_are_errors(self):
        self.assertEqual(make("gpt3", self.folder).returncode, 2)
        self.folder.write_text("in the way", encoding="utf-8")
        result = make("gpt2-tiny", self.folder)
        self.assertEqual(result.returncode, 4)
        self.assertIn("cannot save", result.stderr)


if __name__ == "__main__":
    unittest.main()
