"""Options of a run: one value a flag, what is mistyped, which documents, and the habits of lm-evaluation-harness."""
import json
import subprocess
import unittest

from program import ROOT, TINY_GPT2, TINY_LLAMA, ProgramTest, coldread


class Options(ProgramTest):
    def config(self, text=""):
        return self.write("c.yaml", f"models: ['{TINY_GPT2}']\ntasks: [next_word]\ninclude_path: tasks\nout: out\n{text}")

    def ran(self, *arguments, code=0, **options):
        result = coldread("run", *arguments, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        return result


class OneValueAFlag(Options):
    def test_a_flag_leaves_the_config_alone(self):
        config = self.config()
        self.ran("--set", "limit=1", config, "--fresh")
        self.ran("--model", TINY_LLAMA, config, "--fresh")
        self.ran("--include_path", self.folder / "tasks", config, "--fresh")
        self.ran("--allow-path", self.folder, config, "--fresh")
        shown = coldread("tasks", "show", "--include_path", self.folder / "tasks", "picks", "goes_on")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("picks:", shown.stdout)

    def test_a_flag_that_is_repeated_adds_up(self):
        other = self.write("more/other.yaml", (self.folder / "tasks/next_word.yaml").read_text().replace(
            "task: next_word", "task: other").replace("rows.jsonl", "../tasks/rows.jsonl"))
        self.ran("--model", TINY_GPT2, "--model", TINY_LLAMA, "--tasks", "next_word, other", "--include_path", self.folder / "tasks",
                 "--include_path", other.parent, "--allow-path", self.folder, "--out", self.folder / "both")
        results = json.loads((self.folder / "both/results.json").read_text())
        self.assertEqual(set(results["results"]), {"next_word", "other"})

    def test_models_with_a_comma_between(self):
        result = self.run_tasks(model=f"{TINY_GPT2},{TINY_LLAMA}")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("small-untied", result.stdout)


class Mistakes(Options):
    def test_usage_errors_name_the_help_of_their_command(self):
        self.assert_fails(coldread("run", "--limt", "3"), 2, "did you mean '--limit'?", "see coldread run --help")
        self.assert_fails(coldread("tasks", "show", "--jsn"), 2, "did you mean '--json'?", "see coldread tasks show --help")
        self.assert_fails(coldread("rnu"), 2, "see coldread --help")

    def test_a_mistyped_sampling_option(self):
        for command in ("sample", "prompt", "generate"):
            self.assert_fails(coldread(command, "--model", TINY_GPT2, "--temprature", "1"), 2, "did you mean '--temperature'?")
        self.assert_fails(coldread("run", "--temprature", "1"), 2, "did you mean '--temperature'?", "--gen_kwargs")
        self.assert_fails(coldread("run", "--top-k", "1"), 2, "--gen_kwargs top_k=VALUE")

    def test_numbers_out_of_range(self):
        self.assert_fails(coldread("run", "--threads", "0"), 2, "--threads", "must be a whole number, 1 to 4096, not '0'")
        self.assert_fails(coldread("bench", "--threads", "x"), 2, "must be a whole number")

    def test_empty_values(self):
        self.assert_fails(coldread("run", self.config(), "--out", ""), 2, "--out is empty")
        self.assert_fails(coldread("compare", "a", "b", "--out", ""), 2, "--out is empty")
        self.assert_fails(self.run_tasks(tasks=","), 2, "--tasks ,")
        self.assert_fails(coldread("run", self.config("limit: 0\n")), 2, "c.yaml:5:8: 'limit' must be")

    def test_settings_of_keys_that_nobody_knows(self):
        for setting in ("foo.bar=1", "a.b.c=1", "foo=1"):
            origin = f"--set {setting.split('=')[0]}: unknown key '{setting[0]}"
            self.assert_fails(coldread("run", "--model", TINY_GPT2, "--tasks", "qa", "--set", setting), 2, origin)
            self.assert_fails(coldread("plan", self.config(), "--set", setting), 2, origin)

    def test_seeds_as_a_number(self):
        self.assert_fails(coldread("run", self.config("seeds: 3\n")), 2, "[3]", "[0, 1, 2]", "c.yaml:5")

    def test_two_models_of_one_name(self):
        (self.folder / "a").mkdir()
        config = self.write("two.yaml", "models: [{path: a/m.gguf, name: m}, b/m.gguf]\ntasks: [qa]\n")
        self.assert_fails(coldread("run", config), 2, "a/m.gguf", "b/m.gguf", "{path: ..., name: ...}")

    def test_scripts_show_their_help_and_do_nothing(self):
        for script in ("quickstart", "setup", "build", "test", "fuzz", "races"):
            result = subprocess.run([ROOT / "scripts" / script, "--help"], capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual(result.returncode, 0, script)
            self.assertGreater(len(result.stdout), 60, script)


class Documents(Options):
    def setUp(self):
        super().setUp()
        rows = [{"q": f"the apple number {n} is on the", "a": " table"} for n in range(30)]
        self.write("tasks/rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))

    def ids(self, *arguments, out):
        result = self.run_tasks(*arguments, out=out)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [json.loads(line)["doc_id"] for line in (self.folder / out / "samples_next_word.jsonl").read_text().splitlines()]

    def scores(self, out):
        lines = (self.folder / out / "samples_next_word.jsonl").read_text().splitlines()
        return {json.loads(line)["doc_id"]: json.loads(line)["resps"] for line in lines}

    def test_a_share_of_the_documents(self):
        self.assertEqual(self.ids("--limit", "10%", out="percent"), [0, 1, 2])
        self.assertEqual(self.ids("--limit", "0.1", out="fraction"), [0, 1, 2])
        self.assertEqual(self.ids("--limit", "0.11", out="up"), [0, 1, 2, 3])
        self.assert_fails(self.run_tasks("--limit", "200%"), 2, "10%")

    def test_chosen_documents_keep_their_ids_and_answers(self):
        self.assertEqual(self.ids(out="all"), list(range(30)))
        self.assertEqual(self.ids("--documents", "3,7,12-14", out="some"), [3, 7, 12, 13, 14])
        self.assertEqual(self.ids("--documents", "12-20", "--limit", "2", out="first"), [12, 13])
        whole = self.scores("all")
        for document, answer in self.scores("some").items():
            self.assertEqual(answer, whole[document])
        self.assert_fails(self.run_tasks("--documents", "3,40"), 2, "documents 0 to 29, not 40")
        self.assert_fails(self.run_tasks("--documents", "4-2"), 2, "3,7,12-20")

    def test_a_random_part(self):
        first = self.ids("--limit", "5", "--shuffle", "1", out="one")
        self.assertEqual(len(set(first)), 5)
        self.assertEqual(first, sorted(first))
        self.assertNotEqual(first, [0, 1, 2, 3, 4])
        self.assertEqual(self.ids("--limit", "5", "--shuffle", "1", "--threads", "1", out="same"), first)
        self.assertNotEqual(self.ids("--limit", "5", "--shuffle", "2", out="other"), first)

    def test_samples_as_lm_evaluation_harness_takes_them(self):
        file = self.write("samples.json", '{"next_word": [1, 4]}')
        self.assertEqual(self.ids("--samples", file, out="file"), [1, 4])
        self.assertEqual(self.ids("--samples", '{"next_word": [5]}', out="text"), [5])
        self.assert_fails(self.run_tasks("--samples", '{"next_wrd": [5]}'), 2, "did you mean 'next_word'?")
        self.assert_fails(self.run_tasks("--samples", file, "--limit", "2"), 2, "leave out limit")

    def test_which_documents_is_part_of_what_a_run_is(self):
        self.ids("--documents", "3", out="out")
        self.assert_fails(self.run_tasks("--documents", "4"), 2, "documents was \"3\", is \"4\"", "--fresh")
        self.assertEqual(coldread("report", self.folder / "out").returncode, 0)

    def test_examples_of_a_document_do_not_hang_on_which_others_are_chosen(self):
        task = (self.folder / "tasks/next_word.yaml").read_text()
        self.write("tasks/next_word.yaml", task + "num_fewshot: 2\n")
        self.ids(out="all")
        self.ids("--documents", "7,9", out="some")
        self.assertEqual({7: self.scores("all")[7], 9: self.scores("all")[9]}, self.scores("some"))
        self.ids("--seed", "5", "--documents", "7,9", out="seeded")
        self.assertNotEqual(self.scores("some"), self.scores("seeded"))


class LmEvaluationHarness(Options):
    def test_what_has_no_effect_is_understood_and_said(self):
        result = self.run_tasks("--batch_size", "auto:4", "--device", "cpu", "--log_samples", "--predict_only", "--verbosity", "INFO")
        self.assertEqual(result.returncode, 0, result.stderr)
        for flag in ("--batch_size", "--log_samples", "--predict_only", "--verbosity"):
            self.assertIn(f"note: {flag} has no effect", result.stderr)

    def test_what_means_something_else_is_explained(self):
        self.assert_fails(self.run_tasks("--device", "cuda:0"), 2, "computes on the CPU")
        self.assert_fails(self.run_tasks("--wandb_args", "project=x"), 2, "nothing is sent")
        self.assert_fails(self.run_tasks("--seed", "0,1234,1234,1234"), 2, "few-shot", "last of them")
        self.assert_fails(self.run_tasks(model="hf"), 2, "--model_args pretrained=PATH")

    def test_tasks_and_configs_that_were_mixed_up_are_told_apart(self):
        self.assert_fails(coldread("run", "--model", TINY_GPT2, "--tasks", "qa", "choice"), 2, "choice: no such config",
                          "--tasks qa,choice")
        self.assert_fails(coldread("run", "cloze"), 2, "a task is run by --tasks cloze --model MODEL")
        self.assert_fails(coldread("run", "--model", TINY_GPT2, "--tasks", "QA"), 2, "did you mean 'qa'?")

    def test_arguments_of_a_model_that_change_nothing(self):
        done = coldread("plan", "--model_args", f"pretrained={TINY_GPT2},trust_remote_code=True", "--tasks", "cloze", "--limit", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        run = coldread("run", "--model_args", f"pretrained={TINY_GPT2},trust_remote_code=True", "--tasks", "cloze", "--limit", 1,
                       "--out", self.folder / "out")
        self.assertIn("--model_args trust_remote_code has no effect: no code of others is run", run.stderr)

    def test_model_args_and_output_path(self):
        result = coldread("run", "--model", "hf", "--model_args", f"pretrained={TINY_GPT2},dtype=float32", "--tasks", "next_word",
                          "--include_path", self.folder / "tasks", "--output_path", self.folder / "there")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue((self.folder / "there/results.json").exists())
        self.assert_fails(self.run_tasks("--model_args", "pretrained=x,peft=y"), 2, "not 'peft'")

    def test_gen_kwargs_are_laid_over_the_tasks_own(self):
        self.assertEqual(self.run_tasks("--gen_kwargs", "max_gen_toks=2", tasks="goes_on", out="short").returncode, 0)
        self.assertEqual(self.run_tasks("--gen_kwargs", '{"temperature": 1.0, "do_sample": true}', tasks="goes_on", out="hot").returncode, 0)
        config = json.loads((self.folder / "short/results.json").read_text())["configs"]["goes_on"]["generation_kwargs"]
        self.assertEqual((config["max_gen_toks"], config["until"], config["do_sample"]), (2, ["\n"], False))
        config = json.loads((self.folder / "hot/results.json").read_text())["configs"]["goes_on"]["generation_kwargs"]
        self.assertEqual((config["max_gen_toks"], config["temperature"]), (8, 1.0))
        self.assert_fails(self.run_tasks("--gen_kwargs", "temperature"), 2, "key=value")

    def test_gen_kwargs_beside_sampling_settings_are_refused(self):
        config = self.config("sampling: {hot: {temperature: 2.0}}\n")
        self.assert_fails(coldread("run", config, "--gen_kwargs", "temperature=1"), 2, "no effect")


class Json(Options):
    def test_run_report_merge_verify_and_sample(self):
        keys = {"model", "setting", "task", "metric", "value", "low", "high", "stderr", "scored", "asked"}
        run = json.loads(self.run_tasks("--json", tasks="next_word,picks").stdout)
        self.assertEqual((run["run"], run["exit"]), (str(self.folder / "out"), 0))
        self.assertEqual({score["task"] for score in run["scores"]}, {"next_word", "picks"})
        for score in run["scores"]:
            self.assertEqual(set(score), keys)
            self.assertEqual((score["scored"], score["asked"]), (2, 2))
        report = json.loads(coldread("report", self.folder / "out", "--json").stdout)
        self.assertEqual(report["scores"], run["scores"])
        verified = json.loads(coldread("verify", self.folder / "out", "--json", "--seed", "1").stdout)
        self.assertEqual((verified["exit"], verified["differences"], verified["seed"]), (0, [], 1))
        for part in ("1/2", "2/2"):
            self.run_tasks("--shard", part, tasks="next_word,picks", out=f"part{part[0]}")
        merged = json.loads(coldread("merge", self.folder / "part1", self.folder / "part2", "--out", self.folder / "whole", "--json").stdout)
        self.assertEqual(merged["scores"], run["scores"])
        samples = coldread("sample", "--model", TINY_GPT2, "--nsamples", "2", "--length", "3", "--json").stdout.splitlines()
        self.assertEqual([json.loads(line)["sample"] for line in samples], [1, 2])


if __name__ == "__main__":
    unittest.main()
