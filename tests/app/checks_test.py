"""`tasks check`, `plan` and `run` read every row and say what looks like a mistake, with the numbers of the rows."""
import json
import unittest

from program import TINY_GPT2, ProgramTest, coldread

CAPITALS = """task: capitals
dataset_path: json
dataset_kwargs: {data_files: {test: capitals.jsonl}}
test_split: test
doc_to_text: "{{country}}:"
doc_to_target: capital
generation_kwargs: {until: ["\\n"], max_gen_toks: 4, do_sample: false}
"""
CHOICES = CAPITALS.replace("generation_kwargs: {until: [\"\\n\"], max_gen_toks: 4, do_sample: false}\n",
                           "output_type: multiple_choice\ndoc_to_choice: [Paris, Rome]\n")
ROWS = [{"country": "France", "capital": "Paris"}, {"country": "Italy", "capital": "Rome"}, {"country": "Spain", "capital": "Madrid"}]


class Checks(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("tasks/capitals.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS))

    def check(self, yaml, *arguments):
        path = self.write("tasks/capitals.yaml", yaml)
        return coldread("tasks", "check", path, *arguments)

    def assert_finds(self, done, *words):
        """An error of `tasks check`, which prints each as it is."""
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_file_is_checked_and_counted(self):
        done = self.check(CAPITALS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines()[-1], "1 task OK, 0 errors, 0 warnings")
        self.assert_fails(coldread("tasks", "check", self.folder / "tasks/nothing.yaml"), 2, "nothing.yaml: no such file")
        base = self.write("tasks/base.yaml", "dataset_path: json\n")
        self.assert_finds(coldread("tasks", "check", base), "base.yaml: holds neither a 'task' nor a 'group'")

    def test_plain_text_where_a_column_was_meant_is_warned_of(self):
        done = self.check(CAPITALS.replace("doc_to_target: capital\n", "doc_to_target: capitol\n"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("capitals.yaml:6:16: doc_to_target is the text 'capitol' in every row", done.stderr)
        self.assertIn("did you mean 'capital'?", done.stderr)
        self.assertIn("1 task OK, 0 errors, 1 warning", done.stdout)

    def test_strict_makes_warnings_errors(self):
        yaml = CAPITALS.replace("doc_to_target: capital\n", "doc_to_target: capitol\n")
        done = self.check(yaml, "--strict")
        self.assert_finds(done, "did you mean 'capital'?")
        self.assertIn("0 tasks OK, 1 error, 0 warnings", done.stdout)

    def test_strict_runs_and_plans_refuse_what_is_warned_of(self):
        self.write("tasks/capitals.yaml", CAPITALS.replace("doc_to_target: capital\n", "doc_to_target: capitol\n"))
        common = ("--model", TINY_GPT2, "--tasks", self.folder / "tasks/capitals.yaml", "--strict")
        for done in (coldread("plan", *common), coldread("run", *common, "--out", self.folder / "out")):
            self.assert_fails(done, 2, "did you mean 'capital'?")
        self.assertFalse((self.folder / "out").exists())

    def test_null_and_missing_columns_are_warned_of_with_their_rows(self):
        rows = [{**ROWS[0]}, {"country": None, "capital": "Rome"}, {"country": "Spain"}, {"country": "Peru", "capital": None}]
        self.write("tasks/capitals.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        for target in ("capital", '"{{capital}}"'):
            done = self.check(CAPITALS.replace("doc_to_target: capital\n", f"doc_to_target: {target}\n"))
            self.assertIn("capitals.yaml:5:14: row 1: doc_to_text shows 'None', since the column 'country' is null there", done.stderr)
            self.assertIn("capitals.yaml:6:16: 2 of 4 documents cannot be scored, rows 2 and 3: the target is null, as is the "
                          "column 'capital'", done.stderr)
            run = self.run_tasks(tasks="capitals", out=f"out{len(target)}")
            self.assertEqual(run.returncode, 1, run.stderr)
            self.assertIn("warning: ", run.stderr)
            self.assertIn("(2 of 4 scored)", run.stdout)
            self.assertIn("2 the target is null, as is the column 'capital'", run.stdout)

    def test_targets_outside_of_the_choices_are_warned_of_and_all_of_them_refused(self):
        done = self.check(CHOICES)
        self.assertEqual(done.returncode, 0)
        self.assertIn("1 of 3 documents cannot be scored, row 2: gold answer 'Madrid' is none of the choices", done.stderr)
        plan = coldread("plan", "--model", TINY_GPT2, "--tasks", self.folder / "tasks/capitals.yaml")
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertIn("gold answer 'Madrid' is none of the choices", plan.stderr)
        self.assert_finds(self.check(CHOICES.replace("[Paris, Rome]", "[a, b]")), "no document can be scored",
                          "gold answer 'Paris' is none of the choices")

    def test_single_braces_and_equal_prompts_are_warned_of(self):
        done = self.check(CAPITALS.replace("{{country}}:", "Capital of {country}?"))
        self.assertIn("doc_to_text holds '{country}' as plain text; a column takes two braces: '{{country}}'", done.stderr)
        self.assertIn("doc_to_text is the same in all 3 rows: 'Capital of {country}?'", done.stderr)

    def test_a_row_that_does_not_render_is_an_error_wherever_it_stands(self):
        rows = [{**row, "more": {"x": 1}} for row in ROWS[:2]] + [{**ROWS[2], "more": {}}]
        self.write("tasks/capitals.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        self.assert_finds(self.check(CAPITALS.replace("{{country}}", "{{more.x}}")), "row 2 of split 'test'")

    def test_nulls_in_examples_and_choices_are_warned_of(self):
        self.write("tasks/shots.jsonl", json.dumps({"country": "Chad", "capital": None}) + "\n")
        shots = CAPITALS.replace("{test: capitals.jsonl}", "{test: capitals.jsonl, dev: shots.jsonl}") + (
            "fewshot_split: dev\nfewshot_config: {sampler: first_n}\nnum_fewshot: 1\n")
        self.assertIn("row 0: an example of split 'dev': doc_to_target is null, as is the column 'capital'", self.check(shots).stderr)
        templated = self.check(shots.replace("doc_to_target: capital\n", "doc_to_target: '{{capital}}'\n"))
        self.assertIn("row 0: an example of split 'dev': doc_to_target shows 'None'", templated.stderr)
        rows = [{**row, "list": [row["capital"], None]} for row in ROWS]
        self.write("tasks/capitals.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        self.assertIn("rows 0, 1 and 2: a choice of doc_to_choice is null", self.check(CHOICES.replace("[Paris, Rome]", "list")).stderr)

    def test_a_key_given_twice_is_warned_of_and_the_last_counts(self):
        done = self.check(CAPITALS + "doc_to_text: '{{capital}}?'\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("capitals.yaml:8:1: the key 'doc_to_text' stands twice, first on line 5; this one counts", done.stderr)
        shown = coldread("render", self.folder / "tasks/capitals.yaml")
        self.assertEqual(json.loads(shown.stdout.splitlines()[0])["context"], "Paris?")
        twice = self.write("run.yaml", "models: [x]\ntasks: [capitals]\ntasks: [picks]\n")
        self.assert_fails(coldread("run", twice), 2, "run.yaml:3:1: the key 'tasks' stands twice")

    def test_a_row_with_a_key_twice_is_warned_of(self):
        self.write("tasks/capitals.jsonl", '{"country": "a", "country": "France", "capital": "Paris"}\n')
        self.assertIn("capitals.jsonl:1: the key 'country' stands twice in a row", self.check(CAPITALS).stderr)

    def test_a_task_is_shown_without_its_data(self):
        self.write("tasks/far.yaml", CAPITALS.replace("capitals\n", "far_away\n").replace("dataset_path: json", "dataset_path: some/set")
                   .replace("dataset_kwargs: {data_files: {test: capitals.jsonl}}\n", ""))
        done = coldread("tasks", "show", "far*", "--include_path", self.folder / "tasks")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("far_away: its data is not here, 0-shot, generate_until", done.stdout)
        self.assertIn('"doc_to_text": "{{country}}:"', done.stdout)


if __name__ == "__main__":
    unittest.main()
