"""`coldread bench` on a tiny model: the shape of what it says, and its errors."""
import json
import unittest

from program import TINY_GPT2, TINY_LLAMA, ProgramTest, coldread

KEYS = {"isa", "threads", "peak_fp32_gflops", "peak_int8_gops", "memory_gbps", "rows"}
ROW_KEYS = {"compute", "work", "batch", "tokens", "tok_s", "share_of_peak", "bound"}


class Bench(ProgramTest):
    def bench(self, *arguments):
        result = coldread("bench", "--model", TINY_LLAMA, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_json_holds_the_peaks_and_a_row_for_each_work(self):
        speed = json.loads(self.bench("--json", "--compute", "fp32", "--threads", "1"))
        self.assertLessEqual(KEYS, set(speed))
        self.assertEqual(speed["threads"], 1)
        for key in ("peak_fp32_gflops", "peak_int8_gops", "memory_gbps"):
            self.assertGreater(speed[key], 0)
        self.assertEqual([(row["work"], row["batch"]) for row in speed["rows"]],
                         [("score_all", 8), ("score_last", 8), ("generate", 32), ("generate", 1)])
        for row in speed["rows"]:
            self.assertLessEqual(ROW_KEYS, set(row))
            self.assertEqual(row["compute"], "fp32")
            self.assertIn(row["bound"], ("compute", "memory"))
            self.assertGreater(row["tok_s"], 0)
            self.assertGreater(row["share_of_peak"], 0)

    def test_workloads_fit_the_models_context(self):
        result = coldread("bench", "--model", TINY_GPT2, "--json", "--compute", "fp32", "--threads", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = json.loads(result.stdout)["rows"]
        self.assertEqual([row["tokens"] for row in rows], [128, 128, 64, 64])

    def test_all_compute_types_are_measured_where_none_is_asked_for(self):
        speed = json.loads(self.bench("--json", "--threads", "1"))
        self.assertIn("fp32", {row["compute"] for row in speed["rows"]})
        self.assertEqual(len(speed["rows"]) % 4, 0)

    def test_the_table_names_what_json_does(self):
        text = self.bench("--compute", "fp32", "--threads", "1")
        for word in ("GFLOP/s fp32", "GOP/s int8", "GB/s", "score_all", "score_last", "generate", "share of peak"):
            self.assertIn(word, text)

    def test_a_forced_instruction_set_is_the_one_measured(self):
        result = coldread("bench", "--model", TINY_LLAMA, "--json", "--compute", "fp32", "--threads", "1",
                          env={"COLDREAD_ISA": "portable"})
        self.assertEqual(json.loads(result.stdout)["isa"], "portable")

    def test_an_unknown_compute_type_is_named(self):
        result = coldread("bench", "--model", TINY_LLAMA, "--compute", "fp31")
        self.assert_fails(result, 2, "fp31", "did you mean 'fp32'")

    def test_a_missing_model_is_named(self):
        self.assert_fails(coldread("bench", "--model", self.folder / "nothing.gguf"), 3, "nothing.gguf")


if __name__ == "__main__":
    unittest.main()
