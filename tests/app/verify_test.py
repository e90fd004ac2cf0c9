"""`coldread verify`: a finished run's answers computed again; a changed one is found and named."""
import hashlib
import json
import unittest

from program import TINY_GPT2, ProgramTest, coldread


class Verify(ProgramTest):
    def run_and_verify(self, *arguments, tasks="next_word,goes_on,picks"):
        self.assertEqual(self.run_tasks(tasks=tasks).returncode, 0)
        return coldread("verify", self.folder / "out", *arguments)

    def change_journal(self, change):
        """Rewrites each answer's JSON with a sound checksum."""
        path = self.folder / "out/journal"
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = lines[:2]
        for line in lines[2:]:
            record = json.loads(line.split(" ", 2)[2])
            change(record)
            body = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
            counted = f"{len(body.encode())} {body}"
            changed.append(hashlib.sha256(counted.encode()).hexdigest()[:16] + " " + counted)
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")

    def test_every_answer_of_a_sound_run_is_equal(self):
        result = self.run_and_verify("--sample", "1000")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("equal to the bit", result.stdout)
        self.assertNotIn("differ", result.stdout + result.stderr)

    def test_as_many_answers_as_asked_for_are_computed(self):
        result = self.run_and_verify("--sample", "2", "--seed", "5")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 of ", result.stdout)
        self.assertIn("seed 5", result.stdout)

    def test_threads_do_not_matter(self):
        self.assertEqual(self.run_and_verify("--threads", "3").returncode, 0)

    def test_a_changed_log_probability_is_named_with_its_request(self):
        self.run_and_verify(tasks="next_word")

        def nudge(record):
            record["response"]["logprobs"][0] -= 1e-4

        self.change_journal(nudge)
        result = coldread("verify", self.folder / "out")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("next_word, document 0, request 0: logprobs[0] is ", result.stderr)
        self.assertIn("2 differ", result.stdout)

    def test_a_changed_text_is_named(self):
        self.run_and_verify(tasks="goes_on")

        def grow(record):
            record["response"]["text"] += "!"

        self.change_journal(grow)
        result = coldread("verify", self.folder / "out")
        self.assertEqual(result.returncode, 1)
        self.assertIn("goes_on, document 1, request 0: text is ", result.stderr)

    def test_a_run_under_sampling_settings_is_equal_too(self):
        config = self.write("config.yaml", "\n".join([
            "name: sampled", f"models: [{TINY_GPT2}]", "tasks: [goes_on]", f"include_path: {self.folder}/tasks",
            "sampling: {greedy: {do_sample: false}, wild: {temperature: 1.5}}", "seeds: [0, 1]"]))
        self.assertEqual(coldread("run", config, "--out", self.folder / "out").returncode, 0)
        result = coldread("verify", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_task_that_changed_since_is_no_matter(self):
        self.run_and_verify(tasks="next_word")
        task = self.folder / "tasks/next_word.yaml"
        task.write_text(task.read_text().replace('"{{q}}"', '"{{q}} "'), encoding="utf-8")
        self.assertEqual(coldread("verify", self.folder / "out").returncode, 0)

    def test_an_unfinished_run_is_an_error(self):
        self.run_and_verify(tasks="next_word")
        path = self.folder / "out/journal"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:-1]), encoding="utf-8")
        self.assert_fails(coldread("verify", self.folder / "out"), 2, "not finished", "1 of 2")

    def test_a_folder_without_a_run_is_an_error(self):
        self.assert_fails(coldread("verify", self.folder), 3, "holds no run")
        self.write("journal", "nothing of the kind\n")
        self.assert_fails(coldread("verify", self.folder), 3, "journal")


if __name__ == "__main__":
    unittest.main()
