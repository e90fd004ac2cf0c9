"""The commands of the pages and of --help are run as they are written, in a checkout whose models are tiny."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from program import PROGRAM, ROOT, TINY_GPT2, coldread

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("*/README.md")), *sorted(ROOT.glob("docs/*.md"))]
BENCHMARKS = "/data/benchmarks"  # where the pages say that a person's data lies
ENDLESS = ("--nsamples 0", "coldread view ")
NEEDS_CHAT = ("--chat",)
SETUP = (
    "coldread run configs/quickstart.yaml --limit 4 --out reports/quickstart",
    "coldread run --model models/smollm2-135m-instruct --tasks qa --limit 2 --out reports/first",
    "coldread run --model models/smollm2-135m-instruct --tasks qa --limit 2 --out reports/small",
    "coldread run --model models/gpt2 --tasks qa --limit 2 --out reports/large",
    "coldread run --model models/gpt2 --limit 2 --set 'tasks=[{task: qa, name: questions}]' --out reports/before",
    "coldread run --model models/gpt2 --limit 2 --set 'tasks=[{task: qa, name: questions_v2}]' --out reports/after",
)


def blocks(text, *languages):
    """The code blocks that are marked as one of these."""
    return [block for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if language in languages]


def fenced_lines(text):
    """Lines of code blocks that are marked as no other language, without what a # explains."""
    for block in blocks(text, "", "sh", "bash"):
        for line in block.splitlines():
            yield re.sub(r"\s+#.*", "", line).strip()


def yaml_blocks(text):
    return blocks(text, "yaml")


def commands():
    """(command, its --help) of every command and part of one."""
    for name in re.findall(r"^  ([a-z][a-z-]*) {2,}", coldread("--help").stdout, re.MULTILINE):
        text = coldread(name, "--help").stdout
        yield name, text
        if "Subcommands:" in text:
            for part in re.findall(r"^  ([a-z-]+) {2,}", text.split("Subcommands:")[1], re.MULTILINE):
                yield f"{name} {part}", coldread(name, part, "--help").stdout


