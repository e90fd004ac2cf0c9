"""`coldread rescore`: other filters, metrics, targets or gold labels over the answers of a run, into a new folder."""
import json
import shutil
import unittest

from program import TINY_GPT2, ProgramTest, coldread


class Rescore(ProgramTest):
    def setUp(self):
        super().setUp()
        rows = [{"q": f"the {word} is on the", "a": " table"} for word in ("apple", "dog", "cup")]
        self.write("tasks/rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        shutil.copytree(TINY_GPT2, self.folder / "model")

    def run_source(self, *arguments, tasks="picks"):
        result = self.run_tasks(*arguments, tasks=tasks, model=self.folder / "model")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.source = self.files("out")

    def rescore(self, *arguments, code=0, out="new", **options):
        result = coldread("rescore", self.folder / "out", "--out", self.folder / out, *arguments, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(self.files("out"), self.source)
        return result

    def files(self, out, but=("run.json", "machine.html")):
        return {path.name: path.read_bytes() for path in (self.folder / out).iterdir() if path.name not in but}

    def scores(self, out="new"):
        results = json.loads((self.folder / out / "results.json").read_text())
        return {(score["task"], score["filter"], score["metric"]): score["value"] for score in results["runs"][0]["scores"]}

    def edit(self, name, before, after):
        path = self.folder / "tasks" / name
        text = path.read_text()
        self.assertIn(before, text)
        path.write_text(text.replace(before, after), encoding="utf-8")

    def without_model(self):
        shutil.rmtree(self.folder / "model")

    def test_corrected_gold_labels_change_the_scores_alone(self):
        self.run_source()
        self.without_model()
        acc = self.scores("out")["picks", "none", "acc"]
        chosen = self.chosen()
        rows = [{"q": f"the {word} is on the", "a": f" {choice}"} for word, choice in zip(("apple", "dog", "cup"), chosen)]
        self.write("tasks/rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        result = self.rescore()
        self.assertIn("0 asked", result.stdout)
        self.assertEqual(self.scores()["picks", "none", "acc"], sum(choice != "moon" for choice in chosen) / 3)
        self.assertEqual(self.scores("out")["picks", "none", "acc"], acc)

    def chosen(self):
        """What the model picked of table, box and moon; moon cannot be a label."""
        lines = (self.folder / "out/samples_picks.jsonl").read_text().splitlines()
        picked = []
        for sample in map(json.loads, lines):
            scores = [float(response[0][0]) for response in sample["resps"]]
            picked.append(["table", "box", "moon"][scores.index(max(scores))])
        if "moon" in picked:
            self.skipTest("the model picks what is no label")
        return picked

    def test_other_metrics_and_filters_need_no_model(self):
        self.run_source(tasks="goes_on")
        self.without_model()
        self.edit("goes_on.yaml", "metadata", "  - metric: bleu\nfilter_list:\n  - name: low\n"
                  "    filter: [{function: lowercase}, {function: take_first}]\nmetadata")
        self.assertIn("3 of", self.rescore().stdout)
        self.assertEqual(set(self.scores()), {("goes_on", "low", "exact_match"), ("goes_on", "low", "bleu")})

    def test_a_larger_limit_asks_what_is_missing_alone(self):
        for flags in (("--limit", "3"), ("--set", "limit=3")):
            with self.subTest(flags=flags):
                self.run_source("--limit", "2", "--fresh", tasks="goes_on")
                result = self.rescore(*flags, "--fresh")
                self.assertIn("2 of", result.stdout)
                self.assertIn("1 asked", result.stdout)
                self.assertEqual(len((self.folder / "new/samples_goes_on.jsonl").read_text().splitlines()), 3)

    def test_paths_of_a_config_are_relative_to_the_config(self):
        self.run_source(tasks="goes_on")
        config = self.write("configs/other.yaml", "tasks: [goes_on]\ninclude_path: ../tasks\n")
        self.assertIn("0 asked", self.rescore("--config", config, cwd="/").stdout)

    def test_the_new_folder_is_that_of_a_run(self):
        self.run_source(tasks="goes_on")
        self.edit("goes_on.yaml", "metadata", "  - metric: bleu\nmetadata")
        self.rescore()
        self.run_tasks(tasks="goes_on", model=self.folder / "model", out="fresh")
        spoken = ("results.json", "report.html", "journal", "run.json", "machine.html")  # hold the command
        self.assertEqual(self.files("new", spoken), self.files("fresh", spoken))
        self.assertEqual(coldread("verify", self.folder / "new").returncode, 0)
        self.rescore()

    def test_a_changed_prompt_is_asked_again(self):
        self.run_source("--limit", "2", tasks="picks,next_word")
        self.edit("picks.yaml", '"{{q}}"', '"{{q}} "')
        result = self.rescore()
        self.assertIn("2 of", result.stdout)
        self.assertIn("6 asked", result.stdout)
        shutil.rmtree(self.folder / "new")
        self.without_model()
        self.assert_fails(self.rescore(code=3), 3, "is gone")
        self.assertFalse((self.folder / "new/results.json").exists())

    def test_some_of_the_tasks_may_be_scored(self):
        self.run_source(tasks="picks,next_word")
        self.without_model()
        self.rescore("--tasks", "next_word")
        self.assertEqual({task for task, _, _ in self.scores()}, {"next_word"})

    def test_settings_are_laid_over_the_config(self):
        self.run_source(tasks="goes_on")
        self.without_model()
        self.rescore("--set", "tasks.0.metric_list=[{metric: bleu}]")
        self.assertEqual(set(self.scores()), {("goes_on", "none", "bleu")})

    def test_what_the_run_holds_is_taken_where_its_tasks_or_data_are_gone(self):
        self.run_source(tasks="goes_on")
        self.without_model()
        (self.folder / "tasks/rows.jsonl").unlink()
        self.edit("goes_on.yaml", "metadata", "  - metric: bleu\nmetadata")
        result = self.rescore()
        self.assertIn("the data of goes_on is not here", result.stderr)
        self.assertIn(("goes_on", "none", "bleu"), self.scores())
        shutil.rmtree(self.folder / "tasks")
        result = self.rescore("--set", "tasks.0.metric_list=[{metric: chrf}]", out="third")
        self.assertIn("are not found here", result.stderr)
        self.assertEqual(set(self.scores("third")), {("goes_on", "none", "chrf")})

    def test_tasks_of_the_working_directory_are_looked_up_again(self):
        result = coldread("run", "--model", self.folder / "model", "--tasks", "picks", "--out", "out", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.source = self.files("out")
        self.edit("picks.yaml", "  - metric: acc_norm\n", "")
        result = self.rescore(cwd=self.folder)
        self.assertNotIn("warning", result.stderr)
        self.assertEqual(set(self.scores()), {("picks", "none", "acc")})

    def test_rows_of_the_run_serve_a_task_that_its_file_names(self):
        self.run_source(tasks=str(self.folder / "tasks/picks.yaml"))
        (self.folder / "tasks/rows.jsonl").unlink()
        result = self.rescore()
        self.assertIn("the data of picks is not here", result.stderr)
        self.assertEqual(self.scores(), self.scores("out"))

    def test_documents_that_are_gone_are_said(self):
        self.run_source(tasks="picks")
        lines = (self.folder / "tasks/rows.jsonl").read_text().splitlines(keepends=True)
        self.write("tasks/rows.jsonl", "".join(lines[:-1]))
        result = self.rescore()
        self.assertIn(f"task 'picks' has {len(lines) - 1} documents here; the run answered {len(lines)}", result.stderr)

    def test_a_mistake_in_a_task_is_an_error_and_no_reason_to_take_the_former(self):
        self.run_source(tasks="goes_on")
        self.edit("goes_on.yaml", "exact_match", "exact_mach")
        self.assert_fails(self.rescore(code=2), 2, "exact_mach", "did you mean")
        self.assertFalse((self.folder / "new").exists())

    def test_the_source_is_not_written_to(self):
        self.run_source()
        result = coldread("rescore", self.folder / "out", "--out", self.folder / "out")
        self.assert_fails(result, 2, "choose another --out")
        result = coldread("rescore", f"{self.folder}/out/")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue((self.folder / "out-rescored/results.json").exists())
        self.assertEqual(self.files("out"), self.source)

    def test_another_rescoring_goes_beside_the_first(self):
        self.run_source(tasks="goes_on")
        for metric in ("bleu", "chrf", "bleu"):
            result = coldread("rescore", self.folder / "out", "--set", f"tasks.0.metric_list=[{{metric: {metric}}}]")
            self.assertEqual(result.returncode, 0, result.stderr)
        folders = sorted(path.name for path in self.folder.iterdir() if path.name.startswith("out"))
        self.assertEqual(folders, ["out", "out-rescored", "out-rescored-2"])
        self.assertEqual(set(self.scores("out-rescored-2")), {("goes_on", "none", "chrf")})

    def test_a_folder_without_a_run_is_an_error(self):
        self.assert_fails(coldread("rescore", self.folder), 2, "holds no run")


if __name__ == "__main__":
    unittest.main()
