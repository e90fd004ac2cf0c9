"""The files of src/report/assets by themselves: tests/report/assets/*_test.mjs in node. Skipped by name where there is none."""
import pathlib
import shutil
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent / "assets"


def main():
    node = shutil.which("node")
    if node is None:
        print("skipped: report.assets needs node")
        return 77
    tests = [str(test) for test in sorted(TESTS.glob("*_test.mjs"))]
    return subprocess.run([node, "--test", *tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
