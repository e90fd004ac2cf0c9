"""What a model's files say, and what a run says in their place: end tokens, BOS, settings, tokenizers."""
import json
import pathlib
import shutil
import unittest

from program import TINY_GPT2, ProgramTest, coldread, lines_through

PROMPT = "the apple is on the"


class HubFolderTest(ProgramTest):
    """A copy of the small GPT-2 whose files can be changed."""

    def setUp(self):
        super().setUp()
        self.model = self.folder / "model"
        shutil.copytree(TINY_GPT2, self.model, ignore=lambda folder, names: [n for n in names if (pathlib.Path(folder) / n).is_dir()])

    def change(self, name, **settings):
        path = self.model / name
        content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        content.update(settings)
        path.write_text(json.dumps(content), encoding="utf-8")

    def generate(self, *flags, **line):
        return lines_through("generate", "--model", self.model, *flags, lines=[{"prompt": PROMPT, "max_tokens": 12, **line}])[0]


class EndTokensTest(HubFolderTest):
    def test_a_text_ends_with_every_id_of_the_folder(self):
        free = self.generate(ignore_eos=True)["ids"]
        self.assertEqual(len(free), 12)
        third = free[2]
        self.change("config.json", eos_token_id=[383, third])
        expected = {"ids": free[:free.index(third)], "stop": "eos"}
        answer = self.generate()
        self.assertEqual({key: answer[key] for key in expected}, expected)
        self.change("config.json", eos_token_id=383)
        self.change("generation_config.json", eos_token_id=[third])
        answer = self.generate()
        self.assertEqual({key: answer[key] for key in expected}, expected)
        self.assertEqual(self.generate(ignore_eos=True)["ids"], free)

    def test_models_and_results_name_each_with_its_sources(self):
        self.change("config.json", eos_token_id=[5, 383])
        self.change("generation_config.json", eos_token_id=[5])
        facts = json.loads(coldread("models", "--json", self.model).stdout)
        ends = {end["id"]: end["sources"] for end in facts["end_tokens"]}
        self.assertEqual(ends[5], ["config.json", "generation_config.json"])
        self.assertIn("config.json", ends[383])
        self.assertIn("generation_config.json", coldread("models", self.model).stdout)
        self.assertEqual(self.run_tasks(tasks="goes_on", model=self.model).returncode, 0)
        results = json.loads((self.folder / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual(results["runs"][0]["model"]["end_tokens"], facts["end_tokens"])
        self.assertIn("generation_config.json", (self.folder / "out/report.html").read_text(encoding="utf-8"))

    def test_a_key_of_the_config_overrides_them_and_changes_the_answers(self):
        first = self.generate(ignore_eos=True)["ids"][0]
        config = self.write("c.yaml", f"models: [{{path: '{self.model}', eos: [{first}]}}]\ntasks: [goes_on]\n"
                                      f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/out'\n")
        self.assertEqual(coldread("run", config).returncode, 0)
        results = json.loads((self.folder / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual([end["id"] for end in results["runs"][0]["model"]["end_tokens"]], [first])
        sample = json.loads((self.folder / "out/samples_goes_on.jsonl").read_text(encoding="utf-8").splitlines()[0])
        self.assertEqual(sample["coldread"]["requests"][0]["stop"], "eos")
        config.write_text(config.read_text(encoding="utf-8").replace(f"[{first}]", "[]"), encoding="utf-8")
        self.assert_fails(coldread("run", config), 2, "eos")
        self.assertEqual(coldread("run", config, "--fresh").returncode, 0)
        config.write_text(config.read_text(encoding="utf-8").replace("[]", "['<|nothing|>']"), encoding="utf-8")
        self.assert_fails(coldread("run", config, "--fresh"), 2, "'<|nothing|>' is no token")

    def test_a_flag_names_them_too(self):
        free = self.generate(ignore_eos=True)["ids"]
        answer = self.generate("--eos", str(free[2]), "--eos", "<|endoftext|>")
        self.assertEqual((answer["ids"], answer["stop"]), (free[:free.index(free[2])], "eos"))
        self.assertEqual(self.run_tasks("--eos", str(free[0]), tasks="goes_on", model=self.model).returncode, 0)
        results = json.loads((self.folder / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual([end["id"] for end in results["runs"][0]["model"]["end_tokens"]], [free[0]])
        self.assertIn(f"--eos {free[0]}", results["coldread"]["command"])
        self.assert_fails(coldread("generate", "--model", self.model, "--eos", "<|x|>", stdin='{"ids": [1]}\n'), 2, "'<|x|>' is no token")

    def test_ids_alone_end_by_a_flag(self):
        for name in ("vocab.json", "merges.txt"):
            (self.model / name).unlink()
        line = {"ids": [1, 2, 3], "max_tokens": 6}
        free = lines_through("generate", "--model", self.model, lines=[line])[0]["ids"]
        answer = lines_through("generate", "--model", self.model, "--eos", str(free[1]), lines=[line])[0]
        self.assertEqual((answer["ids"], answer["stop"]), (free[:free.index(free[1])], "eos"))

    def test_an_id_that_is_no_id_is_an_error(self):
        self.change("generation_config.json", eos_token_id="383")
        self.assert_fails(coldread("generate", "--model", self.model, stdin='{"prompt": "a"}\n'), 3,
                          "generation_config.json", "neither a token id nor a list")


ROLLING = """task: rolls
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: loglikelihood_rolling
doc_to_text: ""
doc_to_target: "{{q}}"
metric_list: [{metric: word_perplexity}]
"""


class RollingTest(HubFolderTest):
    def rolled(self, out, **compat):
        lines = "".join(f"{key}: {value}\n" for key, value in compat.items())
        config = self.write(f"{out}.yaml", f"models: ['{self.model}']\ntasks: [rolls]\n{lines}"
                                           f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/{out}'\n")
        self.assertEqual(coldread("run", config).returncode, 0)
        return [json.loads(line) for line in (self.folder / out / "samples_rolls.jsonl").read_text(encoding="utf-8").splitlines()]

    def test_bos_stands_once_and_is_not_scored_but_in_compat(self):
        self.write("tasks/rolls.yaml", ROLLING)
        plain = self.rolled("plain")
        self.change("tokenizer_config.json", add_bos_token=True)
        with_bos = self.rolled("bos")
        self.assertEqual([line["resps"] for line in with_bos], [line["resps"] for line in plain])
        compat = self.rolled("compat", compat="lm-eval-0.4.13")
        for ours, theirs in zip(with_bos, compat):
            ours, theirs = ours["coldread"]["requests"][0], theirs["coldread"]["requests"][0]
            self.assertEqual(theirs["ids"][1:], ours["ids"])
            self.assertEqual(theirs["ids"][0], 383)
        result = coldread("diff-lmeval", self.folder / "bos", self.folder / "compat/samples_rolls.jsonl")
        self.assertIn("known: the BOS that the tokenizer adds", result.stdout)
        self.assertIn("2 of 2 documents differ, 2 of them as docs/lm-eval-differences.md says", result.stdout)
        head = (self.folder / "compat/results.json").read_text(encoding="utf-8")
        self.assertEqual(json.loads(head)["coldread"]["config"]["compat"], "lm-eval-0.4.13")

    def test_another_name_is_an_error(self):
        config = self.write("c.yaml", f"models: ['{self.model}']\ntasks: [picks]\ncompat: lm-eval-0.4.3\n")
        self.assert_fails(coldread("run", config), 2, "c.yaml:3", "did you mean 'lm-eval-0.4.13'?")


class CompatTest(HubFolderTest):
    def run_with(self, out, compat):
        config = self.write(f"{out}.yaml", f"models: ['{self.model}']\ntasks: [picks, goes_on]\n{compat}"
                                           f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/{out}'\n")
        return coldread("run", config)

    def test_gold_out_of_range_and_empty_stop_strings(self):
        picks = (self.folder / "tasks/picks.yaml").read_text(encoding="utf-8")
        self.write("tasks/picks.yaml", picks.replace("{{['table', 'box'].index(a.strip())}}", "{{7 if 'apple' in q else 1}}"))
        goes_on = (self.folder / "tasks/goes_on.yaml").read_text(encoding="utf-8")
        self.write("tasks/goes_on.yaml", goes_on.replace('until: ["\\n"]', 'until: ["", "ZZZ"]'))
        self.assertEqual(self.run_with("ours", "").returncode, 1)
        self.assertEqual(self.run_with("theirs", "compat: lm-eval-0.4.13\n").returncode, 0)
        samples = {}
        for task in ("picks", "goes_on"):
            text = (self.folder / f"theirs/samples_{task}.jsonl").read_text(encoding="utf-8")
            samples[task] = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(samples["picks"][0]["acc"], 0.0)
        self.assertEqual([len(line["coldread"]["requests"][0]["ids"]) for line in samples["goes_on"]], [1, 1])
        for task, words in (("picks", "scores 0"), ("goes_on", "an empty stop string")):
            result = coldread("diff-lmeval", self.folder / "ours", self.folder / f"theirs/samples_{task}.jsonl")
            self.assertIn(words, result.stdout)


class SettingsTest(HubFolderTest):
    def test_harmless_settings_load_and_others_say_how(self):
        self.change("config.json", _attn_implementation_autoset=True, num_logits_to_keep=1, name_or_path="x",
                    layer_types=["full_attention"] * 3)
        self.assertEqual(coldread("models", self.model).returncode, 0)
        self.change("config.json", some_new_setting=3)
        self.assert_fails(coldread("models", self.model), 3, "'some_new_setting'", "--ignore-config some_new_setting")
        config = self.write("c.yaml", f"models: [{{path: '{self.model}', ignore_config: some_new_setting}}]\ntasks: [picks]\n"
                                      f"include_path: '{self.folder}/tasks'\nout: '{self.folder}/out'\n")
        result = coldread("run", config)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(coldread("models", self.model, "--ignore-config", "some_new_setting").returncode, 0)
        self.assertEqual(self.run_tasks("--ignore-config", "some_new_setting", model=self.model, out="flag").returncode, 0)
        results = json.loads((self.folder / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual(results["runs"][0]["model"]["ignored_settings"], ["some_new_setting"])
        self.assertTrue(any("some_new_setting" in warning for warning in results["coldread"]["warnings"]))


class TokenizeTest(HubFolderTest):
    def ids(self, **line):
        return lines_through("tokenize", "--model", self.model, lines=[line])[0]["ids"]

    def test_special_tokens_pairs_and_what_the_tokenizer_adds(self):
        plain = self.ids(text="a<|endoftext|>")
        self.assertNotIn(383, plain)
        self.assertEqual(self.ids(text="a<|endoftext|>", special=False), plain)
        self.assertEqual(self.ids(text="a<|endoftext|>", special=True)[-1], 383)
        a, b = self.ids(text="one"), self.ids(text=" two")
        self.assertEqual(self.ids(text="one", add_special=True), a)
        self.assertEqual(self.ids(text="one", pair=" two"), a + b)
        self.change("tokenizer_config.json", add_bos_token=True)
        self.assertEqual(self.ids(text="one"), a)
        self.assertEqual(self.ids(text="one", add_special=True), [383] + a)
        self.assertEqual(self.ids(text="one", pair=" two", add_special=True), [383] + a + [383] + b)
        text = lines_through("detokenize", "--model", self.model, lines=[{"ids": [383] + a}, {"ids": [383] + a, "skip_special": True}])
        self.assertEqual([line["text"] for line in text], ["<|endoftext|>one", "one"])

    def test_the_help_names_the_keys(self):
        for key in ("special", "add_special", "pair"):
            self.assertIn(f'"{key}"', coldread("tokenize", "--help").stdout)
        self.assertIn('"skip_special"', coldread("detokenize", "--help").stdout)
        wrong = coldread("tokenize", "--model", self.model, stdin='{"text": "a", "special": 1}\n')
        self.assertEqual(wrong.returncode, 1, wrong.stderr)
        self.assertIn('"special"', json.loads(wrong.stdout)["error"])

    def test_a_cut_character_is_one_replacement(self):
        rocket = self.ids(bytes_hex="f09f9880")
        lines = [{"ids": self.ids(bytes_hex=hexes)} for hexes in ("f09f98", "f09f9880", "61f09f", "ff80")]
        texts = [line["text"] for line in lines_through("detokenize", "--model", self.model, lines=lines)]
        self.assertEqual(texts, ["\ufffd", "\U0001f600", "a\ufffd", "\ufffd\ufffd"])
        self.assertTrue(rocket)


if __name__ == "__main__":
    unittest.main()
