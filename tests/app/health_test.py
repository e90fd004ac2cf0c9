"""What went amiss in a run is said where one looks: on the terminal, in results.json, at the top of the page."""
import csv
import json
import shutil
import unittest

from program import GOES_ON, PICKS, TINY_GPT2, ProgramTest, coldread

FIRST_IS_WRONG = PICKS.replace("{{['table', 'box'].index(a.strip())}}", "{{ 7 if 'dog' in q else 0 }}")


class Health(ProgramTest):
    def compare_with_itself(self):
        shutil.copytree(self.folder / "out", self.folder / "again")
        return coldread("compare", self.folder / "out", self.folder / "again", "--out", self.folder / "both")

    def results(self, out="out"):
        return json.loads((self.folder / out / "results.json").read_text())

    def test_a_mean_over_fewer_documents_says_so_everywhere(self):
        self.write("tasks/picks.yaml", FIRST_IS_WRONG)
        done = self.run_tasks(tasks="picks")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("(1 of 2 scored)", done.stdout)
        self.assertIn("picks: 1 of 2 documents failed", done.stdout)
        self.assertIn("1 gold answer 7 is out of range: there are 3 choices (document 1)", done.stdout)
        results = self.results()
        self.assertEqual((results["results"]["picks"]["scored"], results["results"]["picks"]["asked"]), (1, 2))
        for score in results["runs"][0]["scores"]:
            self.assertEqual((score["scored"], score["asked"]), (1, 2))
        self.assertEqual(results["health"]["picks"]["failed"], 1)
        self.assertEqual(results["coldread"]["failure_causes"][0]["documents"], [1])
        page = (self.folder / "out/report.html").read_text()
        self.assertRegex(page, r'class="headline">[^<]*1 of 2 scored')
        self.assertIn('href="#task=picks&amp;show=failed"', page)

    def test_the_health_of_answers_is_counted(self):
        rows = [{"q": "the apple is on the", "a": "x"}, {"q": "the dog " * 400, "a": "x"}]
        self.write("tasks/rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        never = "filter_list:\n  - name: x\n    filter: [{function: regex, regex_pattern: 'ZZZ(Z)'}, {function: take_first}]\n"
        self.write("tasks/goes_on.yaml", GOES_ON + never)
        done = self.run_tasks(tasks="goes_on")
        self.assertEqual(done.returncode, 0, done.stderr)
        health = self.results()["health"]["goes_on"]
        self.assertEqual(set(health), {"asked", "failed", "empty", "cut", "repetitive", "no_match", "truncated"})
        self.assertEqual((health["asked"], health["failed"], health["no_match"], health["truncated"]), (2, 0, 2, 1))
        self.assertEqual(self.results()["runs"][0]["health"], self.results()["health"])
        self.assertIn("goes_on: 2 of 2 without a match: the filter found nothing", done.stdout)
        self.assertIn("goes_on: 1 of 2 with a prompt truncated to the model's context", done.stdout)
        page = (self.folder / "out/report.html").read_text()
        self.assertIn('href="#task=goes_on&amp;show=no_match"', page)
        self.assertIn('"h":["no_match"', page.replace('"cut",', ""))
        compared = self.compare_with_itself()
        self.assertEqual(compared.returncode, 0, compared.stderr)
        self.assertIn("without a match", (self.folder / "both/comparison.html").read_text())

    def test_a_task_without_any_score_has_its_row(self):
        choices = "filter_list:\n  - {name: letter, filter: [{function: multi_choice_regex}, {function: take_first}]}\n"
        self.write("tasks/goes_on.yaml", GOES_ON + choices)
        done = self.run_tasks(tasks="goes_on,next_word")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("0 of 2 scored", done.stdout)
        self.assertIn("2 filter 'multi_choice_regex' needs a column 'choices'", done.stdout)
        results = self.results()
        self.assertEqual((results["results"]["goes_on"]["scored"], results["results"]["goes_on"]["asked"]), (0, 2))
        missing = [score for score in results["runs"][0]["scores"] if score["task"] == "goes_on"]
        self.assertEqual([score["value"] for score in missing], [None] * len(missing))
        rows = list(csv.DictReader((self.folder / "out/results.csv").read_text().splitlines()))
        self.assertIn(("goes_on", "", "0", "2"), [(row["task"], row["value"], row["n"], row["failures"]) for row in rows])
        self.assertIn("no score on goes_on (0 of 2 scored)", (self.folder / "out/report.html").read_text())
        again = self.compare_with_itself()
        self.assertEqual(again.returncode, 0, again.stderr)


class Plans(ProgramTest):
    def both(self, *arguments, tasks):
        """What plan and run say; neither loads the model."""
        common = ("--model", TINY_GPT2, "--tasks", tasks, "--include_path", self.folder / "tasks", *arguments)
        run = coldread("run", *common, "--out", self.folder / "out")
        self.assertFalse((self.folder / "out").exists())
        return coldread("plan", *common), run

    def test_answers_longer_than_the_context_are_refused_before_loading(self):
        self.write("tasks/goes_on.yaml", GOES_ON.replace("max_gen_toks: ", "max_gen_toks: 10000"))
        for done in self.both(tasks="goes_on"):
            self.assert_fails(done, 2, "goes_on.yaml:", "max_gen_toks is 10000", "no room for a prompt", "tiny-gpt2")

    def test_a_settings_length_is_refused_too(self):
        for done in self.both("--set", "sampling.long={max_tokens: 100000}", tasks="goes_on"):
            self.assert_fails(done, 2, "sampling setting 'long'", "max_tokens is 100000")

    def test_exact_match_of_listed_choices_is_refused(self):
        self.write("tasks/picks.yaml", PICKS.replace("- metric: acc\n  - metric: acc_norm\n", "- metric: exact_match\n"))
        for done in self.both(tasks="picks"):
            self.assert_fails(done, 2, "picks.yaml:", "exact_match", "take acc")

    def test_a_missing_data_sets_cure_is_said_once(self):
        for i in range(3):
            self.write(f"tasks/t{i}.yaml", GOES_ON.replace("goes_on", f"t{i}").replace("dataset_path: json", f"dataset_path: some/set{i}")
                       .replace("dataset_kwargs: {data_files: {test: rows.jsonl}}\n", ""))
        for done in self.both(tasks="t0,t1,t2"):
            self.assert_fails(done, 3, *(f"fetch it with scripts/fetch-data some/set{i}" for i in range(3)))
            self.assertEqual(done.stderr.count("export the split there as JSON lines"), 1)

    def test_a_task_in_a_configs_place_is_named(self):
        self.assert_fails(coldread("run", self.folder / "tasks/picks.yaml"), 2, "picks.yaml: is a task, not a config", "--tasks")


if __name__ == "__main__":
    unittest.main()
