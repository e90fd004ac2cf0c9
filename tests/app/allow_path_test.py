"""--allow-path: a task's files outside of its folders are refused, or allowed by the run and by what is made of it later."""
import json
import shutil
import unittest

from program import TINY_LLAMA, ProgramTest, coldread


class AllowPath(ProgramTest):
    def setUp(self):
        super().setUp()
        self.elsewhere = self.folder / "elsewhere"
        rows = "".join(json.dumps({"q": f"the {word} is on the", "a": " table"}) + "\n" for word in ("apple", "dog", "cup"))
        self.write("elsewhere/rows.jsonl", rows)
        self.write("tasks/next_word.yaml", (self.folder / "tasks/next_word.yaml").read_text().replace("rows.jsonl", "../elsewhere/rows.jsonl"))

    def allowed_run(self, *arguments, out="out"):
        result = self.run_tasks("--allow-path", self.elsewhere, *arguments, model=TINY_LLAMA, out=out)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.folder / out

    def files(self, out):
        return {path.name: path.read_bytes() for path in out.iterdir() if path.name not in ("run.json", "machine.html")}

    def assert_done(self, *arguments):
        result = coldread(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_a_file_outside_is_refused_with_the_flag_that_allows_it(self):
        self.assert_fails(self.run_tasks(), 2, "next_word.yaml:3", "elsewhere/rows.jsonl", "--allow-path")

    def test_another_folder_allows_nothing(self):
        self.assert_fails(self.run_tasks("--allow-path", self.folder / "other"), 2, "elsewhere/rows.jsonl", "--allow-path")

    def test_a_report_and_a_check_of_a_run_may_read_what_the_run_might(self):
        out = self.allowed_run()
        whole = self.files(out)
        (out / "results.csv").unlink()
        self.assert_done("report", out)
        self.assertEqual(self.files(out), whole)
        self.assertIn("3 of 3 answers", self.assert_done("verify", out))

    def test_parts_are_merged_with_what_they_might_read(self):
        whole = self.files(self.allowed_run())
        parts = [self.allowed_run("--shard", f"{i}/2", out=f"part-{i}") for i in (1, 2)]
        self.assert_done("merge", *parts, "--out", self.folder / "merged")
        merged = self.files(self.folder / "merged")
        self.assertEqual(merged["results.json"], whole["results.json"])
        self.assertEqual(merged["samples_next_word.jsonl"], whole["samples_next_word.jsonl"])

    def test_a_report_reads_no_data_and_a_rescore_only_what_the_run_might_read(self):
        out = self.allowed_run()
        whole = self.files(out)
        shutil.move(self.elsewhere / "rows.jsonl", self.folder / "rows.jsonl")
        (self.elsewhere / "rows.jsonl").symlink_to(self.folder / "rows.jsonl")
        self.assert_done("report", out)
        self.assert_done("verify", out)
        self.assertEqual(self.files(out), whole)
        result = coldread("rescore", out)
        self.assert_fails(result, 2, "elsewhere/rows.jsonl", "--allow-path")


if __name__ == "__main__":
    unittest.main()
