"""--model OWNER/NAME: found under models/, in the cache of huggingface_hub, or fetched; against a server that answers as the hub does."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import hub_server

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("COLDREAD", str(ROOT / "build/coldread"))
REFERENCE = ROOT / "tests/reference"
TINY = REFERENCE / "tensorflow/hub"
GGUF = REFERENCE / "model/tiny-llama/small-untied-Q4_1.gguf"


def tiny_files():
    files = {path.name: path.read_bytes() for path in TINY.iterdir()}
    words = REFERENCE / "tensorflow/tiny"
    files["vocab.json"] = (words / "encoder.json").read_bytes()
    files["merges.txt"] = (words / "vocab.bpe").read_bytes()
    return files


class HubModels(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.cache = self.folder / "hf/hub"
        junk = {"pytorch_model.bin": b"old", "tf_model.h5": b"old", "model.onnx": b"old", "README.md": b"# about"}
        self.hub = hub_server.Hub({
            "some/tiny": {**tiny_files(), **junk},
            "some/quantised": {"a-Q4_1.gguf": GGUF.read_bytes(), "b-Q8_0.gguf": b"GGUF", "deep/c.gguf": GGUF.read_bytes()},
            "some/words": {"README.md": b"no model"},
        })
        self.addCleanup(self.hub.close)

    def run_program(self, *arguments, **environment):
        variables = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "XDG_"))}
        variables |= {"HF_HOME": str(self.folder / "hf"), "HF_ENDPOINT": self.hub.url, "COLDREAD_FETCH_PAUSE": "0",
                      "no_proxy": "127.0.0.1,localhost"} | environment
        variables = {key: value for key, value in variables.items() if value is not None}
        return subprocess.run([PROGRAM, *arguments], input='{"ids": [1, 17, 200, 33, 5], "from": 1}\n', text=True, env=variables,
                              cwd=self.folder, capture_output=True, check=False, timeout=120)

    def score(self, model, **environment):
        result = self.run_program("score", "--model", str(model), **environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def refused(self, model, *parts, **environment):
        result = self.run_program("score", "--model", model, **environment)
        self.assertEqual(result.returncode, 3, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        return result.stderr

    def asked(self, part):
        return [entry for entry in self.hub.asked if part in entry[0]]

    def test_what_is_needed_is_fetched_once_into_the_cache_and_scores_as_the_folder_does(self):
        expected = self.score(TINY)
        self.assertEqual(self.score("some/tiny"), expected)
        snapshot = self.cache / "models--some--tiny/snapshots" / hub_server.COMMIT
        self.assertEqual(sorted(path.name for path in snapshot.iterdir()),
                         ["config.json", "merges.txt", "model.safetensors", "vocab.json"])
        self.assertEqual((self.cache / "models--some--tiny/refs/main").read_text(), hub_server.COMMIT)
        for path in snapshot.iterdir():
            self.assertTrue(path.is_symlink())
            self.assertEqual(path.read_bytes(), self.hub.files["some/tiny"][path.name])
        weights = self.cache / "models--some--tiny/blobs" / hub_server.sha256(self.hub.files["some/tiny"]["model.safetensors"])
        self.assertTrue(weights.is_file())
        before = len(self.hub.asked)
        self.assertEqual(self.score("some/tiny"), expected)  # from the cache
        self.assertEqual(self.score("some/tiny@v1"), expected)  # another name of the same commit: nothing is fetched twice
        self.assertEqual([path for path, _, _ in self.hub.asked[before:] if "/resolve/" in path], [])
        self.assertEqual(self.score(f"some/tiny@{hub_server.COMMIT}"), expected)

    def test_tokenizers_are_found_there_too(self):
        self.score("some/tiny")
        result = subprocess.run([PROGRAM, "tokenize", "--model", "some/tiny"], input='{"text": "the"}\n', text=True, check=False,
                                env=os.environ | {"HF_HOME": str(self.folder / "hf"), "HF_HUB_OFFLINE": "1"}, capture_output=True)
        self.assertEqual(json.loads(result.stdout), {"ids": [257]}, result.stderr)

    def test_models_comes_before_the_cache_and_the_cache_before_the_hub(self):
        local = self.folder / "models/some/tiny"
        local.mkdir(parents=True)
        for name, data in tiny_files().items():
            (local / name).write_bytes(data)
        self.score("some/tiny")
        self.assertEqual(self.hub.asked, [])
        self.score("some/quantised:a-Q4_1.gguf")
        before = len(self.hub.asked)
        self.score("some/quantised:a-Q4_1.gguf", HF_HUB_OFFLINE="1", HF_ENDPOINT="http://127.0.0.1:1")
        self.assertEqual(len(self.hub.asked), before)

    def test_a_file_of_several_is_named(self):
        expected = self.score(GGUF)
        self.assertEqual(self.score("some/quantised:a-Q4_1.gguf"), expected)
        self.assertEqual(self.score("some/quantised:deep/c.gguf"), expected)
        self.assertEqual(self.asked("b-Q8_0"), [])
        self.refused("some/quantised@v1", "several .gguf files", "some/quantised:FILE", "b-Q8_0.gguf")
        self.refused("some/quantised:a-Q4_0.gguf", "holds no 'a-Q4_0.gguf'", "did you mean 'a-Q4_1.gguf'")
        self.refused("some/words", "holds no model that can be read")

    def test_what_broke_off_goes_on_where_it_stopped(self):
        self.hub.break_after["model.safetensors"] = 20_000
        self.score("some/tiny")
        self.assertEqual([entry[1] for entry in self.asked("/cdn/")], [None, "bytes=20000-"])

    def test_what_an_earlier_run_left_goes_on_too_and_a_server_without_ranges_begins_anew(self):
        blobs = self.cache / "models--some--tiny/blobs"
        blobs.mkdir(parents=True)
        data = self.hub.files["some/tiny"]["model.safetensors"]
        (blobs / (hub_server.sha256(data) + ".incomplete")).write_bytes(data[:30_000])
        self.hub.ranges = False
        self.score("some/tiny")
        self.assertEqual([entry[1] for entry in self.asked("/cdn/")], ["bytes=30000-"])

    def test_a_wrong_digest_is_an_error_and_nothing_is_kept(self):
        data = self.hub.files["some/tiny"]["model.safetensors"]
        self.hub.wrong["model.safetensors"] = data[:-1] + b"?"
        self.refused("some/tiny", "arrived damaged")
        self.hub.wrong.clear()
        self.score("some/tiny")
        small = self.hub.files["some/tiny"]["config.json"]
        self.hub.wrong["config.json"] = small.replace(b"gpt2", b"gpt3")
        self.refused("some/tiny", "'config.json' arrived damaged", HF_HOME=str(self.folder / "other"))

    def test_faults_of_the_server_are_tried_again_but_not_for_ever(self):
        self.hub.faults["model.safetensors"] = 4
        self.score("some/tiny")
        self.hub.faults["model.safetensors"] = 5
        self.refused("some/tiny", "answers 503", "5 tries", HF_HOME=str(self.folder / "other"))
        self.refused("some/tiny", "http://127.0.0.1:1 cannot be reached", HF_HOME=str(self.folder / "more"),
                     HF_ENDPOINT="http://127.0.0.1:1")

    def test_gated_missing_and_private_models_say_what_cures_them(self):
        self.hub.gated["some/tiny"] = "secret"
        self.refused("some/tiny", "is gated: accept its terms at " + self.hub.url + "/some/tiny", "HF_TOKEN")
        self.refused("some/tiny", "use a token of that account", HF_TOKEN="wrong")
        self.refused("some/none", "no such model", "HF_TOKEN")
        self.refused("some/tiny@v9", "no revision 'v9'")
        self.score("some/tiny", HF_TOKEN="secret")
        (self.folder / "hf/token").write_text("secret\n")
        self.score("some/tiny@v1")

    def test_the_token_goes_to_the_hub_alone(self):
        self.score("some/tiny", HF_TOKEN="secret")
        self.assertEqual({entry[2] for entry in self.asked("/api/")}, {"Bearer secret"})
        self.assertEqual({entry[2] for entry in self.asked("/cdn/")}, {None})

    def test_offline_nothing_is_asked(self):
        self.refused("some/tiny", "HF_HUB_OFFLINE", "some/tiny", HF_HUB_OFFLINE="1")
        self.assertEqual(self.hub.asked, [])

    def test_names_that_lead_elsewhere_are_no_names_of_the_hub(self):
        for name in ("../tiny", "some/..", "some/tiny/more", "some/.tiny", "some/tiny:../x.gguf", "some/tiny@../x"):
            self.refused(name, "no such model")
        self.assertEqual(self.hub.asked, [])

    def test_a_config_names_one_and_models_lists_the_cache(self):
        self.score("some/tiny")
        result = self.run_program("models", "--json", HF_HUB_OFFLINE="1")
        self.assertEqual(result.returncode, 0, result.stderr)
        names = [json.loads(line)["name"] for line in result.stdout.splitlines()]
        self.assertIn("some/tiny", names)


if __name__ == "__main__":
    unittest.main()
