"""Runs the built program in tests; small models and tasks made on the spot."""
import json
import os
import pathlib
import pty
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("COLDREAD", str(ROOT / "build/coldread"))
UNDER_ASAN = os.path.exists(PROGRAM) and b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()
os.environ.setdefault("XDG_CACHE_HOME", str(pathlib.Path(PROGRAM).parent / "cache"))  # not the user's
TINY_GPT2 = ROOT / "tests/reference/model/tiny-gpt2"
TINY_LLAMA = ROOT / "tests/reference/model/tiny-llama/small-untied-Q4_1.gguf"


def coldread(*arguments, stdin=None, **options):
    """The finished process, with text output."""
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=120,
                          check=False, **options)


def lines_through(*arguments, lines):
    """The answers of a plumbing command to JSON lines."""
    result = coldread(*arguments, stdin="".join(json.dumps(line) + "\n" for line in lines))
    if result.returncode not in (0, 1):
        raise AssertionError(result.stderr)
    return [json.loads(line) for line in result.stdout.splitlines()]


def has_terminals(what):
    """Whether the machine gives pseudo terminals; says what is skipped where it does not."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        print(f"skipped: {what} (this machine gives no pseudo terminals)")
        return False
    return True


class ProgramTest(unittest.TestCase):
    """A test in a folder of its own, with one sound task over two documents."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "tasks").mkdir()
        self.write("tasks/rows.jsonl", '{"q": "the apple is on the", "a": " table"}\n{"q": "the dog is in the", "a": " box"}\n')
        self.write("tasks/next_word.yaml", NEXT_WORD)
        self.write("tasks/goes_on.yaml", GOES_ON)
        self.write("tasks/picks.yaml", PICKS)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_tasks(self, *arguments, tasks="next_word", model=TINY_GPT2, out="out", **options):
        return coldread("run", "--model", model, "--tasks", tasks, "--include_path", self.folder / "tasks",
                        "--out", self.folder / out, *arguments, **options)

    def assert_fails(self, result, code, *words):
        """One clear line, the exit code, no backtrace."""
        self.assertEqual(result.returncode, code, result.stderr + result.stdout)
        self.assertTrue(result.stderr.startswith("coldread: ") or result.stderr.startswith("\ncoldread: "), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)


NEXT_WORD = """task: next_word
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: loglikelihood
doc_to_text: "{{q}}"
doc_to_target: "{{a}}"
metric_list:
  - metric: acc
  - metric: perplexity
metadata: {version: 1.0}
"""

GOES_ON = """task: goes_on
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: generate_until
doc_to_text: "{{q}}"
doc_to_target: "{{a}}"
generation_kwargs: {until: ["\\n"], max_gen_toks: 8, do_sample: false}
metric_list:
  - metric: exact_match
metadata: {version: 1.0}
"""

PICKS = """task: picks
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{q}}"
doc_to_choice: [table, box, moon]
doc_to_target: "{{['table', 'box'].index(a.strip())}}"
metric_list:
  - metric: acc
  - metric: acc_norm
metadata: {version: 1.0}
"""
