"""The snippets of docs/results.md, run over a small run where the packages are."""
import importlib.util
import re
import shutil
import subprocess
import sys
import unittest

from program import ROOT, TINY_GPT2, ProgramTest, coldread

PAGE = (ROOT / "docs/results.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]


class Snippets(ProgramTest):
    def setUp(self):
        super().setUp()
        result = coldread("run", "--model", TINY_GPT2, "--tasks", "choice,qa", "--limit", "5", "--out", self.folder / "reports/quickstart")
        self.assertEqual(result.returncode, 0, result.stderr)

    def has(self, *packages):
        missing = [name for name in packages if importlib.util.find_spec(name) is None]
        if missing:
            print(f"skipped: {', '.join(missing)} not installed for {sys.executable}")
        return not missing

    def run_python(self, text):
        result = subprocess.run([sys.executable, "-c", text], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_pandas(self):
        if self.has("pandas"):
            out = self.run_python(block("python") + "\nprint(len(scores), len(documents), table.index.nlevels, scores.value.dtype)")
            self.assertEqual(out.split(), ["4", "5", "2", "float64"])

    def test_duckdb(self):
        if self.has("duckdb"):
            statements = [one for one in block("sql").split(";") if one.strip()]
            out = self.run_python(f"import duckdb\nfor one in {statements!r}: print(len(duckdb.sql(one).fetchall()))")
            self.assertEqual(out.split(), ["4", "1", "3"])

    def test_r(self):
        if shutil.which("Rscript") is None:
            print("skipped: Rscript is not here")
            return
        result = subprocess.run(["Rscript", "-e", block("r") + "\ncat(nrow(scores), ncol(table))"], cwd=self.folder, capture_output=True,
                                text=True, timeout=120, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.endswith("4 1"), result.stdout)


if __name__ == "__main__":
    unittest.main()
