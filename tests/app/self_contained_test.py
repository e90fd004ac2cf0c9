"""A run's folder holds all that its results are a function of: data, tasks, config and model may change or go."""
import json
import shutil
import unittest

from program import TINY_GPT2, TINY_LLAMA, ProgramTest, coldread

TASKS = "next_word,goes_on,picks"
CHANGING = ("run.json", "machine.html")


class Folder(ProgramTest):
    """Runs in a world of their own, which can be taken away: data, tasks, config, model."""

    def setUp(self):
        super().setUp()
        rows = "".join(json.dumps({"q": f"the {word} is on the", "a": " table"}) + "\n" for word in ("apple", "dog", "cup"))
        self.write("tasks/rows.jsonl", rows)
        self.write("tasks/shots.yaml", "include: picks.yaml\ntask: shots\nnum_fewshot: 1\n"
                   "fewshot_split: test\nfewshot_config: {sampler: first_n}\n")
        self.write("tasks/all.yaml", "group: all\ntask: [picks, shots]\naggregate_metric_list: [{metric: acc}]\n")

    def files(self, out="out"):
        return {path.name: path.read_bytes() for path in (self.folder / out).iterdir() if path.name not in CHANGING}

    def take_away(self):
        """Nothing of the run's world is left, and the working directory is another."""
        for name in ("tasks", "model", "config.yaml"):
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        return elsewhere

    def run_all(self, *arguments):
        shutil.copytree(TINY_GPT2, self.folder / "model")
        config = self.write("config.yaml", "\n".join([
            "name: whole", "models: [model]", "tasks: [next_word, goes_on, {task: goes_on, name: twice, repeats: 2}, all]",
            "include_path: tasks", "sampling: {greedy: {do_sample: false}, wild: {temperature: 1.5}}", "seeds: [0, 1]"]))
        result = coldread("run", config, "--out", "out", *arguments, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result


class NothingElse(Folder):
    def test_results_are_a_function_of_the_folder(self):
        self.run_all()
        before = self.files()
        elsewhere = self.take_away()
        for name in self.files():
            if name != "journal" and not name.startswith(("inputs-", ".")):
                (self.folder / "out" / name).unlink()
        result = coldread("report", "../out", cwd=elsewhere)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files(), before)

    def test_a_folder_that_moved_is_read_where_it_is(self):
        self.run_all()
        before = self.files()
        elsewhere = self.take_away()
        shutil.move(self.folder / "out", elsewhere / "moved")
        self.assertEqual(coldread("report", "moved", cwd=elsewhere).returncode, 0)
        self.assertEqual(self.files("elsewhere/moved"), before)

    def test_a_document_is_explained_from_the_folder(self):
        self.run_all()
        elsewhere = self.take_away()
        result = coldread("explain", "../out", "goes_on", "1", cwd=elsewhere)
        self.assertEqual(result.returncode, 0, result.stderr)
        for words in ("the dog is on the", "answer", "exact_match", "wild", "target"):
            self.assertIn(words, result.stdout)
        result = coldread("explain", "../out", "next_word", "2", cwd=elsewhere)
        self.assertIn('" table"', result.stdout)
        self.assertIn("ln p", result.stdout)
        self.assert_fails(coldread("explain", "../out", "goes_onn", "1", cwd=elsewhere), 2, "did you mean 'goes_on'")
        self.assert_fails(coldread("explain", "../out", "goes_on", "3", cwd=elsewhere), 2, "0 to 2")
        self.assert_fails(coldread("explain", "../out", "goes_on", "1", "--model", "x", cwd=elsewhere), 2, "--model")

    def test_runs_are_compared_from_their_folders(self):
        self.run_tasks(tasks=TASKS, out="a")
        self.run_tasks(tasks=TASKS, out="b", model=TINY_LLAMA)
        elsewhere = self.take_away()
        finished = coldread("compare", "../a", "../b", cwd=elsewhere)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        (self.folder / "b/results.json").unlink()
        self.assertEqual(coldread("compare", "../a", "../b", cwd=elsewhere).stdout, finished.stdout)

    def test_shards_are_merged_from_their_folders(self):
        for out, more in (("whole", ()), ("a", ("--shard", "1/2")), ("b", ("--shard", "2/2"))):
            self.assertEqual(self.run_tasks(*more, tasks=TASKS, out=out).returncode, 0)
        elsewhere = self.take_away()
        result = coldread("merge", "../a", "../b", "--out", "../merged", cwd=elsewhere)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files("merged"), self.files("whole"))

    def test_the_limit_alone_is_kept(self):
        import gzip
        self.run_tasks("--limit", "2", tasks="picks")
        inputs = [path for path in (self.folder / "out").iterdir() if path.name.startswith("inputs-")]
        self.assertEqual(len(inputs), 1)
        lines = gzip.decompress(inputs[0].read_bytes()).decode("utf-8").splitlines()
        self.assertEqual(len(lines), 1 + 1 + 2)
        self.assertIn("the apple", lines[2])


