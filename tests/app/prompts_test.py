"""What a prompt leaves out, takes in unseen or gives away is counted, said on the terminal and in the report."""
import json
import pathlib
import unittest

from program import ProgramTest, coldread, lines_through

ROWS = "".join(json.dumps({"q": f"Question{i}?", "a": f"Ans{i}"}) + "\n" for i in range(4))
TASK = """task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{{split}: {rows}}}}}
{split}_split: {split}
{more}
output_type: generate_until
doc_to_text: "{{{{q}}}}"
doc_to_target: "{{{{a}}}}"
generation_kwargs: {kwargs}
metric_list: [{{metric: exact_match, aggregation: mean, higher_is_better: true}}]
"""
GREEDY = '{until: ["\\n"], max_gen_toks: 4, do_sample: false}'
DRAWN = '{until: ["\\n"], max_gen_toks: 4, do_sample: true, temperature: 1.0}'
PLAIN = "{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
REFUSING = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + PLAIN
IGNORING = "{% set messages = messages|rejectattr('role', 'equalto', 'system')|list %}" + PLAIN


class PromptsTest(ProgramTest):
    def task(self, name, *more, split="test", rows="four.jsonl", kwargs=GREEDY):
        self.write("tasks/four.jsonl", ROWS)
        text = TASK.format(name=name, split=split, rows=rows, kwargs=kwargs, more="\n".join(more))
        return self.write(f"tasks/{name}.yaml", text)

    def results(self, out="out"):
        return json.loads((self.folder / out / "results.json").read_text(encoding="utf-8"))

    def prompts(self, task, out="out"):
        samples = next((self.folder / out).glob(f"samples_{task}*.jsonl"))
        return [json.loads(line)["arguments"]["gen_args_0"]["arg_0"] for line in samples.read_text(encoding="utf-8").splitlines()]

    # Examples

    def test_a_documents_own_answer_among_its_examples_is_counted(self):
        ways = {"no_split": {"more": ["num_fewshot: 3"]},
                "validation": {"more": ["num_fewshot: 3", "fewshot_split: validation"], "split": "validation"},
                "nested": {"more": ["num_fewshot: 3", "fewshot_config: {split: validation}"], "split": "validation"},
                "copied": {"more": ["num_fewshot: 2", "fewshot_config:\n  samples: [{q: 'Question1?', a: Ans1}, {q: 'Question9?', a: Ans9}]"]}}
        for name, way in ways.items():
            more = way.pop("more")
            with self.subTest(name):
                path = self.task(name, *more, **way)
                rendered = coldread("render", path)
                prompts = [json.loads(line)["context"] for line in rendered.stdout.splitlines()]
                leaks = sum(f"Question{i}? Ans{i}\n" in prompt for i, prompt in enumerate(prompts))
                self.assertGreater(leaks, 0)
                said = f"{leaks} of 4 documents have their own answer among their examples"
                self.assertIn(said, rendered.stderr)
                checked = coldread("tasks", "check", "--warnings", self.folder / "tasks")
                self.assertIn(said, checked.stdout + checked.stderr)
                result = self.run_tasks(tasks=name, out=name)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(said, result.stderr)
                own = self.results(name)["coldread"]
                self.assertEqual(own["facts"]["documents_with_own_answer"], leaks)
                self.assertTrue(any(said in warning for warning in own["warnings"]), own["warnings"])
                self.assertIn(said, (self.folder / name / "report.html").read_text(encoding="utf-8"))

    def test_per_document_leaves_a_documents_own_answer_out(self):
        for split, more in (("test", []), ("validation", ["fewshot_split: validation"])):
            with self.subTest(split):
                path = self.task("alone_" + split, "num_fewshot: 3", "fewshot: per_document", *more, split=split)
                rendered = coldread("render", path)
                self.assertEqual(rendered.stderr, "")
                for i, line in enumerate(rendered.stdout.splitlines()):
                    context = json.loads(line)["context"]
                    self.assertEqual(context.count("Ans"), 3)
                    self.assertNotIn(f"Ans{i}\n", context)

    def test_first_n_leaves_it_out_under_per_document_too(self):
        path = self.task("first", "num_fewshot: 2", "fewshot: per_document", "fewshot_config: {sampler: first_n}")
        contexts = [json.loads(line)["context"] for line in coldread("render", path).stdout.splitlines()]
        self.assertTrue(contexts[0].startswith("Question1? Ans1\n\nQuestion2? Ans2\n\n"), contexts[0])
        self.assertTrue(contexts[3].startswith("Question0? Ans0\n\nQuestion1? Ans1\n\n"), contexts[3])

    # Chats

    def chat(self, template, *arguments, task="goes_on", out="out"):
        file = self.write("chat.jinja", template)
        return self.run_tasks("--apply_chat_template", "--chat_template", file, *arguments, tasks=task, out=out)

    def test_a_template_that_drops_the_system_message_is_said(self):
        self.task("described", 'description: "Answer with a word.\\n\\n"')
        for template, why in ((REFUSING, "refuses the system role"), (IGNORING, "ignores the system role")):
            for task, documents, flags in (("goes_on", 2, ["--system_instruction", "Answer in French."]), ("described", 4, [])):
                with self.subTest(why=why, task=task):
                    out = f"{why[:6]}_{task}"
                    result = self.chat(template, *flags, task=task, out=out)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    said = f"was left out of {documents} of {documents} prompts: the chat template {why}"
                    self.assertIn(said, result.stderr)
                    own = self.results(out)["coldread"]
                    self.assertEqual(own["facts"]["prompts_without_system"], documents)
                    self.assertTrue(any(said in warning for warning in own["warnings"]))
                    self.assertIn(said, (self.folder / out / "report.html").read_text(encoding="utf-8"))
                    self.assertNotIn("Answer", self.prompts(task, out)[0].split("[user]")[0])

    def test_a_template_that_writes_the_system_message_is_not_warned_of(self):
        result = self.chat(PLAIN, "--system_instruction", "Answer in French.")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("warning", result.stderr)
        self.assertEqual(self.results()["coldread"]["facts"]["prompts_without_system"], 0)
        self.assertIn("[system]Answer in French.\n[user]", self.prompts("goes_on")[0])
        # Not either one that has these words by itself.
        own = "{% if messages[0].role != 'system' %}[system]Be brief.\n{% endif %}" + PLAIN
        result = self.chat(own, "--system_instruction", "Be brief.", out="own")
        self.assertNotIn("warning", result.stderr)

    def test_dates_and_variables_of_templates(self):
        template = ("{{ strftime_now('%d %B %Y') }}|{{ date_string if date_string is defined else 'no date' }}|"
                    "{{ 'thinks' if enable_thinking is not defined or enable_thinking else 'quiet' }}|" + PLAIN)
        self.assertEqual(self.chat(template).returncode, 0)
        self.assertTrue(self.prompts("goes_on")[0].startswith("01 January 2026|no date|thinks|[user]"))
        config = self.results()["coldread"]["config"]
        self.assertEqual(config["chat_date"], "2026-01-01")
        self.assertEqual(self.results()["runs"][0]["chat_template"], template)
        flags = ["--chat_date", "2024-02-29", "--chat_template_kwargs", "enable_thinking=false,date_string=7 May"]
        result = self.chat(template, *flags)
        self.assertEqual(result.returncode, 2)
        self.assertIn("chat_date was \"2026-01-01\", is \"2024-02-29\"", result.stderr)
        self.assertEqual(self.chat(template, *flags, out="other").returncode, 0)
        self.assertTrue(self.prompts("goes_on", "other")[0].startswith("29 February 2024|7 May|quiet|[user]"))
        config = self.results("other")["coldread"]["config"]
        self.assertEqual(config["chat_template_kwargs"], {"enable_thinking": False, "date_string": "7 May"})
        # From a config, and again from the run's folder.
        keys = {"apply_chat_template": True, "chat_template": str(self.folder / "chat.jinja"), "chat_date": "2024-02-29",
                "chat_template_kwargs": {"enable_thinking": False, "date_string": "7 May"}}
        self.write("c.yaml", json.dumps(keys))
        config = coldread("run", self.folder / "c.yaml", "--model", self.results()["runs"][0]["model"]["path"], "--tasks", "goes_on",
                          "--include_path", self.folder / "tasks", "--out", self.folder / "config")
        self.assertEqual(config.returncode, 0, config.stderr)
        self.assertEqual(self.prompts("goes_on", "config"), self.prompts("goes_on", "other"))
        before = (self.folder / "config/results.json").read_bytes()
        self.assertEqual(coldread("report", self.folder / "config").returncode, 0)
        self.assertEqual((self.folder / "config/results.json").read_bytes(), before)

    def test_a_changed_template_file_is_another_run(self):
        self.assertEqual(self.chat(PLAIN).returncode, 0)
        self.assert_fails(self.chat("!" + PLAIN), 2, "chat template's text was")

    def test_settings_of_chats_that_make_no_sense(self):
        file = self.write("chat.jinja", PLAIN)
        self.assert_fails(self.run_tasks("--chat_template", file), 2, "chat_template makes sense with apply_chat_template only")
        self.assert_fails(self.run_tasks("--chat_date", "2024-01-01"), 2, "chat_date makes sense")
        self.assert_fails(self.chat(PLAIN, "--chat_date", "2023-02-29"), 2, "2023-02-29", "YYYY-MM-DD")
        self.assert_fails(self.chat(PLAIN, "--chat_template_kwargs", "messages=1"), 2, "'messages'")
        self.assert_fails(self.chat(PLAIN, "--chat_template_kwargs", "thinking"), 2, "name=value")
        self.assert_fails(self.chat("{% if %}"), 2, "chat.jinja: chat template:1:7")
        self.assert_fails(self.chat(""), 3, "chat.jinja", "is empty")
        self.assert_fails(self.run_tasks("--apply_chat_template", "--chat_template", "no.jinja"), 3, "no.jinja")
        self.assert_fails(self.run_tasks("--apply_chat_template"), 3, "has no chat template", "chat_template: FILE")

    def test_a_template_that_cuts_messages_is_said(self):
        result = self.chat("{% for m in messages %}{{ m.content[2:] }}{% endfor %}:")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 prompts lack a part of a question or an example", result.stderr)
        self.assertEqual(self.results()["coldread"]["facts"]["prompts_with_changed_messages"], 2)

    def test_a_last_message_that_the_template_cuts(self):
        self.task("opened", 'gen_prefix: "This part stays: "')
        result = self.chat("{% for m in messages %}{{ m.content.split('part')[-1] }}{% endfor %}", task="opened")
        self.assert_fails(result, 2, "the chat template deletes a part of the last message")

    def test_control_tokens_in_data_are_counted(self):
        self.write("tasks/control.jsonl", json.dumps({"q": "One?", "a": "a"}) + "\n" + json.dumps({"q": "Two<|endoftext|>?", "a": "b"}) + "\n")
        self.task("control", rows="control.jsonl")
        self.task("unread", rows="unread.jsonl")
        self.write("tasks/unread.jsonl", json.dumps({"q": "One?", "a": "a", "note": "<|endoftext|>"}) + "\n")
        said = "control: in 1 of 2 documents, document 1 first, the data hold text that tiny-gpt2 reads as special tokens: <|endoftext|>"
        for out, result in (("plain", self.run_tasks(tasks="control,unread", out="plain")), ("chat", self.chat(PLAIN, task="control,unread", out="chat"))):
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(said, result.stderr)
            self.assertNotIn("unread:", result.stderr)
            self.assertEqual(self.results(out)["coldread"]["facts"]["documents_with_control_tokens"], 1)
        planned = coldread("plan", "--model", self.results("plain")["runs"][0]["model"]["path"], "--tasks", "control", "--include_path",
                           self.folder / "tasks", "--json")
        self.assertEqual(json.loads(planned.stdout)["warnings"], [said])

    # Sampling

    def test_the_sampling_that_was_used_is_reported(self):
        self.task("drawn", "repeats: 4", kwargs=DRAWN)
        result = self.run_tasks(tasks="drawn")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("scores the first of its 4 repeats alone", result.stderr)
        run = self.results()["runs"][0]
        self.assertEqual((run["sampling"]["do_sample"], run["sampling"]["temperature"]), (True, 1.0))
        self.assertEqual(run["task_sampling"]["drawn"]["repeats"], 4)
        page = (self.folder / "out/report.html").read_text(encoding="utf-8")
        self.assertIn("temperature 1.0, seed 0, 4 repeats", page)
        self.assertNotIn("greedy", page.partition("<script")[0])
        self.assertEqual(self.run_tasks(tasks="drawn,goes_on", out="both").returncode, 0)
        run = self.results("both")["runs"][0]
        self.assertIsNone(run["sampling"])
        self.assertFalse(run["task_sampling"]["goes_on"]["do_sample"])
        self.assertTrue(run["task_sampling"]["drawn"]["do_sample"])
        page = (self.folder / "both/report.html").read_text(encoding="utf-8")
        self.assertIn("drawn: temperature 1.0, seed 0, 4 repeats; goes_on: greedy", page)
        config = self.write("c.yaml", "sampling: {cold: {temperature: 0.5}}\n")
        result = coldread("run", config, "--model", run["model"]["path"], "--tasks", "drawn", "--include_path", self.folder / "tasks",
                          "--out", self.folder / "set")
        self.assertEqual(result.returncode, 0, result.stderr)
        run = self.results("set")["runs"][0]
        self.assertEqual((run["sampling"]["temperature"], run["task_sampling"]["drawn"]["temperature"]), (0.5, 0.5))

    def test_several_responses_have_a_mean_and_figures_of_all(self):
        self.write("tasks/one.jsonl", json.dumps({"q": "the apple is on the", "a": "x"}) + "\n")
        self.task("k", "repeats: 4", "filter_list:\n- {name: k, filter: [{function: take_first_k, k: 4}]}\n"
                  "- {name: one, filter: [{function: take_first}]}", rows="one.jsonl", kwargs=DRAWN)
        self.assertEqual(self.run_tasks(tasks="k").returncode, 0)
        results = self.results()["results"]["k"]
        for name in ("exact_match,k", "pass@2,k", "pass@4,k", "maj@4,k", "exact_match,one"):
            self.assertIn(name, results)
        self.assertNotIn("pass@4,one", results)
        # The figures are those of the answers, whichever is taken for the right one.
        samples = [json.loads(line) for line in next((self.folder / "out").glob("samples_k*.jsonl")).read_text(encoding="utf-8").splitlines()]
        answers = next(sample["filtered_resps"][0] for sample in samples if sample["filter"] == "k")
        self.assertEqual(len(answers), 4)
        right = answers.count(answers[3])
        self.write("tasks/one.jsonl", json.dumps({"q": "the apple is on the", "a": answers[3]}) + "\n")
        result = self.run_tasks(tasks="k", out="right")
        self.assertEqual(result.returncode, 0, result.stderr)
        results = self.results("right")["results"]["k"]
        self.assertEqual(results["exact_match,k"], right / 4)
        self.assertEqual(results["pass@4,k"], 1)
        before = pathlib.Path(self.folder / "right/results.json").read_bytes()
        self.assertEqual(coldread("report", self.folder / "right").returncode, 0)
        self.assertEqual(pathlib.Path(self.folder / "right/results.json").read_bytes(), before)

    def test_a_metric_without_a_mean_over_responses_is_refused(self):
        path = self.task("k", "repeats: 2", "filter_list: [{name: k, filter: [{function: take_first_k, k: 2}]}]")
        text = path.read_text(encoding="utf-8").replace("{metric: exact_match, aggregation: mean, higher_is_better: true}", "{metric: bleu}")
        path.write_text(text, encoding="utf-8")
        self.assert_fails(self.run_tasks(tasks="k"), 2, "k.yaml:", "leaves 2 responses", "'bleu' has no mean")


class TemplateCommandTest(unittest.TestCase):
    def test_either_dialect_can_be_asked_for(self):
        line = {"template": "[{{ x }}]{{ strftime_now('%Y') }}", "context": {}}
        self.assertIn("'x' is undefined", lines_through("template", lines=[line])[0]["error"])
        self.assertEqual(lines_through("template", lines=[line | {"dialect": "chat"}]), [{"rendered": "[]2026"}])
        self.assertEqual(lines_through("template", "--chat", lines=[line]), [{"rendered": "[]2026"}])
        self.assertEqual(lines_through("template", "--chat", "--chat_date", "1999-12-31", lines=[line]), [{"rendered": "[]1999"}])
        self.assertIn("error", lines_through("template", "--chat", lines=[line | {"dialect": "task"}])[0])


if __name__ == "__main__":
    unittest.main()
