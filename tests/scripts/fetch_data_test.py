"""scripts/fetch-data against a local HTTP server that speaks as the hub's rows service does."""
import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROWS = [{"question": f"Was ist {i}?", "choices": ["é", str(i)], "gold": i % 2} for i in range(230)]


class Service(http.server.BaseHTTPRequestHandler):
    """Serves ROWS as split test of owner/name, configurations one and two. The class attributes are faults a test asks for."""

    failures = 0  # answer this many requests with 503
    stop_after = None  # answer requests of rows from this offset on with 400
    offsets = []  # asked for
    cut_cells = False

    def log_message(self, *_):
        pass

    def do_GET(self):
        service = type(self)
        url = urllib.parse.urlparse(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if service.failures > 0:
            service.failures -= 1
            self.send_error(503)
        elif query.get("dataset") == "owner/name" and url.path == "/splits":
            self.answer({"splits": [{"config": config, "split": split} for config in ("one", "two")
                                    for split in ("train", "test")]})
        elif query.get("dataset") == "plain" and url.path == "/splits":
            self.answer({"splits": [{"config": "default", "split": "test"}]})
        elif url.path == "/rows":
            self.rows(int(query["offset"]), int(query["length"]))
        else:
            self.send_error(404)

    def rows(self, offset, length):
        service = type(self)
        service.offsets.append(offset)
        if service.stop_after is not None and offset >= service.stop_after:
            self.send_error(400)
            return
        rows = [{"row_idx": i, "row": ROWS[i], "truncated_cells": ["question"] if service.cut_cells else []}
                for i in range(offset, min(offset + length, len(ROWS)))]
        self.answer({"rows": rows, "num_rows_total": len(ROWS)})

    def answer(self, value):
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class FetchData(unittest.TestCase):
    def setUp(self):
        Service.failures, Service.stop_after, Service.offsets, Service.cut_cells = 0, None, [], False
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.folder = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def fetch(self, *arguments):
        environment = dict(os.environ, HF_DATASETS_SERVER=f"http://127.0.0.1:{self.server.server_address[1]}",
                           COLDREAD_DATASETS=str(self.data), COLDREAD_FETCH_PAUSE="0.01")
        return subprocess.run([ROOT / "scripts/fetch-data", *arguments], env=environment, capture_output=True, text=True,
                              check=False)

    def test_a_split_lies_where_tasks_look_for_it_with_its_digest(self):
        done = self.fetch("owner/name/two", "--split", "test")
        self.assertEqual(done.returncode, 0, done.stderr)
        file = self.data / "owner/name/two/test.jsonl"
        self.assertEqual([json.loads(line) for line in file.read_text().splitlines()], ROWS)
        self.assertFalse((file.parent / "train.jsonl").exists())
        source = json.loads((file.parent / "SOURCE.json").read_text())
        self.assertEqual(source["files"]["test.jsonl"],
                         {"rows": 230, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()})
        self.assertEqual(Service.offsets, [0, 100, 200])

    def test_a_second_run_fetches_nothing_and_finds_changed_files(self):
        self.assertEqual(self.fetch("plain").returncode, 0)
        Service.offsets.clear()
        again = self.fetch("plain")
        self.assertEqual((again.returncode, Service.offsets), (0, []))
        self.assertIn("is in", again.stderr)
        file = self.data / "plain/test.jsonl"
        file.write_text(file.read_text() + "{}\n")
        self.assertEqual(self.fetch("plain").returncode, 3)

    def test_a_stopped_fetch_goes_on_where_it_was(self):
        Service.stop_after = 100
        stopped = self.fetch("plain")
        self.assertEqual(stopped.returncode, 3)
        self.assertIn("400", stopped.stderr)
        self.assertFalse((self.data / "plain/test.jsonl").exists())
        part = self.data / "plain/test.jsonl.part"
        part.write_text(part.read_text() + '{"half')
        Service.stop_after = None
        Service.offsets.clear()
        self.assertEqual(self.fetch("plain").returncode, 0)
        self.assertEqual(Service.offsets, [100, 200])
        rows = [json.loads(line) for line in (self.data / "plain/test.jsonl").read_text().splitlines()]
        self.assertEqual(rows, ROWS)

    def test_faults_of_the_network_are_tried_again(self):
        Service.failures = 3
        done = self.fetch("plain")
        self.assertEqual(done.returncode, 0)
        self.assertIn("503", done.stderr)
        Service.failures = 99
        self.assertEqual(self.fetch("owner/name/one").returncode, 3)

    def test_a_wrong_name_gets_one_line_with_what_there_is(self):
        for arguments, code, message in ((["owner/name"], 2, "several configurations, name one as owner/name/CONFIG: one, two"),
                                         (["owner/name/three"], 2, "no configuration 'three'; it has: one, two"),
                                         (["plain", "--split", "dev"], 2, "no split 'dev'; it has: test"),
                                         (["nothing"], 3, "404"), (["../x"], 2, "no data set's name")):
            done = self.fetch(*arguments)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(message, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)

    def test_rows_with_cut_cells_are_refused(self):
        Service.cut_cells = True
        self.assertIn("cuts long cells", self.fetch("plain").stderr)


if __name__ == "__main__":
    unittest.main()
