"""`tasks check`, `plan` and `run` read every row and say what looks like a mistake, with the numbers of the rows."""
import json
import unittest

from program import NEXT_WORD, TINY_GPT2, ProgramTest, coldread

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

    def test_data_that_cannot_be_read_has_the_exit_code_of_a_run(self):
        (self.folder / "tasks/capitals.jsonl").write_bytes('{"country": "Per\u00fa", "capital": "Lima"}\n'.encode("latin-1"))
        self.assertEqual(self.check(CAPITALS).returncode, 3)
        done = coldread("run", "--model", TINY_GPT2, "--tasks", self.folder / "tasks/capitals.yaml", "--out", self.folder / "out")
        self.assertEqual(done.returncode, 3)
        both = self.check(CAPITALS.replace("doc_to_text", "doc_to_txt"))
        self.assertEqual(both.returncode, 2)

    def test_a_task_is_checked_by_its_name(self):
        done = coldread("tasks", "check", "qa")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 task OK", done.stdout)

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

    def test_prompts_that_answers_leave_no_room_for_are_told_of_with_the_limit_that_does(self):
        self.write("tasks/capitals.yaml", CAPITALS.replace("max_gen_toks: 4", "max_gen_toks: 128"))
        common = ("--model", TINY_GPT2, "--tasks", self.folder / "tasks/capitals.yaml")
        self.assert_fails(coldread("plan", *common), 2, "max_gen_toks is 128, which leaves no room for a prompt in the context of",
                          "the longest prompt has", "set it to")
        limit = int(coldread("plan", *common).stderr.split("set it to ")[1].split()[0])
        fits = coldread("plan", *common, "--gen_kwargs", f"max_gen_toks={limit}", "--strict")
        self.assertEqual((fits.returncode, fits.stderr), (0, ""))
        cut = coldread("plan", *common, "--gen_kwargs", "max_gen_toks=127")
        self.assertIn("capitals: 3 of 3 prompts exceed the context of tiny-gpt2 (128 tokens) beside an answer of up to 127 tokens",
                      cut.stderr)
        self.assertIn(f"set max_gen_toks to {limit} or less", cut.stderr)
        strict = coldread("run", *common, "--gen_kwargs", "max_gen_toks=127", "--strict", "--out", self.folder / "out")
        self.assert_fails(strict, 2, "3 of 3 prompts exceed the context")
        self.assertFalse((self.folder / "out").exists())

    def test_explain_says_that_a_prompt_was_cut_and_where(self):
        self.write("tasks/capitals.yaml", CAPITALS.replace("max_gen_toks: 4", "max_gen_toks: 126"))
        config = self.write("c.yaml", f"models: [{TINY_GPT2}]\ntasks: [capitals]\ninclude_path: tasks\n")
        done = coldread("explain", config, "capitals", 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"cut +the first \d+ tokens of the prompt: the context holds 128, 126 of them for the answer")
        self.assertRegex(done.stdout, r'read from +".*:"')
        self.assertEqual(coldread("run", config, "--out", self.folder / "out").returncode, 0)
        stored = coldread("explain", self.folder / "out", "capitals", 2)
        self.assertRegex(stored.stdout, r"cut +the first \d+ tokens of the prompt")

    def test_explain_takes_the_id_of_a_row_and_says_why_a_document_has_no_score(self):
        self.write("tasks/capitals.jsonl", '{"country": "France", "capital": "Paris"}\n{"country": "Nowhere", "capital": null}\n')
        self.write("tasks/capitals.yaml", CAPITALS)
        config = self.write("c.yaml", f"models: [{TINY_GPT2}]\ntasks: [capitals]\ninclude_path: tasks\n")
        self.assertEqual(coldread("run", config, "--out", self.folder / "out").returncode, 1)
        done = coldread("explain", self.folder / "out", "capitals", "Nowhere")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("document 1", done.stdout)
        self.assertIn("no score: the target is null", done.stdout)
        self.assert_fails(coldread("explain", self.folder / "out", "capitals", "Atlantis"), 2, "document Atlantis is none of the 2",
                          "give a number, 0 to 1, or the text of a column that one row has")

    def test_an_extension_says_what_is_asked_beside(self):
        self.assertEqual(self.run_tasks("--limit", 1).returncode, 0)
        done = self.run_tasks("--limit", 2)
        self.assertIn("is extended; its answers are kept, and scored anew: ", done.stderr)
        self.assertIn("limit was 1, is 2", done.stderr)

    def test_settings_that_nothing_reads_are_warned_of_once(self):
        self.write("tasks/whole.yaml", NEXT_WORD.replace("loglikelihood", "loglikelihood_rolling").replace("next_word", "whole")
                   .split("metric_list")[0])
        for tasks, flags, words in (
                ("whole", ("--num_fewshot", 2), "task 'whole' scores whole texts, without examples; num_fewshot 2 has no effect"),
                ("whole,next_word", ("--gen_kwargs", "temperature=1"), "gen_kwargs has no effect: no task of this run generates text"),
                ("next_word,picks", ("--shuffle", 3), "shuffle has no effect"),
                ("next_word", ("--shuffle", 3, "--documents", "0"), "shuffle has no effect"),
                ("next_word", ("--set", "sampling={warm: {temperature: 0.5}}"), "sampling has no effect"),
                ("next_word", ("--set", "seeds=[0, 1]"), "seeds has no effect"),
                ("next_word", ("--eos", "7"), "eos has no effect"),
                ("next_word", ("--set", "fewshot=per_document"), "fewshot: per_document has no effect")):
            with self.subTest(flags=flags):
                done = self.run_tasks(*flags, "--fresh", tasks=tasks)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stderr.count("has no effect"), 1, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertIn(words, json.dumps(json.loads((self.folder / "out/results.json").read_text())["coldread"]["warnings"]))
                rendered = coldread("report", self.folder / "out")
                self.assertEqual(rendered.returncode, 0, rendered.stderr)
                self.assertIn("has no effect", rendered.stderr)
        silent = self.run_tasks("--shuffle", 3, "--limit", 1, "--gen_kwargs", "max_gen_toks=3", "--fresh", tasks="next_word,goes_on")
        self.assertNotIn("has no effect", silent.stderr)

    def test_a_runs_folder_keeps_its_warnings(self):
        self.write("tasks/capitals.yaml", CAPITALS + "doc_to_text: '{{capital}}{country}?'\n")
        self.write("tasks/capitals.jsonl", '{"country": "a", "country": "France", "capital": "Paris"}\n{"country": "b", "capital": null}\n')
        self.assertEqual(self.run_tasks(tasks="capitals").returncode, 1)
        before = (self.folder / "out/results.json").read_bytes()
        self.assertEqual(len(json.loads(before)["coldread"]["warnings"]), 5)
        again = coldread("report", self.folder / "out")
        self.assertEqual(again.returncode, 1, again.stderr)
        self.assertEqual((self.folder / "out/results.json").read_bytes(), before)

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
