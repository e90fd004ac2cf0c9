"""Every kind of bad input gets one clear line with place and cure, the documented exit code, and nothing is lost."""
import json
import shutil
import struct
import unittest

from program import TINY_GPT2, TINY_LLAMA, ProgramTest, coldread


def metadata_string(text):
    return struct.pack("<Q", len(text)) + text.encode()


def small_gguf(architecture, tensor_type=0):
    """A GGUF of one metadata key and one tensor of 32 numbers of a ggml type."""
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    head += metadata_string("general.architecture") + struct.pack("<I", 8) + metadata_string(architecture)
    head += metadata_string("token_embd.weight") + struct.pack("<IQIQ", 1, 32, tensor_type, 0)
    return head.ljust(-(-len(head) // 32) * 32, b"\0") + bytes(256)


class Models(ProgramTest):
    def test_a_missing_model_is_named(self):
        self.assert_fails(self.run_tasks(model=self.folder / "nothing.gguf"), 3, "nothing.gguf")

    def test_a_mistyped_model_name_says_where_it_looked(self):
        self.assert_fails(self.run_tasks(model="smolm2-135m"), 3, "smolm2-135m", "models")

    def test_a_missing_model_is_named_before_any_request_is_read(self):
        for command in ("score", "generate"):
            result = coldread(command, "--model", self.folder / "nothing.gguf", stdin="")
            self.assert_fails(result, 3, "nothing.gguf")

    def test_a_truncated_model_is_found_before_it_runs(self):
        for size in (3, 20, 1000, TINY_LLAMA.stat().st_size - 1):
            path = self.folder / "cut.gguf"
            path.write_bytes(TINY_LLAMA.read_bytes()[:size])
            self.assert_fails(self.run_tasks(model=path), 3, "cut.gguf")

    def test_a_wrong_magic_is_named(self):
        path = self.folder / "zip.gguf"
        path.write_bytes(b"PK\x03\x04" + TINY_LLAMA.read_bytes()[4:])
        self.assert_fails(self.run_tasks(model=path), 3, "zip.gguf", "GGUF")

    def test_an_unsupported_family_is_named_in_gguf(self):
        path = self.folder / "other.gguf"
        path.write_bytes(small_gguf("mamba"))
        self.assert_fails(self.run_tasks(model=path), 3, "mamba")

    def test_an_unsupported_family_is_named_in_config_json(self):
        shutil.copytree(TINY_GPT2, self.folder / "model")
        config = json.loads((TINY_GPT2 / "config.json").read_text())
        config["model_type"] = "rwkv"
        config["architectures"] = ["RwkvForCausalLM"]
        self.write("model/config.json", json.dumps(config))
        self.assert_fails(self.run_tasks(model=self.folder / "model"), 3, "rwkv", "config.json")

    def test_an_unsupported_tensor_type_is_named(self):
        path = self.folder / "iq1.gguf"
        path.write_bytes(small_gguf("llama", tensor_type=19))
        self.assert_fails(self.run_tasks(model=path), 3, "token_embd.weight", "IQ1_S")

    def test_a_missing_tensor_is_named_wherever_it_stands(self):
        data = TINY_LLAMA.read_bytes()
        for name in (b"attn_norm", b"attn_q", b"attn_output", b"ffn_norm", b"ffn_up", b"ffn_down"):
            path = self.folder / "lacks.gguf"
            self.assertIn(b"blk.0." + name + b".weight", data)
            path.write_bytes(data.replace(b"blk.0." + name + b".weight", b"blk.0." + name[:-1] + b"x.weight"))
            self.assert_fails(self.run_tasks(model=path), 3, "lacks.gguf", f"blk.0.{name.decode()}.weight' is missing")

    def test_a_config_key_that_would_change_the_numbers_is_no_silence(self):
        shutil.copytree(TINY_GPT2, self.folder / "model")
        config = json.loads((TINY_GPT2 / "config.json").read_text())
        config["activation_function"] = "silly_gelu"
        self.write("model/config.json", json.dumps(config))
        self.assert_fails(self.run_tasks(model=self.folder / "model"), 3, "activation_function", "silly_gelu")

    def test_an_absent_tokenizer_is_named(self):
        (self.folder / "model").mkdir()
        for name in ("config.json", "model.safetensors"):
            shutil.copy(TINY_GPT2 / name, self.folder / "model")
        self.assert_fails(self.run_tasks(model=self.folder / "model"), 3, "tokenizer.json", "vocab.json")


class TasksAndConfigs(ProgramTest):
    def test_a_mistyped_key_of_a_task_has_line_and_suggestion(self):
        text = (self.folder / "tasks/next_word.yaml").read_text().replace("doc_to_text", "doc_to_txt")
        self.write("tasks/next_word.yaml", text)
        self.assert_fails(self.run_tasks(), 2, "next_word.yaml:6", "doc_to_txt", "did you mean 'doc_to_text'?")

    def test_a_mistyped_metric_has_line_and_suggestion(self):
        text = (self.folder / "tasks/picks.yaml").read_text().replace("acc_norm", "acc_nrom")
        self.write("tasks/picks.yaml", text)
        self.assert_fails(self.run_tasks(tasks="picks"), 2, "picks.yaml:11", "acc_nrom", "did you mean 'acc_norm'?")

    def test_a_mistyped_key_of_a_config_has_line_and_suggestion(self):
        config = self.write("run.yaml", f"models: ['{TINY_GPT2}']\ntasks: [next_word]\ninclude_pth: tasks\n")
        self.assert_fails(coldread("run", config), 2, "run.yaml:3",
                          "unknown key 'include_pth' in a config; did you mean 'include_path'?")

    def test_yaml_that_does_not_parse_has_a_line(self):
        config = self.write("run.yaml", "models: [a\ntasks: b\n")
        self.assert_fails(coldread("run", config), 2, "run.yaml:")

    def test_a_task_file_needs_no_folder_of_tasks_and_a_name_does(self):
        (self.folder / "empty").mkdir()
        here = {"cwd": self.folder / "empty"}
        done = coldread("run", "--model", TINY_GPT2, "--tasks", "../tasks/next_word.yaml", "--out", "out", **here)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_fails(coldread("run", "--model", TINY_GPT2, "--tasks", "next_word", "--out", "named", **here), 2,
                          "unknown task 'next_word'", "--include_path")

    def test_an_unknown_task_gets_a_suggestion(self):
        self.assert_fails(self.run_tasks(tasks="nextword"), 2, "nextword", "did you mean 'next_word'?")

    def test_a_missing_column_is_named_with_its_row(self):
        text = (self.folder / "tasks/next_word.yaml").read_text().replace("{{q}}", "{{question}}")
        self.write("tasks/next_word.yaml", text)
        self.assert_fails(self.run_tasks(), 2, "next_word.yaml:6", "question")

    def test_an_empty_data_file_is_named(self):
        self.write("tasks/rows.jsonl", "")
        self.assert_fails(self.run_tasks(), 3, "rows.jsonl")

    def test_a_data_file_that_is_no_json_has_a_line(self):
        self.write("tasks/rows.jsonl", '{"q": "a", "a": " b"}\n{"q": "a", "a": \n')
        self.assert_fails(self.run_tasks(), 3, "rows.jsonl:2")

    def test_all_errors_are_said_at_once(self):
        result = self.run_tasks(tasks="nextword,goeson", model=self.folder / "nothing.gguf")
        self.assert_fails(result, 2, "nextword", "goeson", "nothing.gguf")

    def test_a_config_without_a_model_says_how_to_name_one(self):
        self.assert_fails(coldread("run", "--tasks", "next_word"), 2, "--model")

    def test_an_impossible_sampling_setting_is_refused(self):
        config = self.write("run.yaml", f"models: ['{TINY_GPT2}']\ntasks: [goes_on]\ninclude_path: '{self.folder}/tasks'\n"
                                        "sampling:\n  odd: {top_p: 1.5}\n")
        self.assert_fails(coldread("run", config), 2, "run.yaml:5", "odd", "top_p")

    def test_sweeps_that_say_nothing_or_the_impossible_have_their_place(self):
        head = f"models: ['{TINY_GPT2}']\ntasks: [goes_on]\ninclude_path: '{self.folder}/tasks'\n"
        for text, *words in (
                ("sampling: {grid: {}}\n", "run.yaml:4", "no cell"),
                ("sampling:\n  grid: {temperature: [0.7], top_k: []}\n", "run.yaml:5", "no cell", "top_k"),
                ("sampling:\n  grid:\n    temperature: [0.7, -1]\n", "run.yaml:6", "temperature is -1"),
                ("sampling: {}\n", "run.yaml:4", "no setting"),
                ("sampling: {a: {top_q: 2}}\n", "run.yaml:4", "top_q", "did you mean"),
                ("sampling: {a: {grid: {top_k: [2, 2]}}}\n", "run.yaml:4", "a top_k=2"),
                ("sampling: {a: {max_tokens: 0}}\n", "run.yaml:4", "max_tokens"),
                ("seeds: [1, 1]\n", "run.yaml:4", "twice"),
                ("seeds: [1]\nrepeats: 2\n", "run.yaml:5", "repeats"),
        ):
            self.assert_fails(coldread("run", self.write("run.yaml", head + text)), 2, *words)


class Output(ProgramTest):
    def test_a_folder_that_cannot_be_made_is_found_before_the_model_loads(self):
        self.write("file", "")
        self.assert_fails(self.run_tasks(out="file/out"), 4, "file/out")

    def test_a_folder_with_another_run_is_left_alone(self):
        self.assertEqual(self.run_tasks().returncode, 0)
        before = (self.folder / "out/results.json").read_bytes()
        self.assert_fails(self.run_tasks("--limit", "1"), 2, "--fresh")
        self.assertEqual((self.folder / "out/results.json").read_bytes(), before)
        self.assertEqual(self.run_tasks("--limit", "1", "--fresh").returncode, 0)


class CommandLine(ProgramTest):
    def test_a_mistyped_command_gets_a_suggestion(self):
        self.assert_fails(coldread("rnu"), 2, "did you mean 'run'?")

    def test_a_mistyped_option_gets_a_suggestion(self):
        self.assert_fails(coldread("run", "--modle", "x"), 2, "did you mean '--model'?")

    def test_a_number_out_of_range_is_named_with_its_range(self):
        for flag, value, wanted in (("--limit", "0", "1 or more"), ("--limit", "ten", "'ten'"), ("--num_fewshot", "-1", "0 or more")):
            self.assert_fails(coldread("run", flag, value), 2, flag, wanted)

    def test_a_model_that_is_not_there_gets_the_names_that_are(self):
        (self.folder / "models/small").mkdir(parents=True)
        self.assert_fails(coldread("run", "--model", "large", "--tasks", "qa", cwd=self.folder), 3, "which holds", "small")

    def test_a_line_that_is_no_json_has_its_number(self):
        result = coldread("tokenize", "--model", TINY_GPT2, stdin='{"text": "a"}\n{"text": \n')
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(json.loads(result.stdout.splitlines()[1])["line"], 2)

    def test_a_line_with_a_mistyped_key_gets_a_suggestion(self):
        result = coldread("score", "--model", TINY_GPT2, stdin='{"contxt": "a", "continuation": "b"}\n')
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("did you mean 'context'?", json.loads(result.stdout)["error"])

    def test_help_shows_examples(self):
        for command in ("run", "score", "tokenize", "tasks", "models"):
            result = coldread(command, "--help")
            self.assertEqual(result.returncode, 0)
            self.assertIn("Example", result.stdout)


class LongPrompts(ProgramTest):
    def test_a_prompt_longer_than_the_context_is_cut_counted_and_shown(self):
        self.write("tasks/rows.jsonl", json.dumps({"q": "word " * 400, "a": " table"}) + "\n")
        result = self.run_tasks()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("context", (self.folder / "out/report.html").read_text())
        sample = json.loads((self.folder / "out/samples_next_word.jsonl").read_text())
        self.assertIn("truncated", json.dumps(sample))


if __name__ == "__main__":
    unittest.main()
