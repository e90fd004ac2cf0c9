"""Data files in other encodings, packed or misnamed, and names that no file can have."""
import gzip
import json
import shutil
import unittest

from program import NEXT_WORD, PICKS, ProgramTest, coldread

TASK = """task: t
dataset_path: {format}
dataset_kwargs: {{data_files: {{test: {file}}}{more}}}
test_split: test
doc_to_text: "{{{{x}}}}"
doc_to_target: "{{{{y}}}}"
generation_kwargs: {{until: ["\\n"], max_gen_toks: 4, do_sample: false}}
"""


class Encodings(ProgramTest):
    def render(self, content, file="rows.csv", form="csv", more=""):
        (self.folder / "tasks" / file).write_bytes(content)
        return coldread("render", self.write("tasks/t.yaml", TASK.format(format=form, file=file, more=more)))

    def contexts(self, *arguments, **options):
        done = self.render(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line)["context"] for line in done.stdout.splitlines()]

    def test_what_is_not_utf8_is_an_error_with_line_and_cure(self):
        for form, file, content in (("csv", "a.csv", "x,y\ncafé,1\n"), ("json", "a.jsonl", '{"x": "a", "y": "1"}\n{"x": "é"}\n'),
                                    ("text", "a.txt", "one\ncafé\n"), ("tsv", "a.tsv", "x\ty\ncafé\t1\n")):
            done = self.render(content.encode("latin-1"), file, form)
            self.assert_fails(done, 3, f"{file}:2:", "byte 0xE9 is not UTF-8", "save the file as UTF-8", "encoding: latin-1")

    def test_an_encoding_is_read_by_its_name(self):
        rows = "x,y\ncafé,1\n"
        for name in ("latin-1", "ISO-8859-1", "cp1252", "utf-16", "utf-16-le", "utf_8", "utf-8-sig", "utf-32"):
            self.assertEqual(self.contexts(rows.encode(name.lower()), more=f", encoding: {name}"), ["café"], name)
        self.assertEqual(self.contexts('{"x": "é", "y": ""}'.encode("utf-16"), "r.jsonl", "json", ", encoding: utf-16"), ["é"])
        packed = gzip.compress(rows.encode("latin-1"))
        self.assertEqual(self.contexts(packed, "rows.csv.gz", more=", encoding: latin-1"), ["café"])
        self.assert_fails(self.render(rows.encode(), more=", encoding: latin-11"), 2, "t.yaml:3:", "unknown encoding 'latin-11'")
        self.assert_fails(self.render(b"x,y\n\xe9,1\n", more=", encoding: utf-8"), 3, "rows.csv:2", "0xE9", "is not utf-8")

    def test_utf16_and_packed_files_are_named_as_such(self):
        for content, words in (('{"x": "a", "y": "1"}'.encode("utf-16"), ("is UTF-16", "encoding: utf-16")),
                               ('{"x": "a", "y": "1"}'.encode("utf-16-le"), ("is UTF-16",)),
                               (gzip.compress(b'{"x": "a"}'), ("is gzip", "rename it to rows.jsonl.gz")),
                               (b"PAR1" + bytes(40) + b"PAR1", ("is Parquet", "convert it to JSON lines")),
                               (b"PK\3\4" + bytes(40), ("packed by zip", "unpack it first"))):
            self.assert_fails(self.render(content, "rows.jsonl", "json"), 3, "rows.jsonl", *words)
        self.assert_fails(self.render(b'{"x": "a"}', "rows.jsonl.gz", "json"), 3, "is not gzip, though its name ends in .gz")
        self.assert_fails(self.render(b"PAR1", "rows.parquet", "parquet"), 3, "t.yaml:2:", "dataset_path parquet is not read; convert it")

    def test_nan_and_infinity_are_numbers_and_a_short_last_row_is_null(self):
        rows = b'{"x": NaN, "y": "1"}\n{"x": 1.5, "y": "2"}\n{"x": -Infinity, "y": "3"}\n'
        self.assertEqual(self.contexts(rows, "rows.jsonl", "json"), ["nan", "1.5", "-inf"])
        self.assertEqual(self.contexts(b"x,y\na,1\nb"), ["a", "b"])

    def test_a_run_on_nan_is_read_back(self):
        self.write("tasks/rows.jsonl", '{"q": "the apple is on the", "a": " table", "n": NaN}\n')
        for _ in range(2):
            self.assertEqual(self.run_tasks().returncode, 0)
        shutil.copytree(self.folder / "out", self.folder / "again")
        done = coldread("compare", self.folder / "out", self.folder / "again")
        self.assertEqual(done.returncode, 0, done.stderr)


