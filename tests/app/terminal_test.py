"""What stands in tasks, models and documents is shown on a terminal, never obeyed by it."""
import json
import struct
import unittest

from program import TINY_GPT2, ProgramTest, coldread

C0 = [chr(c) for c in range(0x20)]
CODES = C0 + ["\x7f"] + [chr(c) for c in range(0x80, 0xA0)]
OSC_52 = "\x1b]52;c;cm0gLXJmIC8=\x07"
EVIL = "".join(CODES) + OSC_52 + "\x9b31m\x1b[2J\u202e"


def yaml_quoted(text):
    return '"' + "".join(f"\\U{ord(c):08X}" for c in text) + '"'


class Terminal(ProgramTest):
    def assert_visible(self, *texts):
        """No code but line feed and tab comes through."""
        for text in texts:
            obeyed = [hex(ord(c)) for c in text if c in CODES and c not in "\n\t" or c == "\u202e"]
            self.assertEqual(obeyed, [], repr(text[:400]))

    def run_and_check(self, *arguments, code, shown=True, **options):
        result = coldread(*arguments, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assert_visible(result.stdout, result.stderr)
        if shown:
            self.assertIn("\u241b", result.stdout + result.stderr)  # ESC, as its picture
        return result

    def test_there_are_65_codes(self):
        self.assertEqual(len(CODES), 65)

    def test_descriptions_of_tasks(self):
        task = (self.folder / "tasks/next_word.yaml").read_text()
        self.write("tasks/next_word.yaml", task.replace("{version: 1.0}", f"{{version: 1.0, description: {yaml_quoted(EVIL)}}}"))
        self.run_and_check("tasks", "ls", self.folder / "tasks", code=0)
        self.run_and_check("tasks", "show", "next_word", "--include_path", self.folder / "tasks", code=0, shown=False)

    def test_names_in_errors(self):
        self.write("tasks/odd.yaml", f"task: odd\n{yaml_quoted(EVIL)}: 1\n")
        self.run_and_check("tasks", "check", self.folder / "tasks", code=2)
        self.run_and_check("run", "--model", TINY_GPT2, "--tasks", "odd", "--include_path", self.folder / "tasks",
                           "--out", self.folder / "out", code=2)

    def test_each_code_alone(self):
        for code in CODES:
            self.write("config.yaml", f"models: [x]\n{yaml_quoted('a' + code + 'b')}: 1\n")
            self.assert_visible(coldread("run", self.folder / "config.yaml").stderr)

    def test_keys_of_models(self):
        path = self.folder / "odd.gguf"
        name = ("general." + EVIL).encode()
        path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", len(name)) + name + struct.pack("<I", 99))
        self.run_and_check("models", path, code=3)

    def test_arguments(self):
        for evil in (OSC_52, "\x1b[31m", "\x9b31m"):
            self.run_and_check("run", "--model", evil, "--tasks", "x" + evil, code=2, shown=False)
            self.run_and_check(evil, code=2, shown=False)

    def test_a_document_that_is_explained(self):
        self.write("tasks/rows.jsonl", json.dumps({"q": "the apple " + EVIL, "a": " table"}) + "\n")
        config = self.write("run.yaml", f"models: ['{TINY_GPT2}']\ntasks: [next_word]\ninclude_path: '{self.folder}/tasks'\n")
        self.run_and_check("explain", config, "next_word", "0", code=0, shown=False)

    def test_generated_text_on_the_way_to_a_table(self):
        self.write("tasks/rows.jsonl", json.dumps({"q": "the apple " + EVIL, "a": EVIL}) + "\n")
        result = self.run_tasks(tasks="goes_on,next_word")
        self.assert_visible(result.stdout, result.stderr)


if __name__ == "__main__":
    unittest.main()