class Checkout(unittest.TestCase):
    """A folder with what a checkout holds, tiny models, and runs of the names that the pages use."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = pathlib.Path(cls.scratch.name)
        for name in ("tasks", "datasets", "configs", "scripts", "docs"):
            shutil.copytree(ROOT / name, cls.folder / name)
        (cls.folder / "build").mkdir()
        (cls.folder / "build/coldread").symlink_to(PROGRAM)
        (cls.folder / "models").mkdir()
        for name in ("smollm2-135m-instruct", "gpt2"):
            (cls.folder / "models" / name).symlink_to(TINY_GPT2)
        arc = cls.folder / "lm_eval/tasks/arc"
        arc.mkdir(parents=True)
        shutil.copy(ROOT / "datasets/qa/test.jsonl", arc / "rows.jsonl")
        (arc / "arc_easy.yaml").write_text(ARC_EASY)
        (cls.folder / "my_task.yaml").write_text(ARC_EASY.replace("arc_easy", "my_task").replace("rows", "datasets/qa/test"))
        cls.environment = {**os.environ, "HOME": str(cls.folder), "PATH": f"{cls.folder / 'build'}:{os.environ['PATH']}"}
        cls.environment.pop("COLDREAD_DATASETS", None)
        for line in SETUP:
            made = cls.run_line(line)
            if made.returncode != 0:
                raise AssertionError(line + made.stderr)
        samples = cls.folder / "out/model"
        samples.mkdir(parents=True)
        shutil.copy(cls.folder / "reports/first/samples_qa.jsonl", samples / "samples_qa_2024-05-06T07-08-09.jsonl")

    @classmethod
    def run_line(cls, line):
        result = subprocess.run(["bash", "-c", line], cwd=cls.folder, env=cls.environment, capture_output=True, text=True,
                                stdin=subprocess.DEVNULL, timeout=300, check=False)
        return result

    def check_line(self, line):
        if any(word in line for word in ENDLESS + NEEDS_CHAT):
            return
        if "detokenize" in line:  # the ids are the real model's
            if not (ROOT / "models/smollm2-135m-instruct").exists():
                return
            line = line.replace("--model ", f"--model {ROOT}/models/")
        if BENCHMARKS in line:  # hours of work: what it would do, on the real model
            data, model = ROOT.parent / "shared/datasets", ROOT / "models/smollm2-135m-instruct"
            if not data.is_dir() or not model.exists():
                return
            line = line.replace(BENCHMARKS, str(data)).replace(" run ", f" plan --model {model} ").replace("--limit 50", "--limit 1")
        with self.subTest(line):
            fresh = " --fresh" if re.match(r"(\S+=\S+ )?(build/)?coldread run configs/", line) else ""
            result = self.run_line(line + fresh)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


class Pages(Checkout):
    def test_commands_of_the_pages_run(self):
        lines = [line for page in PAGES for line in fenced_lines(page.read_text(encoding="utf-8"))]
        lines = [line for line in lines if re.match(r"(\S+=\S+ )?(build/)?coldread ", line)]
        self.assertGreater(len(lines), 4)
        for line in lines:
            self.check_line(line)

    def test_configs_and_tasks_of_the_pages_are_read(self):
        for page in PAGES:
            for number, block in enumerate(yaml_blocks(page.read_text(encoding="utf-8"))):
                with self.subTest(f"{page.name}, block {number + 1}"):
                    folder = self.folder / f"pages/{page.parent.name}-{number}"
                    folder.mkdir(parents=True)
                    (folder / "block.yaml").write_text(block, encoding="utf-8")
                    if re.search(r"^task:", block, re.MULTILINE):
                        data = dict(re.findall(r"(\w+): (\S+\.jsonl)", block))
                        for file in data.values():
                            (folder / file).parent.mkdir(parents=True, exist_ok=True)
                            (folder / file).write_text('{"country": "France", "capital": "Paris"}\n' * 8, encoding="utf-8")
                        result = self.run_line(f"coldread tasks check {folder}")
                    else:
                        result = self.run_line(f"coldread plan {folder}/block.yaml")
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_scripts_that_the_pages_name_are_there_with_the_flags_they_are_given(self):
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            for line in [*fenced_lines(text), *re.findall(r"`([^`\n]+)`", text)]:
                found = re.match(r"(?:\./)?scripts/([a-z_-]+)(?: (.*))?$", line)
                if not found:
                    continue
                with self.subTest(line):
                    script = ROOT / "scripts" / found[1]
                    self.assertTrue(os.access(script, os.X_OK), line)
                    known = script.read_text(encoding="utf-8")
                    for flag in re.findall(r"(?<=\s)(--[a-z-]+)", " " + (found[2] or "").split("&&")[0]):
                        self.assertIn(flag, known)


class Help(Checkout):
    def test_examples_of_help_run(self):
        for name, text in commands():
            examples = re.findall(r"^  ((?:echo .* \| )?coldread .*)$", text.split("Example")[-1], re.MULTILINE) if "Example" in text else []
            for line in examples:
                self.check_line(line)
            self.assertTrue(examples or " " in name, f"{name} --help has no example")

    def test_commands_and_flags_of_the_tables_are_there(self):
        help_of = dict(commands())
        for page in PAGES:
            for code in re.findall(r"`(?:build/)?coldread ([^`\n]+)`", page.read_text(encoding="utf-8")):
                words = shlex.split(code.replace("\\|", "|").replace("[", " ").replace("]", " "), posix=False)
                command = words[0]
                if not re.fullmatch("[a-z-]+", command):
                    continue
                with self.subTest(code):
                    self.assertIn(command, help_of)
                    parts = words[1].split("|") if command == "tasks" and len(words) > 1 else []
                    for part in parts:
                        self.assertIn(f"{command} {part}", help_of)
                    text = help_of[command] + "".join(help_of[f"{command} {part}"] for part in parts)
                    for flag in re.findall(r"--[a-z_-]+", code):
                        self.assertIn(flag, text)


ARC_EASY = """task: arc_easy
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: generate_until
doc_to_text: "{{question}}"
doc_to_target: "{{answers[0]}}"
generation_kwargs: {until: ["\\n"], max_gen_toks: 8}
metric_list: [{metric: exact_match}]
"""


if __name__ == "__main__":
    unittest.main()