class Names(ProgramTest):
    def test_a_name_longer_than_a_files_can_be_is_cut_with_a_digest(self):
        long = "x" * 300
        self.write("tasks/long.yaml", NEXT_WORD.replace("task: next_word", f"task: {long}"))
        self.write("tasks/other.yaml", NEXT_WORD.replace("task: next_word", f"task: {long}y"))
        done = self.run_tasks(tasks=f"{long},{long}y")
        self.assertEqual(done.returncode, 0, done.stderr)
        samples = sorted(path.name for path in (self.folder / "out").glob("samples_*.jsonl"))
        self.assertEqual(len(samples), 2)
        self.assertTrue(all(len(name) < 128 for name in samples), samples)
        self.assertEqual(set(json.loads((self.folder / "out/results.json").read_text())["results"]), {long, long + "y"})
        shutil.copytree(self.folder / "out", self.folder / "again")
        self.assertEqual(coldread("compare", self.folder / "out", self.folder / "again").returncode, 0)
        (self.folder / "again" / samples[0]).unlink()
        self.assert_fails(coldread("compare", self.folder / "out", self.folder / "again"), 3, samples[0] + ": is missing")

    def test_names_that_differ_in_signs_alone_have_files_of_their_own(self):
        for i, name in enumerate(("a:b", "a*b", "../../evil")):
            self.write(f"tasks/n{i}.yaml", NEXT_WORD.replace("task: next_word", f'task: "{name}"\ntag: odd'))
        self.assertEqual(self.run_tasks(tasks="odd").returncode, 0)
        names = {path.name for path in (self.folder / "out").glob("samples_*.jsonl")}
        self.assertEqual(len(names), 3, names)
        self.assertIn("samples_.._.._evil.jsonl", names)

    def test_one_output_that_cannot_be_written_leaves_the_others(self):
        (self.folder / "out/samples_picks.jsonl").mkdir(parents=True)
        done = self.run_tasks(tasks="next_word,picks")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("coldread: " + str(self.folder / "out/samples_picks.jsonl") + ": cannot save", done.stderr)
        self.assertIn("acc_norm", done.stdout)
        for name in ("results.json", "results.csv", "samples_next_word.jsonl", "report.html"):
            self.assertTrue((self.folder / "out" / name).is_file(), name)


class Converted(ProgramTest):
    def test_the_script_writes_names_and_texts_that_are_read(self):
        yaml = PICKS.replace("task: picks", "task: a/b") + "process_docs: !function utils.process_docs\n"
        done = coldread("tasks", "convert", self.write("tasks/py.yaml", yaml))
        self.assertEqual(done.returncode, 0, done.stderr)
        space = {"json": json}
        part = done.stdout[done.stdout.index("def text_of"):done.stdout.index("def write")]
        exec("import re\n" + part, space)  # pylint: disable=exec-used
        text = space["text_of"]({"a": "\ud800 \U0001f600 \x7f\u2028\n", "b": float("nan"), "c": 1e-05})
        self.write("tasks/rows.jsonl", text + "\n")
        self.write("tasks/made.yaml", "task: made\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\n"
                   f"test_split: test\ndoc_to_text: a\ndoc_to_target: {space['text_of'](chr(0x1f600) + chr(0x85))}\n")
        done = coldread("render", self.folder / "tasks/made.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["context"], "\ufffd \U0001f600 \x7f\u2028\n")


if __name__ == "__main__":
    unittest.main()