class Models(Folder):
    def test_a_model_is_verified_where_it_lay_and_where_the_folders_moved_together(self):
        self.run_all()
        result = coldread("verify", self.folder / "out", cwd="/")
        self.assertEqual(result.returncode, 0, result.stderr)
        moved = self.folder / "moved"
        moved.mkdir()
        for name in ("out", "model"):
            shutil.move(self.folder / name, moved / name)
        shutil.rmtree(self.folder / "tasks")
        result = coldread("verify", moved / "out", cwd="/")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("equal to the bit", result.stdout)

    def test_a_model_that_is_gone_is_named(self):
        self.run_all()
        elsewhere = self.take_away()
        self.assert_fails(coldread("verify", "../out", cwd=elsewhere), 3, "model", "is gone", str(self.folder / "model"))

    def test_a_model_that_changed_is_another(self):
        self.run_all()
        config = self.folder / "model/config.json"
        config.chmod(0o644)
        config.write_text(config.read_text() + "\n", encoding="utf-8")
        self.assert_fails(coldread("verify", self.folder / "out"), 2, "another model", "changed")


class Damage(Folder):
    def inputs(self):
        return next(path for path in (self.folder / "out").iterdir() if path.name.startswith("inputs-"))

    def test_inputs_that_are_gone_or_damaged_are_named_and_written_again(self):
        self.run_tasks(tasks=TASKS)
        before = self.files()
        path = self.inputs()
        content = path.read_bytes()
        middle = len(content) // 2
        for damaged in (None, content[:middle], content[:middle] + b"xx" + content[middle + 2:], b"", b"text\n"):
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            self.assert_fails(coldread("report", self.folder / "out"), 3, path.name)
            result = self.run_tasks(tasks=TASKS)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(self.files(), before)

    def test_inputs_of_another_run_are_not_taken(self):
        self.run_tasks(tasks=TASKS)
        path = self.inputs()
        self.run_tasks(tasks="picks", out="other")
        other = next(path for path in (self.folder / "other").iterdir() if path.name.startswith("inputs-"))
        path.write_bytes(other.read_bytes())
        self.assert_fails(coldread("report", self.folder / "out"), 3, path.name, "damaged")

    def test_a_run_of_an_older_format_is_refused_with_what_to_do(self):
        import hashlib
        self.run_tasks(tasks="picks")
        path = self.folder / "out/journal"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        body = lines[0].split(" ", 2)[2].rstrip("\n").replace('"coldread journal":3', '"coldread journal":2')
        counted = f"{len(body.encode())} {body}"
        head = hashlib.sha256(counted.encode()).hexdigest()[:16] + " " + counted + "\n"
        path.write_text("".join([head, head, *lines[2:]]), encoding="utf-8")
        before = self.files()
        self.assert_fails(coldread("report", self.folder / "out"), 2, "journal format 2", "--fresh")
        self.assert_fails(self.run_tasks(tasks="picks"), 2, "journal format 2", "--fresh")
        self.assertEqual(self.files(), before)
        self.assertEqual(self.run_tasks("--fresh", tasks="picks").returncode, 0)


