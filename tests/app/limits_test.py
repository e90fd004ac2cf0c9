"""What a run will take is known before it starts: `plan`, memory, the folder."""
import json
import resource
import struct
import unittest

from program import TINY_GPT2, TINY_LLAMA, UNDER_ASAN, ProgramTest, coldread


def few_bytes(megabytes):
    """Limits the address space of a child."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


class Limits(ProgramTest):
    def plan(self, *arguments, tasks="next_word,goes_on,picks", model=TINY_LLAMA):
        return coldread("plan", "--model", model, "--tasks", tasks, "--include_path", self.folder / "tasks", *arguments)

    def huge_model(self):
        """A header of 70 GB of weights over a file of holes."""
        folder = self.folder / "huge"
        folder.mkdir()
        for name in ("vocab.json", "merges.txt"):
            (folder / name).write_bytes((TINY_GPT2 / name).read_bytes())
        config = json.loads((TINY_GPT2 / "config.json").read_text())
        width, layers = 12800, 9
        config.update(n_embd=width, n_layer=layers, n_head=100, n_inner=4 * width)
        (folder / "config.json").write_text(json.dumps(config))
        vocabulary, context = config["vocab_size"], config["n_positions"]
        shapes = {"wte.weight": [vocabulary, width], "wpe.weight": [context, width], "ln_f.weight": [width], "ln_f.bias": [width]}
        for layer in range(layers):
            for name, shape in {"ln_1.weight": [width], "ln_1.bias": [width], "ln_2.weight": [width], "ln_2.bias": [width],
                                "attn.c_attn.weight": [width, 3 * width], "attn.c_attn.bias": [3 * width],
                                "attn.c_proj.weight": [width, width], "attn.c_proj.bias": [width],
                                "mlp.c_fc.weight": [width, 4 * width], "mlp.c_fc.bias": [4 * width],
                                "mlp.c_proj.weight": [4 * width, width], "mlp.c_proj.bias": [width]}.items():
                shapes[f"h.{layer}.{name}"] = shape
        header, end = {}, 0
        for name, shape in shapes.items():
            size = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
            header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
            end += size
        text = json.dumps(header).encode()
        with open(folder / "model.safetensors", "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + end)
        return folder

    def test_a_plan_counts_requests_tokens_and_bytes(self):
        result = self.plan("--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        plan = json.loads(result.stdout)
        self.assertEqual(plan["documents"], {"next_word": 2, "goes_on": 2, "picks": 2})
        model = plan["models"][0]
        self.assertEqual(model["requests"], 2 + 2 + 6 - 2)  # two choices are asked by next_word too
        self.assertEqual(model["generated_tokens_at_most"], 2 * 8)
        self.assertLess(model["computed_tokens"] - model["generated_tokens_at_most"], model["prompt_tokens"])
        for name in ("peak_memory_bytes", "disk_bytes", "free_memory_bytes"):
            self.assertGreater(plan[name], 0)

    def test_a_plan_of_what_cannot_be_read_is_the_same_error_as_a_run(self):
        self.assert_fails(self.plan(tasks="pickz"), 2, "pickz", "picks")
        self.assert_fails(self.plan("--compute", "fp8"), 2, "fp8")

    def test_a_plan_writes_nothing(self):
        before = sorted(self.folder.rglob("*"))
        self.assertEqual(self.plan().returncode, 0)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_a_model_that_does_not_fit_is_refused_before_it_is_read(self):
        result = self.run_tasks(model=self.huge_model())
        self.assert_fails(result, 3, "huge", "needs about ", " are free ", "smaller model", "--compute int8")
        self.assertFalse((self.folder / "out").exists())

    @unittest.skipIf(UNDER_ASAN, "AddressSanitizer reserves more address space than any limit leaves")
    def test_a_limit_of_the_process_counts(self):
        codes = set()
        for megabytes in range(48, 144, 6):
            result = self.run_tasks("--fresh", preexec_fn=few_bytes(megabytes))
            codes.add(result.returncode)
            if result.returncode != 0:
                self.assert_fails(result, 3)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertEqual(codes, {0, 3})

    def test_the_peak_is_printed_and_kept(self):
        result = self.run_tasks()
        self.assertRegex(result.stdout, r"memory   [\d.]+ MB at most \(estimated [\d.]+ MB\)")
        kept = json.loads((self.folder / "out/run.json").read_text())
        self.assertGreater(kept["peak_memory_bytes"], 1 << 20)
        self.assertGreater(kept["estimated_memory_bytes"], 1 << 20)


if __name__ == "__main__":
    unittest.main()
