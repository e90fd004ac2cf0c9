"""Tasks, groups and chats on the command line: selection, checks, group scores, comparison with other samples files."""
import csv
import hashlib
import json
import math
import shutil
import unittest

from program import GOES_ON, NEXT_WORD, PICKS, TINY_GPT2, ProgramTest, coldread

GROUP = """group: pair
group_alias: two tasks
task:
  - picks
  - task: next_word
    num_fewshot: 1
    fewshot_split: test
aggregate_metric_list:
  - {metric: acc, aggregation: mean, weight_by_size: true}
metadata: {version: 2}
"""


class Selection(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("tasks/pair.yaml", GROUP)
        self.write("tasks/picks.yaml", PICKS + "tag: [small, choice]\n")
        self.write("tasks/goes_on.yaml", GOES_ON + "tag: small\n")

    def results(self):
        return json.loads((self.folder / "out/results.json").read_text())

    def test_names_tags_groups_and_globs_select_tasks(self):
        for tasks, expected in (("small", {"goes_on", "picks"}), ("p*s", {"picks"}), ("picks,next_*", {"next_word", "picks"}),
                                ("pair", {"picks", "next_word", "pair"}), (str(self.folder / "tasks/picks.yaml"), {"picks"})):
            done = self.run_tasks("--fresh", tasks=tasks)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(set(self.results()["results"]), expected)

    def test_a_group_has_its_row_everywhere(self):
        done = self.run_tasks(tasks="pair")
        self.assertEqual(done.returncode, 0, done.stderr)
        results = self.results()
        picks, word = results["results"]["picks"], results["results"]["next_word"]
        group = results["groups"]["pair"]
        self.assertAlmostEqual(group["acc,none"], (picks["acc,none"] + word["acc,none"]) / 2)
        errors = [picks["acc_stderr,none"], word["acc_stderr,none"]]
        pooled = math.sqrt(sum(2 * error**2 for error in errors) / 2 / 4)  # two documents each
        self.assertAlmostEqual(group["acc_stderr,none"], pooled)
        self.assertEqual((group["alias"], group["sample_len"], group["sample_count"]), ("two tasks", 4, {"acc,none": 4}))
        self.assertEqual(results["group_subtasks"], {"pair": ["picks", "next_word"]})
        self.assertEqual(results["n-shot"]["next_word"], 1)
        self.assertEqual((results["versions"]["pair"], results["higher_is_better"]["pair"]), ("2", {"acc": True}))
        rows = list(csv.DictReader((self.folder / "out/results.csv").open(newline="")))
        self.assertEqual([(row["metric"], row["n"]) for row in rows if row["task"] == "pair"], [("acc", "4")])
        self.assertIn("two tasks", done.stdout)
        self.assertIn("two tasks", (self.folder / "out/report.html").read_text())

    def test_a_task_and_a_groups_version_of_it_stand_side_by_side(self):
        done = self.run_tasks(tasks="next_word,pair")
        self.assertEqual(done.returncode, 0, done.stderr)
        results = self.results()
        self.assertEqual(set(results["results"]), {"next_word", "picks", "pair::next_word", "pair"})
        self.assertEqual(results["n-shot"], {"next_word": 0, "picks": 0, "pair::next_word": 1})
        self.assertEqual(results["group_subtasks"], {"pair": ["picks", "pair::next_word"]})
        samples = {path.name: path.read_text() for path in (self.folder / "out").glob("samples_*.jsonl")}
        self.assertEqual(set(samples), {"samples_next_word.jsonl", "samples_picks.jsonl", "samples_pair__next_word.jsonl"})
        self.assertNotEqual(samples["samples_next_word.jsonl"], samples["samples_pair__next_word.jsonl"])

    def test_one_task_with_two_settings_needs_two_names(self):
        config = "models: [{}]\ninclude_path: {}\ntasks: [next_word, {{task: next_word, limit: 1{}}}]\n"
        for name, code in (("", 2), (", name: short", 0)):
            self.write("config.yaml", config.format(TINY_GPT2, self.folder / "tasks", name))
            done = coldread("run", self.folder / "config.yaml", "--out", self.folder / "out", "--fresh")
            self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(self.results()["n-samples"]["short"]["effective"], 1)

    def test_ls_counts_and_describes(self):
        self.write("tasks/picks.yaml", PICKS.replace("version: 1.0", "version: 1.0, description: A thing to pick"))
        done = coldread("tasks", "ls", self.folder / "tasks")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("A thing to pick", done.stdout)
        self.assertIn("group of 2", done.stdout)
        self.assertIn("3 tasks, 1 groups", done.stdout)
        self.assertIn("small 1", done.stdout)

    def test_check_lists_every_error_and_reads_no_model(self):
        self.write("tasks/bad.yaml", NEXT_WORD.replace("next_word", "bad").replace("perplexity", "perplexty"))
        self.write("tasks/worse.yaml", NEXT_WORD.replace("next_word", "worse").replace("{{q}}", "{{ q | nothing }}"))
        done = coldread("tasks", "check", self.folder / "tasks")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'perplexity'?", done.stderr)
        self.assertIn("worse.yaml:6:", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 2)
        self.assertIn("3 tasks OK, 2 errors, 0 warnings", done.stdout)

    def test_convert_prints_a_script_for_what_needs_python(self):
        self.write("tasks/py.yaml", NEXT_WORD.replace("next_word", "py") + "process_docs: !function utils.process_docs\n")
        done = coldread("tasks", "convert", self.folder / "tasks/py.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        compile(done.stdout, "script", "exec")
        self.assertIn("process_docs (utils.process_docs)", done.stdout)
        refused = self.run_tasks(tasks=str(self.folder / "tasks/py.yaml"))
        self.assert_fails(refused, 2, "py.yaml:12:15", "utils.process_docs", "coldread tasks convert")


class Chats(ProgramTest):
    def test_a_model_without_a_chat_template_is_an_error(self):
        self.assert_fails(self.run_tasks("--apply_chat_template"), 3, "no chat template", "tiny-gpt2")

    def test_turns_without_a_chat_are_an_error(self):
        self.assert_fails(self.run_tasks("--fewshot_as_multiturn", "true"), 2, "apply_chat_template")

    def test_a_system_instruction_stands_before_every_prompt(self):
        done = self.run_tasks("--system_instruction", "Answer.")
        self.assertEqual(done.returncode, 0, done.stderr)
        line = json.loads((self.folder / "out/samples_next_word.jsonl").read_text().splitlines()[0])
        self.assertEqual(line["arguments"]["gen_args_0"]["arg_0"], "Answer.the apple is on the")
        self.assertEqual(json.loads((self.folder / "out/results.json").read_text())["system_instruction"], "Answer.")


    def model_with_template(self, name, template):
        folder = self.folder / name
        folder.mkdir()
        for file in ("config.json", "merges.txt", "model.safetensors", "vocab.json"):
            shutil.copy(TINY_GPT2 / file, folder)
        self.write(f"{name}/tokenizer_config.json", json.dumps({"chat_template": template}))
        return folder

    def test_each_model_of_a_run_has_its_own_chat_template(self):
        templates = ["{% for m in messages %}Q: {{ m.content }}{% endfor %}{% if add_generation_prompt %} A:{% endif %}",
                     "{% for m in messages %}<{{ m.content }}>{% endfor %}{% if add_generation_prompt %} =>{% endif %}"]
        models = [self.model_with_template(name, text) for name, text in zip(("first", "second"), templates)]
        self.write("run.yaml", f"models: ['{models[0]}', '{models[1]}']\ntasks: [next_word]\napply_chat_template: true\n"
                               f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/out'\n")
        done = coldread("run", self.folder / "run.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        prompts = [json.loads(path.read_text().splitlines()[0])["arguments"]["gen_args_0"]["arg_0"]
                   for path in sorted((self.folder / "out").glob("samples_next_word*.jsonl"))]
        self.assertEqual(prompts, ["Q: the apple is on the A:", "<the apple is on the> =>"])
        results = json.loads((self.folder / "out/results.json").read_text())
        self.assertEqual(results["chat_template"], templates[0])
        self.assertEqual(results["chat_template_sha"], hashlib.sha256(templates[0].encode()).hexdigest())
        self.assertEqual([run["chat_template"] for run in results["runs"]], templates)
        differing = json.loads((self.folder / "out/comparison.json").read_text())["prompts"]
        self.assertEqual([(one["task"], one["documents"], one["paired"]) for one in differing], [("next_word", 2, 2)])
        self.assertEqual(self.run_tasks("--apply_chat_template", model=models[1], out="alone").returncode, 0)
        self.assertEqual(json.loads((self.folder / "alone/results.json").read_text())["chat_template"], templates[1])
        both = coldread("compare", self.folder / "out", self.folder / "alone", "--out", self.folder / "both")
        self.assertEqual(both.returncode, 0, both.stderr)
        self.assertTrue(json.loads((self.folder / "both/comparison.json").read_text())["prompts"])

    def test_without_template_and_instruction_results_hold_null(self):
        self.assertEqual(self.run_tasks().returncode, 0)
        results = json.loads((self.folder / "out/results.json").read_text())
        for key in ("chat_template", "system_instruction"):
            self.assertIsNone(results[key])
            self.assertIsNone(results[key + "_sha"])


class Comparison(ProgramTest):
    def test_the_first_divergence_of_each_document_is_named(self):
        self.assertEqual(self.run_tasks().returncode, 0)
        lines = [json.loads(line) for line in (self.folder / "out/samples_next_word.jsonl").read_text().splitlines()]
        for line in lines:
            del line["coldread"]
        lines[1]["arguments"]["gen_args_0"]["arg_0"] += " old"
        theirs = self.write("theirs/samples_next_word_2024-05-06T07-08-09.123456.jsonl",
                            "".join(json.dumps(line) + "\n" for line in lines))
        done = coldread("diff-lmeval", self.folder / "out", theirs)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("next_word, document 1: prompt: request 0, context, character 18", done.stdout)
        self.assertIn("next_word: 1 of 2 documents differ", done.stdout)
        answers = [json.loads(line) for line in coldread("diff-lmeval", self.folder / "out", theirs, "--json").stdout.splitlines()]
        self.assertEqual((answers[0]["stage"], answers[1]["differ"]), ("prompt", 1))
        self.assertEqual(coldread("diff-lmeval", self.folder / "out", theirs, "--tolerance", "2e-3").returncode, 0)
        self.assert_fails(coldread("diff-lmeval", self.folder / "out", theirs, "--tolerance", "-1"), 2, "--tolerance", "0 or more")

    def test_samples_of_a_task_that_was_not_run_are_named(self):
        self.assertEqual(self.run_tasks().returncode, 0)
        other = self.write("samples_other_2024-05-06T07-08-09.jsonl", "{}\n")
        self.assert_fails(coldread("diff-lmeval", self.folder / "out", other), 3, "no samples of task 'other'", "next_word")


class BadDocuments(ProgramTest):
    def test_a_gold_answer_out_of_range_fails_the_document_alone(self):
        self.write("tasks/picks.yaml", PICKS.replace("{{['table', 'box'].index(a.strip())}}", "{{ 7 if 'dog' in q else 0 }}"))
        done = self.run_tasks(tasks="picks")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("(1 of 2 scored)", done.stdout)
        self.assertIn("gold answer 7 is out of range: there are 3 choices", (self.folder / "out/report.html").read_text())

    def test_choices_without_any_gold_label_are_refused_before_anything_is_asked(self):
        self.write("tasks/picks.yaml", PICKS.replace("{{['table', 'box'].index(a.strip())}}", "{{ a }}"))
        self.assert_fails(self.run_tasks(tasks="picks"), 2, "picks.yaml:8:16", "no document can be scored", "none of the choices")
        self.assertFalse((self.folder / "out").exists())

    def test_a_template_that_fails_says_row_and_column(self):
        rows = "".join(json.dumps({"q": str(i), "a": {"b": 1} if i != 17 else {}}) + "\n" for i in range(20))
        self.write("tasks/rows.jsonl", rows)
        self.write("tasks/next_word.yaml", NEXT_WORD.replace('"{{a}}"', '"{{a.b}}"'))
        self.assert_fails(self.run_tasks(), 2, "next_word.yaml:7", "row 17 of split 'test'", "'b'")

    def test_two_tasks_of_one_name_are_refused_with_both_paths(self):
        self.write("tasks/again.yaml", NEXT_WORD)
        self.assert_fails(self.run_tasks(), 2, "again.yaml", "next_word.yaml", "defined twice")

    def test_bad_patterns_circles_and_bombs_are_errors_with_their_place(self):
        filters = "filter_list:\n  - name: x\n    filter: [{function: regex, regex_pattern: '(a'}, {function: take_first}]\n"
        self.write("tasks/goes_on.yaml", GOES_ON + filters)
        self.assert_fails(self.run_tasks(tasks="goes_on"), 2, "goes_on.yaml:14", "(a")
        self.write("tasks/one.yaml", "include: two.yaml\n" + NEXT_WORD.replace("next_word", "one"))
        self.write("tasks/two.yaml", "include: one.yaml\n")
        self.assert_fails(self.run_tasks(tasks=str(self.folder / "tasks/one.yaml")), 2, "include goes in a circle")
        bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi"))
        self.write("tasks/bomb.yaml", bomb + NEXT_WORD.replace("next_word", "bomb"))
        self.assert_fails(self.run_tasks(tasks=str(self.folder / "tasks/bomb.yaml")), 2, "bomb.yaml:", "alias")
        self.write("tasks/one.yaml", f"include: {'x' * 400}.yaml\n" + NEXT_WORD.replace("next_word", "one"))
        self.assert_fails(self.run_tasks(tasks=str(self.folder / "tasks/one.yaml")), 2, "one.yaml:1", "does not exist")
        self.assert_fails(self.run_tasks(tasks="x" * 400), 2, "unknown task")
        self.write("tasks/deep.yaml", "description: " + "[" * 500 + "]" * 500 + "\n" + NEXT_WORD)
        self.assert_fails(self.run_tasks(tasks=str(self.folder / "tasks/deep.yaml")), 2, "deep.yaml:1")


if __name__ == "__main__":
    unittest.main()
