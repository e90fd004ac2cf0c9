"""A run's folder: who may write there, what a changed config or journal is told, and that equal runs are equal bytes."""
import fcntl
import hashlib
import json
import unittest

from program import TINY_GPT2, ProgramTest, coldread

TASKS = "next_word,goes_on,picks"


class Folders(ProgramTest):
    def files(self, out="out"):
        return {path.name: path.read_bytes() for path in (self.folder / out).iterdir()
                if path.name not in ("run.json", "machine.html")}

    def edit_answer(self, change):
        """Changes the first answer of the journal under a sound checksum."""
        path = self.folder / "out/journal"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        body = change(lines[2].split(" ", 2)[2].rstrip("\n"))
        counted = f"{len(body.encode())} {body}"
        lines[2] = hashlib.sha256(counted.encode()).hexdigest()[:16] + " " + counted + "\n"
        path.write_text("".join(lines), encoding="utf-8")

    def test_two_runs_fill_their_folders_with_the_same_bytes(self):
        self.run_tasks(tasks=TASKS, out="a")
        self.run_tasks("--threads", "2", "--memory", "1M", tasks=TASKS, out="b")
        self.assertEqual(self.files("a"), self.files("b"))

    def test_rendering_again_changes_no_byte(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        for command in (lambda: self.run_tasks(tasks=TASKS), lambda: coldread("report", self.folder / "out")):
            result = command()
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(self.files(), before)

    def test_equal_runs_show_the_same_digest(self):
        digests = set()
        for out in ("a", "b"):
            printed = self.run_tasks(tasks=TASKS, out=out).stdout
            digest = json.loads((self.folder / out / "results.json").read_text())["coldread"]["answers_digest"]
            self.assertIn(f"digest   {digest}", printed)
            self.assertIn(digest, (self.folder / out / "report.html").read_text())
            self.assertEqual(json.loads((self.folder / out / "run.json").read_text())["answers_digest"], digest)
            digests.add(digest)
        self.assertEqual(len(digests), 1)
        self.run_tasks(tasks="picks", out="c")
        other = json.loads((self.folder / "c/results.json").read_text())["coldread"]["answers_digest"]
        self.assertNotIn(other, digests)

    def test_an_edited_journal_no_longer_matches_its_results(self):
        self.run_tasks(tasks="goes_on")
        before = self.files()
        self.edit_answer(lambda body: body.replace('"text":"', '"text":"x'))
        edited = self.files()
        self.assert_fails(coldread("report", self.folder / "out"), 3, "no longer matches its results", "digest")
        self.assert_fails(self.run_tasks(tasks="goes_on"), 3, "no longer matches its results")
        self.assertEqual(self.files(), edited)
        result = coldread("verify", self.folder / "out")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no longer matches", result.stderr)
        self.assertIn("1 differ", result.stdout)
        self.assertEqual(self.run_tasks("--fresh", tasks="goes_on").returncode, 0)
        self.assertEqual(self.files(), before)

    def test_damage_is_named_and_computed_again(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        path = self.folder / "out/journal"
        lines = path.read_bytes().splitlines(keepends=True)
        lines[3] = lines[3].replace(b"key", b"kez")
        path.write_bytes(b"".join(lines))
        self.assert_fails(coldread("report", self.folder / "out"), 3, "lost the answers of ", " of 6 documents", "line 4 (from byte ",
                          "damaged", "computes the lost answers again: coldread run")
        result = self.run_tasks(tasks=TASKS)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("line 4 (from byte ", result.stderr)
        self.assertEqual(self.files(), before)
        self.assertNotIn("damaged", self.run_tasks(tasks=TASKS).stderr)

    def test_a_damaged_head_is_no_loss(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        path = self.folder / "out/journal"
        path.write_bytes(b"x" + path.read_bytes()[1:])
        self.assertEqual(self.run_tasks(tasks=TASKS).returncode, 0)
        self.assertEqual(self.files(), before)

    def test_a_second_process_says_so_and_leaves(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        with open(self.folder / "out/.lock", "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write("process 17 on somewhere")
            lock.flush()
            for result in (self.run_tasks(tasks=TASKS), self.run_tasks("--fresh", tasks="picks"),
                           coldread("report", self.folder / "out")):
                self.assert_fails(result, 4, "another coldread is at work", "process 17 on somewhere")
            lock.truncate(0)
        self.assertEqual(self.files(), before)
        self.assertEqual(self.run_tasks(tasks=TASKS).returncode, 0)

    def test_what_changed_is_named_with_both_values(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        self.assert_fails(self.run_tasks("--limit", "1", tasks=TASKS), 2, "limit was not set, is 1", "--fresh")
        self.assert_fails(self.run_tasks("--compute", "int8", tasks=TASKS), 2, 'compute was "fp32", is "int8"')
        self.assert_fails(self.run_tasks(tasks="picks"), 2, 'tasks.0.task was "next_word", is "picks"')
        task = self.folder / "tasks/picks.yaml"
        task.write_text(task.read_text().replace('"{{q}}"', '"{{q}} "'), encoding="utf-8")
        self.assert_fails(self.run_tasks(tasks=TASKS), 2, "task 'picks': doc_to_text was ")
        self.assertEqual(self.files(), before)

    def test_a_changed_tokenizer_is_another_model(self):
        import shutil
        shutil.copytree(TINY_GPT2, self.folder / "model")
        self.run_tasks(tasks="picks", model=self.folder / "model")
        config = self.folder / "model/config.json"
        config.chmod(0o644)
        config.write_text(config.read_text() + "\n", encoding="utf-8")
        result = self.run_tasks(tasks="picks", model=self.folder / "model")
        self.assert_fails(result, 2, "model settings and tokenizer.model was ")

    def test_a_fresh_start_leaves_nothing_of_the_former_run(self):
        self.run_tasks(tasks="picks", out="small")
        self.run_tasks(tasks=TASKS)
        (self.folder / "out/.results.json.part-AbCdEf").write_text("half", encoding="utf-8")
        (self.folder / "out/notes.txt").write_text("mine", encoding="utf-8")
        self.assertEqual(self.run_tasks("--fresh", tasks="picks").returncode, 0)
        self.assertEqual(self.files(), {**self.files("small"), "notes.txt": b"mine"})

    def test_the_command_is_that_of_the_first_process(self):
        self.run_tasks("--limit", "2", tasks=TASKS)
        before = self.files()
        self.assertEqual(self.run_tasks("--set", "limit=2", tasks=TASKS).returncode, 0)
        self.assertEqual(self.files(), before)


if __name__ == "__main__":
    unittest.main()