class Unfinished(Folder):
    def cut(self, lines):
        """An interrupted run: no results, and its journal without the last lines."""
        path = self.folder / "out/journal"
        content = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(content[:-lines]))
        for name in self.files():
            if name != "journal" and not name.startswith(("inputs-", ".")):
                (self.folder / "out" / name).unlink()

    def test_what_is_answered_is_rendered_and_marked(self):
        self.run_tasks(tasks="next_word")
        before = self.files()
        self.cut(1)
        result = coldread("report", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("unfinished: 2 of 3", (result.stdout + result.stderr).replace("\u00a0", " "))
        results = json.loads((self.folder / "out/results.json").read_text())
        self.assertEqual(results["coldread"]["unfinished"], {"answered": 2, "documents": 3})
        self.assertEqual(results["n-samples"]["next_word"], {"original": 3, "effective": 2})
        page = (self.folder / "out/report.html").read_text().replace("\u00a0", " ")
        self.assertIn("<title>", page)
        self.assertIn("(unfinished)", page)
        self.assertIn("unfinished: 2 of 3 documents", page)
        finished = self.run_tasks(tasks="next_word")
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertEqual(self.files(), before)


class Names(Folder):
    def run_here(self, *arguments, tasks="picks"):
        result = coldread("run", "--model", TINY_GPT2, "--tasks", tasks, "--include_path", "tasks", *arguments,
                          cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def reports(self):
        return sorted(path.name for path in (self.folder / "reports").iterdir())

    def test_a_run_without_a_name_is_called_after_model_and_tasks(self):
        self.run_here()
        self.run_here(tasks="next_word,picks")
        self.assertEqual(self.reports(), ["tiny-gpt2-next_word-picks", "tiny-gpt2-picks"])

    def test_the_same_config_is_rendered_and_another_goes_beside_it(self):
        self.run_here()
        self.run_here("--limit", "1")
        self.run_here("--limit", "2")
        self.assertEqual(self.reports(), ["tiny-gpt2-picks", "tiny-gpt2-picks-2", "tiny-gpt2-picks-3"])
        before = {name: self.files(f"reports/{name}") for name in self.reports()}
        for arguments, name in (((), ""), (("--limit", "1"), "-2"), (("--limit", "2"), "-3")):
            self.assertIn(f"reports/tiny-gpt2-picks{name}/report.html", self.run_here(*arguments))
        self.assertEqual({name: self.files(f"reports/{name}") for name in self.reports()}, before)

    def test_a_run_of_an_edited_task_goes_beside_the_one_before(self):
        self.run_here()
        before = self.files("reports/tiny-gpt2-picks")
        task = self.folder / "tasks/picks.yaml"
        task.write_text(task.read_text().replace('"{{q}}"', '"{{q}} very"'), encoding="utf-8")
        self.run_here()
        self.assertEqual(self.reports(), ["tiny-gpt2-picks", "tiny-gpt2-picks-2"])
        self.assertEqual(self.files("reports/tiny-gpt2-picks"), before)
        self.run_here()
        self.assertEqual(self.reports(), ["tiny-gpt2-picks", "tiny-gpt2-picks-2"])

    def test_a_name_is_taken_from_the_flag_then_from_the_config(self):
        self.write("mine.yaml", f"models: [{TINY_GPT2}]\ntasks: [picks]\ninclude_path: tasks\n")
        self.write("named.yaml", f"name: own name\nmodels: [{TINY_GPT2}]\ntasks: [picks]\ninclude_path: tasks\n")
        for arguments in (("mine.yaml",), ("named.yaml",), ("named.yaml", "--name", "../flag")):
            result = coldread("run", *arguments, cwd=self.folder)
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.reports(), ["flag", "mine", "own-name"])

    def test_a_folder_that_holds_no_run_is_used(self):
        (self.folder / "reports/tiny-gpt2-picks").mkdir(parents=True)
        self.run_here()
        self.assertEqual(self.reports(), ["tiny-gpt2-picks"])


class Data(Folder):
    """The rows of a run were edited, reordered or grown since."""

    def setUp(self):
        super().setUp()
        self.run_tasks(tasks=TASKS)
        self.before = self.files()
        self.rows = (self.folder / "tasks/rows.jsonl").read_text().splitlines(keepends=True)

    def change(self, rows):
        self.write("tasks/rows.jsonl", "".join(rows))

    def test_a_report_does_not_change(self):
        self.change(self.rows[::-1])
        result = coldread("report", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.files(), self.before)

    def test_an_edited_row_is_named_and_nothing_is_written(self):
        for edit in (lambda row: row.replace("dog", "cat"), lambda row: row.replace(" table", " box")):
            self.change([self.rows[0], edit(self.rows[1]), self.rows[2]])
            self.assert_fails(self.run_tasks(tasks=TASKS), 2, "rows.jsonl, row 1", "was", "is", "--fresh")
            self.assertEqual(self.files(), self.before)
        self.change(self.rows)
        self.assertEqual(self.run_tasks(tasks=TASKS).returncode, 0)
        self.assertEqual(self.files(), self.before)

    def test_another_order_is_named(self):
        self.change(self.rows[::-1])
        self.assert_fails(self.run_tasks(tasks=TASKS), 2, "row 0")
        self.assertEqual(self.files(), self.before)

    def test_a_row_that_is_gone_is_named(self):
        self.change(self.rows[:-1])
        self.assert_fails(self.run_tasks(tasks=TASKS), 2, "rows.jsonl, row 2 is gone: 2 rows are left")
        self.assertEqual(self.files(), self.before)

    def test_rows_that_came_at_the_end_are_answered_too(self):
        self.change([*self.rows, self.rows[0].replace("apple", "hat")])
        result = self.run_tasks(tasks=TASKS)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.run_tasks(tasks=TASKS, out="fresh")
        self.assertEqual(self.files(), self.files("fresh"))


class Extension(Folder):
    def answered(self):
        return json.loads((self.folder / "out/run.json").read_text())["answered_requests"]

    def check_extended(self, *arguments, tasks="picks", answered):
        result = self.run_tasks(*arguments, tasks=tasks)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.answered(), answered)
        self.assertEqual(self.run_tasks(*arguments, tasks=tasks, out="fresh").returncode, 0)
        self.assertEqual(self.files(), self.files("fresh"))

    def test_a_larger_limit_asks_for_the_further_documents(self):
        self.run_tasks("--limit", "1", tasks="picks")
        self.check_extended("--limit", "3", answered=6)

    def test_more_tasks_keep_the_answers_of_the_former(self):
        self.run_tasks(tasks="picks")
        self.check_extended(tasks="goes_on,picks", answered=3)

    def test_other_metrics_and_filters_ask_for_nothing(self):
        self.run_tasks(tasks="goes_on")
        task = self.folder / "tasks/goes_on.yaml"
        task.write_text(task.read_text() + "  - metric: bleu\nfilter_list: [{name: low, filter: [{function: lowercase}, "
                        "{function: take_first}]}]\n", encoding="utf-8")
        text = task.read_text().replace("metadata: {version: 1.0}\n", "", 1)
        task.write_text(text, encoding="utf-8")
        self.check_extended(tasks="goes_on", answered=0)
        self.assertIn("low", (self.folder / "out/results.csv").read_text())

    def test_what_would_lose_answers_is_refused(self):
        self.run_tasks("--limit", "2", tasks="picks,goes_on")
        before = self.files()
        self.assert_fails(self.run_tasks("--limit", "1", tasks="picks,goes_on"), 2, "limit was 2, is 1")
        self.assert_fails(self.run_tasks("--limit", "2", tasks="picks"), 2, "tasks.1", "goes_on")
        task = self.folder / "tasks/picks.yaml"
        text = task.read_text()
        task.write_text(text.replace('"{{q}}"', '"{{q}} "'), encoding="utf-8")
        self.assert_fails(self.run_tasks("--limit", "2", tasks="picks,goes_on"), 2,
                          "task 'picks': doc_to_text was \"{{q}}\", is \"{{q}} \"")
        self.assertEqual(self.files(), before)

    def test_inputs_that_an_interrupted_extension_left_go_with_the_next_run(self):
        self.run_tasks("--limit", "1", tasks="picks")
        before = self.files()
        self.run_tasks("--limit", "3", tasks="picks", out="other")
        left = next(path for path in (self.folder / "other").iterdir() if path.name.startswith("inputs-"))
        shutil.copy(left, self.folder / "out")
        self.assertEqual(self.run_tasks("--limit", "1", tasks="picks").returncode, 0)
        self.assertEqual(self.files(), before)


if __name__ == "__main__":
    unittest.main()
