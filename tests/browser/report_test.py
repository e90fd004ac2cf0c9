"""Opens report pages in headless Chromium: views by address, no script of a text runs, nothing is fetched.
Skipped by name where no Chromium is installed."""
import html
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PROGRAM = pathlib.Path(os.environ.get("COLDREAD", "build/coldread")).parent / "tests" / "report_test"


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        environment = dict(os.environ, COLDREAD_REPORT_PAGES=cls.folder.name)
        subprocess.run([PROGRAM, "--test-case=The fixture's pages*"], env=environment, check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def open(self, page, address=""):
        """The page's document after its script ran, and what the browser's console said."""
        with tempfile.TemporaryDirectory() as profile:
            result = subprocess.run(
                [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
                 "--virtual-time-budget=5000", "--enable-logging=stderr", "--v=0", f"--user-data-dir={profile}",
                 f"file://{self.folder.name}/{page}{address}"],
                capture_output=True, timeout=120, check=True)
        console = [line for line in result.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
        return result.stdout.decode(), console

    @staticmethod
    def status(document):
        return re.search(r'<span role="status">(.*?)</span>', document).group(1)

    def test_the_script_lists_all_documents_and_complains_about_nothing(self):
        document, console = self.open("example.html")
        self.assertEqual(console, [])
        self.assertEqual(self.status(document), "1–25 of 215 documents")
        self.assertIn("SmolLM2-135M-Instruct leads on", document)

    def test_an_address_opens_its_document(self):
        document, console = self.open("example.html", "#task=qa&doc=7")
        self.assertEqual(console, [])
        card = re.search(r'<details class="doc" id="task=qa&amp;doc=7"[^>]*>', document).group(0)
        self.assertIn("open", card)
        self.assertIn("Failed: the logits of token 3 are not finite", document)
        self.assertEqual(self.status(document), "1–25 of 48 documents")
        self.assertIn('id="task=tldr&amp;doc=23"', self.open("example.html", "#task=tldr&doc=23")[0])
        self.assertIn('id="task=choice&amp;doc=79"', self.open("example.html", "#task=choice&doc=79")[0])

    def test_an_address_keeps_filter_search_and_order(self):
        self.assertEqual(self.status(self.open("example.html", "#show=failed")[0]), "1–2 of 2 documents")
        self.assertEqual(self.status(self.open("example.html", "#show=failed&run=0")[0]), "No document matches")
        self.assertEqual(self.status(self.open("example.html", "#q=%C3%89LODIE")[0]), "1–1 of 1 document")
        document = self.open("example.html", "#task=tldr&sort=high&run=0")[0]
        marks = [float(text) for text in re.findall(r'<i class="dot c0"></i><span>([\d.]+)</span>', document)]
        self.assertEqual(len(marks), 24)
        self.assertEqual(marks, sorted(marks, reverse=True))

    def test_hostile_texts_run_nothing_and_fetch_nothing(self):
        # What ran would call an undefined function, what was blocked would be reported: either is a line on the console.
        page = pathlib.Path(self.folder.name, "hostile.html").read_text(encoding="utf-8")
        cards = [html.unescape(card) for card in re.findall(r'<details class="doc" id="([^"]*doc=0)"', page)]
        self.assertEqual(len(cards), 5)
        others = ["", "#q=script", "#show=failed", "#task=%3Cscript%3Ehit()%3C/script%3E&doc=%22%3E"]
        for address in others + ["#" + card for card in cards]:
            document, console = self.open("hostile.html", address)
            self.assertEqual(document.count('<div class="body">'), 1 if address[1:] in cards else 0, address)
            self.assertEqual(console, [], address)
            self.assertIn("document", self.status(document).lower())
            self.assertEqual(len(re.findall(r"<script", document)), 2, address)
            for tag in ("<img", "<iframe", "<base", "<math", "<template", "<noscript"):
                self.assertNotIn(tag, document)

    def test_ten_thousand_samples_open_and_filter(self):
        document, console = self.open("large.html", "#show=right")
        self.assertEqual(console, [])
        self.assertEqual(self.status(document), "1–25 of 3334 documents")


if __name__ == "__main__":
    if BROWSER is None or not PROGRAM.exists():
        print("skipped: browser.report needs Chromium and the built tests")
        sys.exit(77)
    unittest.main(verbosity=2)
