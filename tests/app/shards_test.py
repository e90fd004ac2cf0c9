"""`run --shard` and `merge`: parts of a run, computed apart, are the run of one process to the byte."""
import json
import unittest

from program import TINY_LLAMA, ProgramTest, coldread


class Shards(ProgramTest):
    TASKS = "next_word,goes_on,picks"

    def setUp(self):
        super().setUp()
        rows = "".join(json.dumps({"q": f"the {word} is on the", "a": " table"}) + "\n"
                       for word in ("apple", "dog", "cup", "hat", "pen", "book", "cat", "key"))
        self.write("tasks/rows.jsonl", rows)

    def part(self, shard, out, *arguments):
        result = self.run_tasks("--shard", shard, *arguments, tasks=self.TASKS, model=TINY_LLAMA, out=out)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.folder / out

    def whole(self):
        result = self.run_tasks(tasks=self.TASKS, model=TINY_LLAMA, out="whole")
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.files("whole")

    def merge(self, *folders, out="merged"):
        return coldread("merge", *folders, "--out", self.folder / out)

    def files(self, out):
        return {path.name: path.read_bytes() for path in (self.folder / out).iterdir()
                if path.name not in ("run.json", "machine.html")}

    def test_two_and_three_parts_merge_to_the_bytes_of_one_process(self):
        whole = self.whole()
        for count in (2, 3):
            parts = [self.part(f"{i}/{count}", f"part-{i}-{count}") for i in range(1, count + 1)]
            result = self.merge(*parts, out=f"merged-{count}")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(self.files(f"merged-{count}"), whole)

    def test_parts_may_overlap(self):
        whole = self.whole()
        result = self.merge(self.part("2/3", "a"), self.part("1/2", "b"), self.part("2/2", "c"), self.folder / "whole")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files("merged"), whole)

    def test_a_part_holds_only_its_documents_and_no_results(self):
        part = self.part("1/2", "a")
        lines = (part / "journal").read_text().splitlines()
        self.assertLess(len(lines) - 2, 8 * 5)
        self.assertFalse((part / "results.json").exists())
        self.assert_fails(coldread("report", part), 2, "shard 1/2", "merge")

    def test_a_missing_part_is_named(self):
        parts = [self.part("1/3", "a"), self.part("3/3", "b")]
        self.assert_fails(self.merge(*parts), 2, "not whole", "shard 2/3 is not among them")

    def test_an_unfinished_part_is_named(self):
        parts = [self.part("1/2", "a"), self.part("2/2", "b")]
        journal = parts[1] / "journal"
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
        self.assert_fails(self.merge(*parts), 2, "shard 2/2", "lacks 1 document")

    def test_a_part_of_another_config_is_refused_with_the_difference(self):
        parts = [self.part("1/2", "a"), self.part("2/2", "b", "--limit", "3")]
        self.assert_fails(self.merge(*parts), 2, "another run", "limit was not set, is 3")

    def test_parts_that_disagree_are_refused(self):
        whole = self.part("1/1", "a")
        (self.folder / "b").mkdir()
        self.change_first_answer(whole / "journal", self.folder / "b/journal")
        self.assert_fails(self.merge(whole, self.folder / "b"), 3, "answers a request otherwise")

    def change_first_answer(self, source, target):
        import hashlib
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        body = lines[2].split(" ", 2)[2].rstrip("\n").replace('"context_tokens":', '"context_tokens":1')
        counted = f"{len(body.encode())} {body}"
        lines[2] = hashlib.sha256(counted.encode()).hexdigest()[:16] + " " + counted + "\n"
        target.write_text("".join(lines), encoding="utf-8")

    def test_a_shard_that_cannot_be_is_a_usage_error(self):
        result = self.run_tasks("--shard", "3/2")
        self.assert_fails(result, 2, "--shard 3/2", "i/n")


if __name__ == "__main__":
    unittest.main()
