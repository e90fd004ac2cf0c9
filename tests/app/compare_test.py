"""Runs side by side, and reports rendered again."""
import csv
import io
import json
import shutil
import unittest

from program import TINY_GPT2, TINY_LLAMA, ProgramTest, coldread

COLUMNS = {"task", "metric", "first", "second", "n", "difference", "low", "high", "test", "p", "p_holm", "effect",
           "detectable", "beyond_noise", "winner", "up", "down", "primary", "verdict", "other_prompts"}


def holm(values):
    """Holm's step-down correction."""
    order = sorted(range(len(values)), key=values.__getitem__)
    corrected, largest = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[index]))
        corrected[index] = largest
    return corrected


class Comparisons(ProgramTest):
    def setUp(self):
        super().setUp()
        rows = "".join(json.dumps({"q": f"the {thing} is on the", "a": " table" if i % 2 else " box"}) + "\n"
                       for i, thing in enumerate(["apple", "dog", "moon", "cat", "river", "book", "tree", "lamp"]))
        self.write("tasks/rows.jsonl", rows)

    def table(self, *runs):
        result = coldread("compare", *(self.folder / run for run in runs), "--out", self.folder / "comparison")
        self.assertEqual(result.returncode, 0, result.stderr)
        with io.StringIO((self.folder / "comparison/comparison.csv").read_text()) as text:
            return result.stdout, list(csv.DictReader(text))

    def test_groups_are_compared_too(self):
        self.write("tasks/pair.yaml", "group: pair\ngroup_alias: both of them\ntask: [next_word, picks]\n"
                                      "aggregate_metric_list: [{metric: acc, weight_by_size: true}]\nmetadata: {version: 2}\n")
        self.run_tasks(tasks="pair", out="a")
        self.run_tasks(tasks="pair", out="b", model=TINY_LLAMA)
        self.table("a", "b")
        self.assertIn("both of them", (self.folder / "comparison/comparison.html").read_text())

    def test_two_models_are_compared_document_by_document(self):
        self.run_tasks(tasks="next_word,goes_on,picks", out="a")
        self.run_tasks(tasks="next_word,goes_on,picks", out="b", model=TINY_LLAMA)
        printed, rows = self.table("a", "b")
        self.assertTrue(COLUMNS <= set(rows[0]))
        self.assertEqual({row["task"] for row in rows}, {"next_word", "goes_on", "picks"})
        self.assertIn("95 % interval", printed)
        for row in rows:
            self.assertEqual(row["n"], "8")
            self.assertAlmostEqual(float(row["difference"]), float(row["second_value"]) - float(row["first_value"]), places=12)
            self.assertEqual(len(row["up"].split()), int(row["documents_up"]))
        primary = [row for row in rows if row["primary"] == "true"]
        self.assertEqual([row["metric"] for row in primary], ["acc", "exact_match", "acc"])
        for row, corrected in zip(primary, holm([float(row["p"]) for row in primary])):
            self.assertAlmostEqual(float(row["p_holm"]), corrected, places=12)
        self.assertEqual({row["p_holm"] for row in rows if row not in primary}, {""})
        page = (self.folder / "comparison/comparison.html").read_text()
        self.assertIn("small-untied-Q4_1", page)
        data = json.loads((self.folder / "comparison/comparison.json").read_text())
        self.assertEqual(len(data["differences"]), len(rows))

    def test_a_run_against_itself_has_no_winner(self):
        self.run_tasks(tasks="picks", out="a")
        shutil.copytree(self.folder / "a", self.folder / "b")
        printed, rows = self.table("a", "b")
        self.assertTrue(all(row["winner"] == "" and float(row["difference"]) == 0 for row in rows))
        self.assertEqual({row["verdict"] for row in rows}, {"identical"})
        self.assertIn("are identical: the same score on every paired document of picks", printed)

    def test_other_prompts_are_paired_and_said(self):
        self.run_tasks(tasks="goes_on,picks", out="a")
        task = self.folder / "tasks/picks.yaml"
        task.write_text(task.read_text().replace("{{q}}", "Say it: {{q}}"))
        self.run_tasks(tasks="goes_on,picks", out="b")
        printed, table = self.table("a", "b")
        self.assertEqual({row["n"] for row in table}, {"8"})
        self.assertEqual({row["other_prompts"] for row in table if row["task"] == "picks"}, {"8"})
        self.assertIn("; prompts differ on picks.", printed.splitlines()[0])
        self.assertIn("picks: prompts differ on 8 of 8 documents (a against b); document 0:", printed)
        self.assertIn("{+Say it: +}the apple is on the table", printed)
        self.assertIn("<ins>Say it: </ins>", (self.folder / "comparison/comparison.html").read_text())
        data = json.loads((self.folder / "comparison/comparison.json").read_text())
        self.assertEqual(data["prompts"][0]["diff"][0], {"kind": "added", "text": "Say it: "})

    def test_examples_and_none_are_compared(self):
        rows = (self.folder / "tasks/rows.jsonl").read_text()
        self.write("tasks/examples.jsonl", rows.replace("is on", "was on"))
        task = self.folder / "tasks/picks.yaml"
        task.write_text(task.read_text().replace("{test: rows.jsonl}", "{test: rows.jsonl, train: examples.jsonl}") + "fewshot_split: train\n")
        for shots, out in ((0, "a"), (2, "b")):
            config = self.write(f"{out}.yaml", f"models: ['{TINY_GPT2}']\ntasks: [{{task: picks, num_fewshot: {shots}}}]\n"
                                               f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/{out}'\n")
            result = coldread("run", config)
            self.assertEqual(result.returncode, 0, result.stderr)
        printed, table = self.table("a", "b")
        self.assertEqual(table[0]["n"], "8")
        self.assertIn("prompts differ on picks", printed)
        self.assertIn("picks: 0-shot is compared with 2-shot of b", printed)

    def test_two_names_of_one_task_are_compared_where_paired(self):
        self.run_tasks(tasks="picks", out="a")
        task = self.folder / "tasks/picks.yaml"
        self.write("tasks/picks_v2.yaml", task.read_text().replace("task: picks", "task: picks_v2").replace("{{q}}", "So: {{q}}"))
        self.run_tasks(tasks="picks_v2", out="b")
        runs = (self.folder / "a", self.folder / "b")
        self.assert_fails(coldread("compare", *runs), 2, "no document in common", "--pair NAME=OTHER")
        result = coldread("compare", *runs, "--pair", "picks=picks_v2")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("prompts differ on 8 of 8 documents", result.stdout)
        self.assert_fails(coldread("compare", *runs, "--pair", "picks=picks_v3"), 2, "no run holds task 'picks_v3'; did you mean 'picks_v2'?")
        self.assert_fails(coldread("compare", *runs, "--pair", "picks"), 2, "--pair takes NAME=OTHER")

    def test_other_documents_are_not_paired_and_named(self):
        self.run_tasks(tasks="picks", out="a")
        rows = (self.folder / "tasks/rows.jsonl").read_text().replace("the moon is", "the sun is")
        self.write("tasks/rows.jsonl", rows)
        self.run_tasks(tasks="picks", out="b")
        printed, table = self.table("a", "b")
        self.assertEqual(table[0]["n"], "7")
        self.assertIn("picks: 1 of 8 documents are not the same in a and b (the data differ) and were not paired: number 2", printed)

    def test_runs_without_a_common_document_are_an_error(self):
        self.run_tasks(tasks="picks", out="a")
        self.run_tasks(tasks="next_word", out="b")
        self.assert_fails(coldread("compare", self.folder / "a", self.folder / "b"), 2, "no document in common")
        self.assert_fails(coldread("compare", self.folder / "a", self.folder / "nothing"), 2, "nothing")
        self.assert_fails(coldread("compare", self.folder / "a"), 2, "two or more")

    def test_an_unfinished_run_is_compared_on_what_it_has(self):
        self.run_tasks(tasks="goes_on,picks", out="a")
        self.run_tasks(tasks="goes_on,picks", out="b", model=TINY_LLAMA)
        journal = self.folder / "b/journal"
        lines = journal.read_bytes().splitlines(keepends=True)
        journal.write_bytes(b"".join(lines[:20]) + lines[20][:20])
        (self.folder / "b/results.json").unlink()
        before = journal.read_bytes()
        printed, rows = self.table("a", "b")
        self.assertIn("is unfinished", printed)
        self.assertTrue(2 <= int(rows[0]["n"]) < 8, rows[0])
        self.assertEqual(journal.read_bytes(), before)

    def test_settings_of_one_run_are_compared_within_it(self):
        config = self.write("run.yaml", f"models: ['{TINY_LLAMA}']\ntasks: [goes_on]\ninclude_path: '{self.folder}/tasks'\n"
                                        f"out: '{self.folder}/out'\nseeds: [0, 1]\n"
                                        "sampling: {greedy: {do_sample: false}, paper: {top_k: 2}, article: {top_k: 40, temperature: 0.7}}\n")
        result = coldread("run", config)
        self.assertEqual(result.returncode, 0, result.stderr)
        with io.StringIO((self.folder / "out/comparison.csv").read_text()) as text:
            rows = list(csv.DictReader(text))
        self.assertEqual([(row["first"], row["second"]) for row in rows],
                         [("greedy", "paper (2 seeds)"), ("greedy", "article (2 seeds)"), ("paper (2 seeds)", "article (2 seeds)")])
        self.assertIn("95 % interval", result.stdout)


class Rendering(ProgramTest):
    def test_a_report_is_rendered_again_from_the_journal_to_the_same_bytes(self):
        self.run_tasks(tasks="next_word,goes_on,picks")
        before = {path.name: path.read_bytes() for path in (self.folder / "out").iterdir()}
        for name in ("report.html", "results.csv", "results.json", "samples.csv"):
            (self.folder / "out" / name).unlink()
        result = coldread("report", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual({path.name: path.read_bytes() for path in (self.folder / "out").iterdir()}, before)

    def test_the_table_is_printed_in_the_form_asked_for(self):
        self.run_tasks(tasks="picks")
        self.assertIn("| Task | Metric |", coldread("report", self.folder / "out", "--table", "markdown").stdout)
        latex = coldread("report", self.folder / "out", "--table", "latex").stdout
        self.assertIn("\\begin{tabular}", latex)
        self.assertIn("acc\\_norm", latex)

    def test_what_cannot_be_rendered_is_said(self):
        self.assert_fails(coldread("report", self.folder / "nothing"), 2, "no folder of a run")
        (self.folder / "empty").mkdir()
        self.assert_fails(coldread("report", self.folder / "empty"), 2, "holds no run")


if __name__ == "__main__":
    unittest.main()
