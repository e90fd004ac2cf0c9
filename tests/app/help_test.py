"""What the program says of itself: help, beginnings, mistakes, completion, man pages, version, doctor."""
import json
import os
import re
import shutil
import subprocess
import unittest

from program import PROGRAM, TINY_GPT2, ProgramTest, coldread


def command_names():
    return re.findall(r"^  ([a-z][a-z-]*) {2,}", coldread("--help").stdout, re.MULTILINE)


class Help(ProgramTest):
    def test_commands_stand_in_groups(self):
        text = coldread("--help").stdout
        headings = re.findall(r"^(\w[^:\n]*):$", text, re.MULTILINE)
        self.assertEqual([one for one in headings if one in ("Run", "Look", "Play")], ["Run", "Look", "Play"])
        self.assertTrue({"run", "compare", "prompt", "score", "perplexity", "divergence", "index", "view"} <= set(command_names()))

    def test_types_are_said_in_words(self):
        for name in command_names():
            text = coldread(name, "--help").stdout
            self.assertIsNone(re.search(r"^  -\S.* (TEXT|INT|UINT|FLOAT|NUMBER)\b", re.sub(r"--(until|system\S+) TEXT", "", text), re.MULTILINE), name)
            self.assertNotIn("REQUIRED", text)
        text = coldread("run", "--help").stdout
        self.assertIn("--include_path,--include-path DIR", text)
        self.assertIn("--num_fewshot,--num-fewshot N", text)
        self.assertIn("0 or more", text)

    def test_a_flag_takes_no_value_word(self):
        text = coldread("compare", "--help").stdout
        self.assertRegex(text, r"(?m)^  --json  ")
        self.assertRegex(text, r"(?m)^  -h,--help  ")

    def test_help_that_cannot_be_printed_is_an_error(self):
        for arguments in ([], ["--help"], ["--version"]):
            with open("/dev/full", "w") as full:
                self.assertEqual(subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.DEVNULL).returncode, 4)

    def test_without_a_command_the_first_steps_are_said(self):
        result = coldread()
        self.assertEqual(result.returncode, 0)
        self.assertEqual(len(re.findall(r"^  coldread ", result.stdout, re.MULTILINE)), 3)

    def test_mistakes_are_answered_with_what_was_meant(self):
        for arguments, words in (
                (["prompt", "--hlep"], ["unknown option '--hlep'; did you mean '--help'?", "see coldread prompt --help"]),
                (["tasks", "shwo"], ["unknown command 'shwo'; did you mean 'show'?", "see coldread tasks --help"]),
                (["tasks"], ["coldread tasks needs a command: ls, show", "see coldread tasks --help"]),
                (["compare", "a", "b", "--basline", "a"], ["did you mean '--baseline'?", "see coldread compare --help"]),
                (["perplexity", "--model", "m", "--strid", "4"], ["did you mean '--stride'?", "see coldread perplexity --help"]),
                (["run", "--model", "m", "--tasks", "qa", "c.yaml", "more"], ["unexpected argument 'more'"])):
            self.assert_fails(coldread(*arguments), 2, *words)

    def test_a_dry_run_is_a_plan(self):
        arguments = ["--model", TINY_GPT2, "--tasks", "picks", "--include_path", self.folder / "tasks", "--json"]
        dry, plan = coldread("run", *arguments, "--dry-run", cwd=self.folder), coldread("plan", *arguments, cwd=self.folder)
        self.assertEqual(dry.returncode, 0, dry.stderr)
        dry, plan = json.loads(dry.stdout), json.loads(plan.stdout)
        for key in ("documents", "disk_bytes"):
            self.assertEqual(dry[key], plan[key])
        self.assertLessEqual(plan["models"][0]["seconds_least"], plan["models"][0]["seconds_most"])
        self.assertFalse((self.folder / "reports").exists())

    def test_quiet_and_verbose(self):
        self.assertEqual(self.run_tasks("-q", tasks="picks", out="quiet").stderr, "")
        self.assertRegex(self.run_tasks("-v", tasks="picks", out="loud").stderr, r"(?m)^loading \S+: \d+\.\d s$")
        self.assert_fails(self.run_tasks("-q", "-v", tasks="picks", out="both"), 2, "--verbose")


