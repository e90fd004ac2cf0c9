"""Runs against a baseline, with conditions that a CI asks of them."""
import json
import unittest
import xml.etree.ElementTree as ElementTree

from program import TINY_LLAMA, ProgramTest, coldread

GRID = "sampling: {greedy: {do_sample: false}, paper: {top_k: 2}}\n"


class Gates(ProgramTest):
    """Three runs of one task whose model always chooses the same word; the gold answers differ: acc 1, 1/2 and 0."""

    def setUp(self):
        super().setUp()
        rows = "".join(json.dumps({"number": i, "q": f"the apple {i} is on the", "a": " table"}) + "\n" for i in range(8))
        self.write("tasks/rows.jsonl", rows)
        self.write_task(0, 1, 8)
        self.run_tasks(tasks="picks", out="probe")
        sample = json.loads(next((self.folder / "probe").glob("samples_picks*.jsonl")).read_text().splitlines()[0])
        scores = [float(response[0][0]) for response in sample["resps"]]
        best = scores.index(max(scores))
        for run, share in (("good", 8), ("fair", 4), ("poor", 0)):
            self.write_task(best, (best + 1) % 3, share)
            self.run_tasks(tasks="picks", out=run)

    def write_task(self, gold, other, share):
        """The first documents have this gold choice, the others the other one."""
        self.write("tasks/picks.yaml", PICKS.replace("TARGET", f"{gold} if number < {share} else {other}"))

    def compare(self, *arguments, **options):
        return coldread("compare", *arguments, cwd=self.folder, **options)

    def test_a_baseline_is_what_every_run_is_compared_with(self):
        data = json.loads(self.compare("good", "fair", "poor", "--json").stdout)
        self.assertEqual({(one["first"], one["second"]) for one in data["differences"]},
                         {("good", "fair"), ("good", "poor"), ("fair", "poor")})
        for arguments in (["good", "fair", "poor", "--baseline", "fair"], ["good", "poor", "--baseline", "./fair/"]):
            data = json.loads(self.compare(*arguments, "--json").stdout)
            self.assertEqual([(one["first"], one["second"]) for one in data["differences"] if one["metric"] == "acc"],
                             [("fair", "good"), ("fair", "poor")])
        self.assert_fails(self.compare("good", "--baseline", "good"), 2, "two or more")
        self.assert_fails(self.compare("good", "good/"), 2, "named twice")

    def test_settings_are_compared_with_those_of_their_name(self):
        config = self.write("run.yaml", f"models: ['{TINY_LLAMA}']\ntasks: [goes_on]\ninclude_path: tasks\n" + GRID)
        for out in ("a", "b"):
            result = coldread("run", config, "--out", self.folder / out)
            self.assertEqual(result.returncode, 0, result.stderr)
        data = json.loads(self.compare("a", "--baseline", "b", "--json").stdout)
        self.assertEqual([(one["first"], one["second"]) for one in data["differences"]],
                         [("b / greedy", "a / greedy"), ("b / paper", "a / paper")])

    def test_a_loss_beyond_what_is_allowed_fails(self):
        result = self.compare("good", "--baseline", "fair", "--fail-on", "acc -0.02")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        result = self.compare("poor", "--baseline", "good", "--fail-on", "acc -0.02", "--fail-on-interval")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("coldread: picks acc of poor fails 'acc -0.02': 0 against 1, difference -1", result.stderr)
        self.assertEqual(self.compare("good", "poor", "--fail-on", "acc -0.02").returncode, 1)  # against the first
        self.assertEqual(self.compare("poor", "good", "--fail-on", "acc -0.02").returncode, 0)

    def test_a_gate_that_cannot_be_asked_is_an_error(self):
        self.assert_fails(self.compare("good", "fair", "--fail-on", "acc_nom -0.02"), 2, "did you mean 'acc_norm'?")
        self.assert_fails(self.compare("good", "fair", "--fail-on", "acc"), 2, '"acc -0.02"')
        self.assert_fails(self.compare("good", "fair", "--fail-on-interval"), 2, "--fail-on")

    def test_junit_says_each_metric_and_which_failed(self):
        self.compare("fair", "poor", "--baseline", "good", "--fail-on", "acc -0.6", "--junit", "gate.xml")
        root = ElementTree.parse(self.folder / "gate.xml").getroot()
        self.assertEqual((root.tag, root.get("tests"), root.get("failures")), ("testsuites", "4", "1"))
        self.assertEqual([suite.get("name") for suite in root], ["fair against good", "poor against good"])
        failed = [case for case in root.iter("testcase") if case.find("failure") is not None]
        self.assertEqual([(case.get("classname"), case.get("name")) for case in failed], [("picks", "acc")])
        self.assertIn("acc -0.6", failed[0].find("failure").text)
        for suite in root:
            self.assertEqual(int(suite.get("tests")), len(suite.findall("testcase")))
        self.assert_fails(self.compare("fair", "poor", "--junit", "nowhere/gate.xml"), 4, "nowhere")

    def test_a_comparison_carries_the_samples_of_all_runs(self):
        self.assertEqual(self.compare("good", "fair", "poor", "--out", "all").returncode, 0)
        files = sorted(path.name for path in (self.folder / "all").glob("samples_*.jsonl"))
        self.assertEqual(len(files), 3, files)
        for name in files:
            self.assertEqual(len((self.folder / "all" / name).read_text().splitlines()), 8)
        page = (self.folder / "all/comparison.html").read_text()
        for text in ("good", "fair", "poor", "moon"):
            self.assertIn(text, page)


PICKS = """task: picks
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl}}
test_split: test
output_type: multiple_choice
doc_to_text: "the"
doc_to_choice: [table, box, moon]
doc_to_target: "{{TARGET}}"
metric_list:
  - metric: acc
  - metric: acc_norm
metadata: {version: 1.0}
"""


if __name__ == "__main__":
    unittest.main()
