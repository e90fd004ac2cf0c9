"""`coldread perplexity`, held to what `coldread score` says of the same text, and `coldread divergence`."""
import json
import math
import re
import shutil
import unittest

from program import TINY_GPT2, TINY_LLAMA, ProgramTest, coldread, lines_through

TEXT = "The apple is on the table. The dog is in the box, and the moon is over the river.\n" * 6


class Perplexity(ProgramTest):
    def test_a_text_of_another_encoding_is_refused(self):
        path = self.write("a.txt", "x")
        path.write_bytes("déjà vu".encode("latin-1"))
        self.assert_fails(coldread("perplexity", "--model", TINY_GPT2, path), 3, "is not UTF-8", "iconv")

    def measure(self, *arguments, model=TINY_GPT2):
        result = coldread("perplexity", "--model", model, *arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_a_text_scores_as_a_rolling_log_likelihood(self):
        file = self.write("a.txt", TEXT)
        [scored] = lines_through("score", "--model", TINY_GPT2, lines=[{"text": TEXT}])
        measured = self.measure(file)
        self.assertEqual(measured["tokens"], len(scored["ids"]))
        self.assertEqual(measured["bytes"], len(TEXT.encode()))
        self.assertEqual(measured["words"], len(re.split(r"\s+", TEXT)))
        self.assertAlmostEqual(measured["logprob"], scored["logprob"], places=9)
        total = -scored["logprob"]
        for key, value in (("perplexity", math.exp(total / measured["tokens"])), ("byte_perplexity", math.exp(total / measured["bytes"])),
                           ("word_perplexity", math.exp(total / measured["words"])), ("bits_per_byte", total / measured["bytes"] / math.log(2))):
            self.assertAlmostEqual(measured[key] / value, 1, places=12)

    def test_a_stride_gives_each_token_more_before_it(self):
        file = self.write("a.txt", TEXT)
        [whole] = lines_through("tokenize", "--model", TINY_GPT2, lines=[{"text": TEXT}])
        strided = self.measure(file, "--context", "16", "--stride", "4")
        self.assertEqual((strided["context"], strided["stride"], strided["tokens"]), (16, 4, len(whole["ids"])))
        disjoint = self.measure(file, "--context", "16")
        self.assertEqual(disjoint["stride"], 16)
        self.assertNotEqual(strided["logprob"], disjoint["logprob"])

    def test_files_are_documents_and_add_up(self):
        first, second = self.write("a.txt", TEXT), self.write("b.txt", "A short one.")
        measured = self.measure(first, second)
        documents = measured["documents"]
        self.assertEqual([one["file"] for one in documents], [str(first), str(second)])
        for key in ("tokens", "bytes", "words", "logprob"):
            self.assertAlmostEqual(measured[key], sum(one[key] for one in documents), places=9)
        passage = documents[0]["surprising"][0]
        self.assertIn(passage["text"], TEXT)
        self.assertEqual(TEXT.encode()[passage["byte"]:passage["byte"] + len(passage["text"].encode())].decode(), passage["text"])
        means = [one["bits_per_token"] for one in documents[0]["surprising"]]
        self.assertEqual(means, sorted(means, reverse=True))
        printed = coldread("perplexity", "--model", TINY_GPT2, first, second).stdout
        self.assertIn("bits per byte", printed)
        self.assertIn("all 2 files", printed)

    def test_what_cannot_be_measured_is_said(self):
        file = self.write("a.txt", TEXT)
        self.assert_fails(coldread("perplexity", "--model", TINY_GPT2, self.folder / "none.txt"), 3, "none.txt")
        self.assert_fails(coldread("perplexity", "--model", TINY_GPT2, self.write("empty.txt", "")), 3, "is empty")
        self.assert_fails(coldread("perplexity", "--model", TINY_GPT2, file, "--context", "100000"), 2, "--context 100000", "at most")
        self.assert_fails(coldread("perplexity", "--model", TINY_GPT2, file, "--context", "8", "--stride", "9"), 2, "--stride 9")


class Divergence(ProgramTest):
    KEYS = ("kl_mean", "kl_median", "kl_p90", "kl_p99", "kl_p999", "kl_max", "same_top", "perplexity_base", "perplexity_other",
            "perplexity_ratio", "tokens")

    def diverge(self, base, other, *arguments):
        result = coldread("divergence", base, other, *arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_compute_types_are_told_apart_on_a_text(self):
        file = self.write("a.txt", TEXT)
        found = self.diverge(TINY_LLAMA, f"{TINY_LLAMA},compute=int8", "--text", file)
        for key in self.KEYS:
            self.assertIn(key, found)
        self.assertGreater(found["kl_mean"], 0)
        self.assertLessEqual(found["kl_median"], found["kl_p90"])
        self.assertLessEqual(found["kl_p999"], found["kl_max"])
        low, high = found["intervals"]["perplexity_ratio"]
        self.assertTrue(low <= found["perplexity_ratio"] <= high)
        base = json.loads(coldread("perplexity", "--model", TINY_LLAMA, file, "--json").stdout)
        self.assertEqual(found["tokens"], base["tokens"])
        self.assertAlmostEqual(found["perplexity_base"] / base["perplexity"], 1, places=9)
        same = self.diverge(TINY_LLAMA, TINY_LLAMA, "--text", file)
        self.assertEqual((same["kl_max"], same["same_top"], same["perplexity_ratio"]), (0, 1, 1))

    def test_flipped_answers_of_tasks_are_counted(self):
        found = self.diverge(TINY_GPT2, f"{TINY_GPT2},compute=int8", "--tasks", "picks,goes_on", "--include_path", self.folder / "tasks")
        self.assertEqual([task["task"] for task in found["tasks"]], ["picks", "goes_on"])
        for task in found["tasks"]:
            self.assertEqual(task["documents"], 2)
            self.assertEqual(task["flipped"], task["better"] + task["worse"])
        self.assertGreater(found["tokens"], 0)

    def test_results_are_written_as_json_csv_and_a_page(self):
        file = self.write("a.txt", "The apple <b>is</b> on the table.")
        printed = coldread("divergence", TINY_GPT2, f"{TINY_GPT2},compute=bf16", "--text", file, "--out", self.folder / "out")
        self.assertEqual(printed.returncode, 0, printed.stderr)
        data = json.loads((self.folder / "out/divergence.json").read_text())
        rows = (self.folder / "out/divergence.csv").read_text().splitlines()
        self.assertEqual(len(rows), data["tokens"] + 1)
        page = (self.folder / "out/divergence.html").read_text()
        self.assertIn("Content-Security-Policy", page)
        self.assertNotIn("<b>is", page)

    def test_several_files_follow_one_text_flag(self):
        files = [self.write(name, TEXT) for name in ("a.txt", "b.txt")]
        data = self.diverge(TINY_GPT2, TINY_GPT2, "--text", *files)
        self.assertEqual(data["tokens"], 2 * self.diverge(TINY_GPT2, TINY_GPT2, "--text", files[0])["tokens"])
        self.assert_fails(coldread("divergence", TINY_GPT2, TINY_GPT2, files[0]), 2, "third model")

    def test_what_cannot_be_compared_is_a_usage_error(self):
        file = self.write("a.txt", TEXT)
        swapped = shutil.copytree(TINY_GPT2, self.folder / "swapped", ignore=shutil.ignore_patterns("*16", "sharded"))
        names = (TINY_GPT2 / "vocab.json").read_text().replace('"A":32,"B":33', '"B":32,"A":33')
        (swapped / "vocab.json").write_text(names)
        self.assert_fails(coldread("divergence", TINY_GPT2, swapped, "--text", file), 2, "different vocabularies", "token 32 is 'A' and 'B'")
        self.assert_fails(coldread("divergence", TINY_GPT2, TINY_GPT2), 2, "--text FILE or --tasks")
        self.assert_fails(coldread("divergence", TINY_GPT2, f"{TINY_GPT2},compute=int9", "--text", file), 2, "int9")


if __name__ == "__main__":
    unittest.main()
