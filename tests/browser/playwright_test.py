"""Real reports in a real browser: Debian's Chromium driven by Playwright, which npm installs beside the build. Skipped by name
where there is no Chromium, no node, or no way to install Playwright."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/app"))
from program import GOES_ON, PICKS, PROGRAM, TINY_LLAMA  # noqa: E402

BUILD = pathlib.Path(PROGRAM).parent
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
THINGS = ["apple", "lantern", "kettle", "ladder", "violin", "bicycle", "anchor", "teapot", "candle", "basket"]


def skip(why):
    print("skipped: browser.playwright needs " + why)
    sys.exit(77)


def playwright():
    """The folder that holds node_modules with Playwright in it."""
    folder = BUILD / "browser"
    if not all((folder / "node_modules" / name).exists() for name in ("playwright-core", "axe-core")):
        if shutil.which("npm") is None:
            skip("npm")
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests/browser/package.json", folder)
        result = subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit"], cwd=folder, timeout=300,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if result.returncode != 0:
            skip("Playwright, which npm could not install")
    return folder


def make_run(folder):
    """Reports of a tiny model: three sampling settings on forty documents, and five temperatures with three seeds each."""
    (folder / "tasks").mkdir()
    rows = "".join(json.dumps({"q": f"the {THINGS[i % 10]} number {i} is on the", "a": " table" if i % 3 else " box"}) + "\n"
                   for i in range(40))
    (folder / "tasks/rows.jsonl").write_text(rows)
    (folder / "tasks/goes_on.yaml").write_text(GOES_ON.replace("exact_match", "rouge1"))
    (folder / "tasks/picks.yaml").write_text(PICKS)
    (folder / "run.yaml").write_text(
        f"models: ['{TINY_LLAMA}']\ntasks: [goes_on, picks]\ninclude_path: '{folder}/tasks'\nout: '{folder}/run'\n"
        "sampling: {greedy: {do_sample: false}, paper: {top_k: 2}, article: {top_k: 40, temperature: 0.7}}\n")
    (folder / "sweep.yaml").write_text(
        f"models: ['{TINY_LLAMA}']\ntasks: [{{task: goes_on, limit: 12}}, {{task: picks, limit: 12}}]\ninclude_path: '{folder}/tasks'\n"
        f"out: '{folder}/sweep'\nsampling: {{grid: {{temperature: [0.2, 0.5, 0.8, 1.1, 1.4]}}}}\nseeds: [0, 1, 2]\n")
    for config in ("run.yaml", "sweep.yaml"):
        subprocess.run([PROGRAM, "run", str(folder / config)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    if BROWSER is None:
        skip("Chromium")
    if shutil.which("node") is None:
        skip("node")
    modules = playwright()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        environment = dict(os.environ, COLDREAD_REPORT_PAGES=scratch)
        subprocess.run([BUILD / "tests/report_test", "--test-case=The fixture's pages*"], env=environment, check=True,
                       stdout=subprocess.DEVNULL)
        make_run(folder)
        return subprocess.run(["node", str(ROOT / "tests/browser/pages.mjs"), str(modules), BROWSER, scratch], timeout=600,
                              check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