class Completion(ProgramTest):
    def script(self, shell):
        result = coldread("completion", shell)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.write(f"coldread.{shell}", result.stdout)

    def offered(self, *words):
        """What bash offers after these words."""
        line = f"source '{self.script('bash')}'; COMP_WORDS=(coldread {' '.join(repr(word) for word in words)}); "
        line += f"COMP_CWORD={len(words)}; _coldread; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        return subprocess.run(["bash", "-c", line], cwd=self.folder, capture_output=True, text=True, check=True).stdout.split()

    def test_bash_completes_commands_options_and_files(self):
        self.assertIn("compare", self.offered("comp"))
        self.assertEqual(self.offered("tasks", "sh"), ["show"])
        self.assertIn("--baseline", self.offered("compare", "a", "--b"))
        self.assertIn("--limit", self.offered("run", "--lim"))
        self.write("my-config.yaml", "")
        self.assertEqual(self.offered("run", "my-"), ["my-config.yaml"])

    def test_scripts_are_sound_where_their_shells_are(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.script(shell)
            text = script.read_text()
            self.assertIn("baseline", text)
            if shutil.which(shell):
                subprocess.run([shell, "-n", script], check=True, timeout=20)
            else:
                print(f"skipped: sourcing the completion of {shell} (it is not here)")
        self.assert_fails(coldread("completion", "csh"), 2, "csh")


class Manual(ProgramTest):
    def test_every_command_has_a_page(self):
        self.assertEqual(coldread("manual", self.folder / "man").returncode, 0)
        pages = {path.name for path in (self.folder / "man").iterdir()}
        self.assertTrue({"coldread.1", "coldread-tasks-show.1"} | {f"coldread-{name}.1" for name in command_names()} <= pages)
        page = (self.folder / "man/coldread-compare.1").read_text()
        for part in (".TH", ".SH NAME", ".SH OPTIONS", "\\-\\-baseline", ".SH EXAMPLES"):
            self.assertIn(part, page)
        if shutil.which("man"):
            told = subprocess.run(["man", "--warnings", "-l", self.folder / "man/coldread-compare.1"], capture_output=True, text=True,
                                  env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=60, check=True)
            self.assertEqual(told.stderr, "")


class Facts(ProgramTest):
    def test_the_version_says_what_was_built(self):
        lines = coldread("--version").stdout.splitlines()
        self.assertRegex(lines[0], r"^coldread \d+\.\d+\.\d+$")
        self.assertEqual([line.split("  ")[0] for line in lines[1:]], ["commit", "compiler", "instruction set", "libraries"])

    def test_doctor_says_what_is_here(self):
        data = json.loads(coldread("doctor", "--json").stdout)
        for key in ("version", "commit", "compiler", "instruction_sets", "instruction_set", "threads", "free_memory_bytes", "caches",
                    "models", "datasets", "tasks"):
            self.assertIn(key, data)
        self.assertIn("portable", data["instruction_sets"])
        self.assertGreater(data["tasks"], 5)
        printed = coldread("doctor").stdout
        for word in ("instruction sets", "threads", "memory", "models", "data sets", "tasks"):
            self.assertIn(word, printed)


class Beginnings(ProgramTest):
    def init(self, kind, name):
        result = coldread("init", kind, name, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        text = (self.folder / name).read_text()
        first = text.splitlines()[0]
        self.assertRegex(first, r"^# yaml-language-server: \$schema=\./\S+$")
        self.assertTrue((self.folder / first.split("=")[1]).is_file())
        return text

    def test_a_task_to_begin_with_is_sound_and_runs(self):
        self.assertIn("#", self.init("task", "mine.yaml"))
        checked = coldread("tasks", "check", "mine.yaml", cwd=self.folder)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        result = coldread("run", "--model", TINY_GPT2, "--tasks", "mine.yaml", "--out", "out", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_fails(coldread("init", "task", "mine.yaml", cwd=self.folder), 2, "mine.yaml", "is there already")

    def test_a_config_to_begin_with_runs(self):
        self.init("config", "c.yaml")
        result = coldread("plan", "c.yaml", "--set", f"models=['{TINY_GPT2}']", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_schemas_are_of_the_current_draft(self):
        for kind, key in (("task", "anyOf"), ("config", "properties")):
            schema = json.loads(coldread("schema", kind).stdout)
            self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
            self.assertIn(key, schema)


if __name__ == "__main__":
    unittest.main()
