"""Configs, tasks, data and models are found from any directory, of a checkout and of an installed program."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from program import PROGRAM, ROOT, TINY_GPT2, ProgramTest, coldread


class AnyDirectory(ProgramTest):
    def test_paths_in_a_config_are_relative_to_it(self):
        shutil.copytree(TINY_GPT2, self.folder / "model")
        self.write("mine.yaml", (self.folder / "tasks/next_word.yaml").read_text().replace("task: next_word", "task: mine").replace(
            "rows.jsonl", "tasks/rows.jsonl"))
        config = self.write("c.yaml", "models: [model]\ntasks: [next_word, mine.yaml]\ninclude_path: tasks\nout: out\n")
        for folder in ("/", ROOT, self.folder):
            result = coldread("run", config, "--fresh", cwd=folder)
            self.assertEqual(result.returncode, 0, result.stderr)
            results = json.loads((self.folder / "out/results.json").read_text())["results"]
            self.assertEqual(set(results), {"next_word", "mine"})
            shutil.rmtree(self.folder / "out")

    def test_the_programs_own_tasks_and_data_are_found_from_anywhere(self):
        result = self.run_tasks("--limit", "1", tasks="next_word,qa,cloze", cwd="/")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("qa", coldread("tasks", "ls", cwd="/").stdout)
        shown = coldread("tasks", "show", "qa", "--include_path", self.folder / "tasks", cwd="/")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        checked = coldread("plan", "configs/quickstart.yaml", "--model", TINY_GPT2, cwd="/")
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_a_run_from_another_directory_is_the_same_run(self):
        self.assertEqual(self.run_tasks(tasks="next_word", model=TINY_GPT2).returncode, 0)
        relative = os.path.relpath(TINY_GPT2, self.folder)
        result = self.run_tasks(tasks="next_word", model=relative, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_one_name_in_two_folders_is_an_error_with_both_paths(self):
        for folder in ("a", "b"):
            shutil.copytree(self.folder / "tasks", self.folder / folder)
        folders = ("--include_path", self.folder / "a", "--include_path", self.folder / "b")
        result = coldread("run", "--model", TINY_GPT2, "--tasks", "picks", *folders, "--out", self.folder / "out")
        self.assert_fails(result, 2, str(self.folder / "a/picks.yaml"), str(self.folder / "b/picks.yaml"))
        result = coldread("run", "--model", TINY_GPT2, "--tasks", self.folder / "b/picks.yaml", *folders, "--out", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_name_of_the_programs_own_is_taken_too(self):
        self.write("tasks/qa.yaml", (self.folder / "tasks/picks.yaml").read_text().replace("task: picks", "task: qa"))
        self.assert_fails(self.run_tasks(tasks="qa"), 2, str(self.folder / "tasks/qa.yaml"), "tasks/coldread/qa.yaml")

    def test_odd_names_of_tasks_give_results(self):
        picks = (self.folder / "tasks/picks.yaml").read_text().replace("task: picks\n", "")
        names = ["../../evil", "with space/and slash", "\u65e5\u672c\u8a9e", "a:b*c?", "x" * 300, "UPPER", "upper"]
        for number, name in enumerate(names):
            self.write(f"odd/{number}.yaml", f"task: {json.dumps(name)}\ntag: odd\n{picks}")
        shutil.copy(self.folder / "tasks/rows.jsonl", self.folder / "odd")
        result = coldread("run", "--model", TINY_GPT2, "--tasks", "odd", "--include_path", self.folder / "odd", "--out", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        results = json.loads((self.folder / "out/results.json").read_text())["results"]
        self.assertEqual(set(results), set(names))
        files = {path.name.lower() for path in (self.folder / "out").glob("samples_*.jsonl")}
        self.assertEqual(len(files), len(names))
        self.assertTrue((self.folder / "out/report.html").exists())


class Installed(unittest.TestCase):
    def test_an_installed_program_brings_its_tasks_configs_and_data(self):
        build = pathlib.Path(PROGRAM).parent
        if not (build / "cmake_install.cmake").exists():
            self.skipTest("the program lies in no build folder")
        with tempfile.TemporaryDirectory() as prefix:
            made = subprocess.run(["cmake", "--install", build, "--prefix", prefix], capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(made.returncode, 0, made.stderr)
            for name in ("tasks/coldread/qa.yaml", "configs/quickstart.yaml", "datasets/qa/test.jsonl"):
                self.assertTrue((pathlib.Path(prefix) / "share/coldread" / name).exists(), name)
            program = pathlib.Path(prefix) / "bin/coldread"
            out = pathlib.Path(prefix) / "out"
            for arguments in (("tasks", "show", "qa"),
                              ("plan", "configs/quickstart.yaml", "--model", TINY_GPT2),
                              ("run", "configs/quickstart.yaml", "--model", TINY_GPT2, "--tasks", "qa,cloze", "--limit", "1", "--out", out)):
                result = subprocess.run([program, *map(str, arguments)], cwd="/", capture_output=True, text=True, timeout=120, check=False)
                self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    unittest.main()
