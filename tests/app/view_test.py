"""`coldread view`, a run's page on 127.0.0.1, and `coldread index`, one page over many runs."""
import base64
import hashlib
import http.client
import json
import re
import shutil
import socket
import subprocess
import time
import unittest

from program import PROGRAM, TINY_LLAMA, ProgramTest, coldread


def policy_of(page):
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")


def scripts_of(page):
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def source_of(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


class View(ProgramTest):
    def serve(self, folder, port="0"):
        server = subprocess.Popen([PROGRAM, "view", self.folder / folder, "--port", port], stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stderr.close)
        line = server.stderr.readline()
        found = re.fullmatch(r"listening on http://127\.0\.0\.1:(\d+)\n", line)
        self.assertTrue(found, line)
        return int(found[1])

    def ask(self, port, path="/", method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, dict(answer.getheaders())

    def test_the_served_page_alone_may_ask_the_server(self):
        self.run_tasks(tasks="picks")
        before = {path.name: path.read_bytes() for path in (self.folder / "out").iterdir()}
        port = self.serve("out")
        status, page, headers = self.ask(port)
        self.assertEqual(status, 200)
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        policy = policy_of(page)
        self.assertIn("connect-src 'self';", policy)
        for script in scripts_of(page):
            self.assertIn(source_of(script), policy)
        self.assertNotIn("connect-src", policy_of(before["report.html"].decode()))
        self.assertEqual(self.ask(port, "/report.html")[1], page)
        self.assertEqual(self.ask(port, "/machine.html")[0], 200)
        self.assertEqual(before, {path.name: path.read_bytes() for path in (self.folder / "out").iterdir()})

    def test_nothing_but_pages_is_served_and_nobody_else_is_answered(self):
        self.run_tasks(tasks="picks")
        port = self.serve("out")
        for path in ("/journal", "/results.json", "/../out/report.html", "/%2e%2e/out/report.html", "/.html", "/x.html"):
            self.assertEqual(self.ask(port, path)[0], 404, path)
        self.assertEqual(self.ask(port, Host=f"localhost:{port}")[0], 200)
        self.assertEqual(self.ask(port, Origin=f"http://127.0.0.1:{port}")[0], 200)
        for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{port}"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            self.assertEqual(self.ask(port, **headers)[0], 403, headers)
        for method in ("POST", "PUT", "DELETE"):
            self.assertEqual(self.ask(port, method=method)[0], 405)

    def test_a_run_that_goes_on_is_shown_as_far_as_it_is(self):
        self.run_tasks(tasks="goes_on,picks", model=TINY_LLAMA)
        whole = self.folder / "out"
        part = self.folder / "part"
        shutil.copytree(whole, part)
        for path in part.iterdir():
            if path.suffix in (".html", ".json", ".jsonl", ".csv") and not path.name.startswith("inputs"):
                path.unlink()
        lines = (whole / "journal").read_bytes().splitlines(keepends=True)
        (part / "journal").write_bytes(b"".join(lines[:-2]))
        port = self.serve("part")
        state = self.ask(port, "/state")[1]
        status, page, _ = self.ask(port)
        self.assertEqual(status, 200, page)
        self.assertIn("unfinished", page)
        self.assertIn("connect-src", policy_of(page))
        time.sleep(0.02)
        (part / "journal").write_bytes(b"".join(lines))
        self.assertNotEqual(self.ask(port, "/state")[1], state)

    def test_what_cannot_be_served_is_said(self):
        self.assert_fails(coldread("view", self.folder / "nothing"), 2, "nothing")
        self.run_tasks(tasks="picks")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.assert_fails(coldread("view", self.folder / "out", "--port", taken.getsockname()[1]), 2, "is taken")


class Index(ProgramTest):
    def test_runs_of_a_folder_are_listed_with_their_scores(self):
        self.run_tasks(tasks="picks,next_word", out="all/first")
        self.run_tasks(tasks="picks", out="all/more/sec<b>ond")
        self.run_tasks(tasks="picks", out="all/third", model=TINY_LLAMA)
        (self.folder / "all/broken").mkdir()
        (self.folder / "all/broken/results.json").write_text("{")
        (self.folder / "all/not-a-run").mkdir()
        result = coldread("index", self.folder / "all")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("4 runs", result.stdout)
        page = (self.folder / "all/index.html").read_text()
        digest = json.loads((self.folder / "all/first/results.json").read_text())["coldread"]["answers_digest"]
        for text in ('href="first/report.html"', 'href="more/sec%3Cb%3Eond/report.html"', "sec&lt;b&gt;ond", digest[:12], "tiny-gpt2",
                     "small-untied-Q4_1", "picks v1.0 acc", "cannot be read", "<svg", "picks, acc"):
            self.assertIn(text, page)
        self.assertNotIn("sec<b>", page)
        [script] = scripts_of(page)
        self.assertIn(source_of(script), policy_of(page))
        self.assertNotIn("connect-src", policy_of(page))

    def test_a_folder_without_runs_is_an_error(self):
        self.assert_fails(coldread("index", self.folder / "tasks"), 2, "holds no runs")
        self.assert_fails(coldread("index", self.folder / "nothing"), 2, "nothing")


if __name__ == "__main__":
    unittest.main()
