"""Whole runs of the program on a tiny model."""
import csv
import hashlib
import io
import json
import signal
import subprocess
import time
import unittest

from program import PROGRAM, TINY_GPT2, TINY_LLAMA, ProgramTest, coldread, lines_through

WRITTEN = ("results.json", "results.csv", "samples.csv", "report.html")


class Runs(ProgramTest):
    def files(self, out="out"):
        names = sorted(path.name for path in (self.folder / out).iterdir() if path.name not in ("run.json", "machine.html", "journal"))
        return {name: hashlib.sha256((self.folder / out / name).read_bytes()).hexdigest() for name in names}

    def test_a_run_writes_every_file_and_prints_the_table(self):
        result = self.run_tasks(tasks="next_word,goes_on,picks")
        self.assertEqual(result.returncode, 0, result.stderr)
        for task in ("next_word", "goes_on", "picks"):
            self.assertIn(task, result.stdout)
            samples = (self.folder / f"out/samples_{task}.jsonl").read_text().splitlines()
            self.assertEqual([json.loads(line)["doc_id"] for line in samples], [0, 1])
        for name in (*WRITTEN, "run.json", "journal"):
            self.assertTrue((self.folder / "out" / name).stat().st_size > 0, name)
        results = json.loads((self.folder / "out/results.json").read_text())
        self.assertEqual(results["n-samples"]["picks"], {"original": 2, "effective": 2})
        self.assertIn("acc_norm,none", results["results"]["picks"])

    def test_the_last_of_a_flag_given_twice_counts_and_lists_add_up(self):
        result = self.run_tasks("--limit", "2", "--limit", "1", "--tasks", "picks", "--threads", "1", "--threads", "2")
        self.assertEqual(result.returncode, 0, result.stderr)
        results = json.loads((self.folder / "out/results.json").read_text())
        self.assertEqual({name: size["effective"] for name, size in results["n-samples"].items()}, {"next_word": 1, "picks": 1})
        again = self.run_tasks("nothing.yaml", "else.yaml", out="again")
        self.assert_fails(again, 2, "unexpected argument")

    def test_numbers_in_the_csv_and_the_json_are_the_same_bits(self):
        self.run_tasks(tasks="next_word,picks")
        results = json.loads((self.folder / "out/results.json").read_text())["results"]
        rows = list(csv.DictReader(io.StringIO((self.folder / "out/results.csv").read_text())))
        self.assertEqual(len(rows), 4)
        for row in rows:
            self.assertEqual(float(row["value"]), results[row["task"]][f"{row['metric']},{row['filter']}"])

    def test_two_runs_give_the_same_bytes(self):
        self.run_tasks(tasks="next_word,goes_on,picks", out="a")
        self.run_tasks("--threads", "2", tasks="next_word,goes_on,picks", out="b")
        self.assertEqual(self.files("a"), self.files("b"))

    def test_a_finished_run_is_rendered_again_to_the_same_bytes(self):
        self.run_tasks(tasks="next_word,goes_on")
        before = self.files()
        (self.folder / "out/report.html").unlink()
        self.assertEqual(self.run_tasks(tasks="next_word,goes_on").returncode, 0)
        self.assertEqual(self.files(), before)

    def test_a_journal_cut_anywhere_leads_to_the_same_bytes(self):
        self.run_tasks(tasks="next_word,picks")
        before = self.files()
        journal = (self.folder / "out/journal").read_bytes()
        head = journal.index(b"\n") + 1
        for cut in (head, head + 1, (head + len(journal)) // 2, len(journal) - 1):
            (self.folder / "out/journal").write_bytes(journal[:cut])
            self.assertEqual(self.run_tasks(tasks="next_word,picks").returncode, 0, cut)
            self.assertEqual(self.files(), before, cut)

    def test_a_damaged_record_is_computed_again(self):
        self.run_tasks(tasks="next_word,picks")
        before = self.files()
        journal = bytearray((self.folder / "out/journal").read_bytes())
        journal[journal.index(b"\n") + 60] ^= 1
        (self.folder / "out/journal").write_bytes(journal)
        self.assertEqual(self.run_tasks(tasks="next_word,picks").returncode, 0)
        self.assertEqual(self.files(), before)

    def test_settings_of_the_command_line_win_over_the_config(self):
        config = self.write("run.yaml", f"models: ['{TINY_LLAMA}']\ntasks: [next_word]\nlimit: 1\n"
                                        f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/out'\n")
        result = coldread("run", config, "--limit", "2", "--tasks", "picks", "--set", "name=other")
        self.assertEqual(result.returncode, 0, result.stderr)
        results = json.loads((self.folder / "out/results.json").read_text())
        self.assertEqual(list(results["results"]), ["picks"])
        self.assertEqual(results["n-samples"]["picks"]["effective"], 2)

    def test_each_sampling_setting_is_a_column(self):
        config = self.write("run.yaml", f"models: ['{TINY_LLAMA}']\ntasks: [goes_on]\ninclude_path: '{self.folder}/tasks'\n"
                                        f"out: '{self.folder}/out'\nseeds: [0, 1]\n"
                                        "sampling: {greedy: {do_sample: false}, article: {top_k: 40, temperature: 0.7}}\n")
        self.assertEqual(coldread("run", config).returncode, 0)
        rows = list(csv.DictReader(io.StringIO((self.folder / "out/results.csv").read_text())))
        self.assertEqual(len({row["run"] for row in rows}), 3)

    def test_a_grid_and_repeats_make_a_column_for_each_cell_and_seed(self):
        config = self.write("run.yaml", f"models: ['{TINY_LLAMA}']\ntasks: [goes_on]\ninclude_path: '{self.folder}/tasks'\n"
                                        f"out: '{self.folder}/out'\nrepeats: 2\n"
                                        "sampling: {grid: {temperature: [0, 0.7], top_k: [2]}, short: {top_k: 5, max_tokens: 1, seed: 9}}\n")
        self.assertEqual(coldread("run", config).returncode, 0)
        rows = list(csv.DictReader(io.StringIO((self.folder / "out/results.csv").read_text())))
        self.assertEqual([row["run"] for row in rows],
                         ["temperature=0 top_k=2", "temperature=0.7 top_k=2 / seed 0", "temperature=0.7 top_k=2 / seed 1", "short"])
        self.assertEqual([row["seed"] for row in rows], ["0", "0", "1", "9"])
        tokens = {row["run"]: row["output_tokens"] for row in csv.DictReader(io.StringIO((self.folder / "out/samples.csv").read_text()))}
        self.assertEqual(tokens["short"], "1")

    def test_an_interrupted_run_says_so_and_goes_on(self):
        rows = "".join(json.dumps({"q": f"the apple number {i} is on the", "a": " table"}) + "\n" for i in range(3000))
        self.write("tasks/rows.jsonl", rows)
        arguments = ["run", "--model", TINY_LLAMA, "--tasks", "goes_on", "--include_path", self.folder / "tasks",
                     "--out", self.folder / "out"]
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        journal = self.folder / "out/journal"
        for _ in range(600):
            if journal.exists() and journal.read_bytes().count(b"\n") > 2 or process.poll() is not None:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("rerun the same command to resume", errors)
        kept = journal.read_bytes().count(b"\n")
        self.assertGreater(kept, 2)
        self.assertEqual(coldread(*arguments).returncode, 0)
        interrupted = self.files()
        self.assertEqual(self.run_tasks(tasks="goes_on", model=TINY_LLAMA, out="whole").returncode, 0)
        self.assertEqual(interrupted, self.files("whole"))


class Plumbing(ProgramTest):
    def test_tokens_go_there_and_back(self):
        texts = ["Hello world", "naïve café \u00e9\u4e2d\U0001f600", " two  spaces", ""]
        ids = lines_through("tokenize", "--model", TINY_GPT2, lines=[{"text": text} for text in texts])
        back = lines_through("detokenize", "--model", TINY_GPT2, lines=ids)
        self.assertEqual([answer["text"] for answer in back], texts)

    def test_bytes_go_there_and_back(self):
        hexes = ["ff00fe", "e4b8", "80"]
        ids = lines_through("tokenize", "--model", TINY_GPT2, lines=[{"bytes_hex": text} for text in hexes])
        back = lines_through("detokenize", "--model", TINY_GPT2, lines=ids)
        self.assertEqual([answer["bytes_hex"] for answer in back], hexes)

    def test_scores_add_up(self):
        answer = lines_through("score", "--model", TINY_GPT2, lines=[{"context": "the apple is", "continuation": " on the table"}])[0]
        self.assertAlmostEqual(sum(answer["token_logprobs"]), answer["logprob"], places=9)
        self.assertEqual(len(answer["ids"]), len(answer["token_logprobs"]))

    def test_ids_need_no_tokenizer(self):
        answers = lines_through("score", "--model", TINY_GPT2 / "noprefix", lines=[{"ids": [1, 2, 3, 4], "from": 2}])
        self.assertEqual(len(answers[0]["token_logprobs"]), 2)

    def test_generation_is_repeatable_and_stops(self):
        line = {"prompt": "the apple", "max_tokens": 12, "temperature": 1.0, "top_k": 40, "seed": 7}
        first, second, other = lines_through("generate", "--model", TINY_GPT2, lines=[line, line, {**line, "max_tokens": 3}])
        self.assertEqual(first["ids"][:3], other["ids"])
        self.assertEqual(len(other["ids"]), 3)
        self.assertEqual(other["stop"], "length")
        self.assertNotEqual(second["stop"], "")

    def test_templates_render_or_say_why_not(self):
        good, bad = lines_through("template", lines=[{"template": "{{a|length}}", "context": {"a": "xyz"}},
                                                     {"template": "{{missing}}", "context": {}}])
        self.assertEqual(good, {"rendered": "3"})
        self.assertIn("missing", bad["error"])

    def test_a_distribution_sums_to_one(self):
        answer = lines_through("distribution", lines=[{"logits": [1, 2, 3, 4], "top_k": 2}])[0]
        self.assertEqual(answer["probs"][:2], [0.0, 0.0])
        self.assertAlmostEqual(sum(answer["probs"]), 1.0, places=12)

    def test_a_task_renders_to_its_requests(self):
        result = coldread("render", self.folder / "tasks/picks.yaml")
        self.assertEqual(result.returncode, 0, result.stderr)
        requests = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual(len(requests), 6)
        self.assertEqual(requests[1], {"task": "picks", "doc_id": 0, "type": "loglikelihood",
                                       "context": "the apple is on the", "continuation": " box"})

    def test_a_metric_scores_a_corpus_and_each_line(self):
        line = json.dumps({"prediction": "the cat sat", "references": ["the cat sat down"]}) + "\n"
        corpus = json.loads(coldread("metric", "rouge1", stdin=line).stdout)
        self.assertEqual((corpus["metric"], corpus["n"]), ("rouge1", 1))
        self.assertAlmostEqual(corpus["value"], 6 / 7)
        each = json.loads(coldread("metric", "rouge1", "--each", stdin=line).stdout)
        self.assertAlmostEqual(each["parts"]["recall"], 0.75)


class Looking(ProgramTest):
    def test_tasks_are_listed_with_a_count(self):
        result = coldread("tasks", "ls", self.folder / "tasks")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("picks", result.stdout)
        self.assertIn("3 tasks", result.stdout)

    def test_checking_tasks_says_what_is_wrong_with_each(self):
        self.write("tasks/broken.yaml", "task: broken\noutput_type: guess\n")
        result = coldread("tasks", "check", self.folder / "tasks")
        self.assertEqual(result.returncode, 2)
        self.assertIn("broken.yaml:2", result.stderr)
        self.assertIn("3 tasks OK, 1 error, 0 warnings", result.stdout)

    def test_a_model_file_is_described(self):
        result = coldread("models", "--json", TINY_LLAMA)
        facts = json.loads(result.stdout)
        self.assertEqual((facts["family"], facts["format"]), ("llama", "gguf"))
        self.assertEqual(facts["digest"], hashlib.sha256(TINY_LLAMA.read_bytes()).hexdigest())

    def test_a_document_is_explained(self):
        config = self.write("run.yaml", f"models: ['{TINY_GPT2}']\ntasks: [picks]\ninclude_path: '{self.folder}/tasks'\n")
        result = coldread("explain", config, "picks", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        for word in ("the dog is in the", "continuation", "nats", "acc_norm"):
            self.assertIn(word, result.stdout)


if __name__ == "__main__":
    unittest.main()
