#!/usr/bin/env python3
"""Files that are compiled for one instruction set (those with -m options) share no code with the rest of the program: of an inline
function the linker keeps one copy for all, which may hold instructions that an older processor lacks. So they include no Eigen and no
header of the standard library with code of its own, and their objects define no symbol that another object could replace or take."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("COLDREAD", ROOT / "build/coldread")).parent
# <cstdlib> and what it includes come with <immintrin.h> (mm_malloc.h): C functions, and std::abs, which nobody calls.
PLAIN_HEADERS = {"cstddef", "cstdint", "cstdlib", "stdlib.h", "bits/std_abs.h", "bits/c++config.h", "bits/os_defines.h", "bits/cpu_defines.h",
                 "pstl/pstl_config.h"}
LIBRARY = re.compile(r".*/c\+\+/\d+/(.*)$")


def one_instruction_set() -> list[dict]:
    """The compile commands with -m options."""
    commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    return [c for c in commands if any(o.startswith("-m") for o in arguments(c)) and "/src/" in c["file"]]


def arguments(command: dict) -> list[str]:
    return shlex.split(command["command"])


def included(command: list[str], folder: str) -> list[str]:
    """All files that a compilation reads, by g++ -M."""
    plain = []
    skip = False
    for argument in command:
        if skip or argument in ("-c", "-MD"):
            skip = False
        elif argument in ("-o", "-MT", "-MF"):
            skip = True
        else:
            plain.append(argument)
    if os.path.basename(plain[0]) == "ccache":
        plain = plain[1:]
    out = subprocess.run([*plain, "-M"], cwd=folder, check=True, capture_output=True, text=True).stdout
    return out.replace("\\\n", " ").split()[1:]


def forbidden_headers(files: list[str]) -> list[str]:
    found = []
    for name in files:
        path = os.path.normpath(name)
        library = LIBRARY.match(path)
        plain = library and re.sub(r"^x86_64-linux-gnu/c\+\+/\d+/", "", library.group(1))
        if "/Eigen/" in path or (library and plain not in PLAIN_HEADERS):
            found.append(path)
    return found


def shared_symbols(lines: str) -> list[str]:
    """Weak and unique definitions in nm's output; of which DW.ref.* are pointers that exceptions need, and no code."""
    found = []
    for line in lines.splitlines():
        match = re.match(r"^[0-9a-f]+ ([WVu]) (.*)$", line)
        if match and not match.group(2).startswith("DW.ref."):
            found.append(match.group(2))
    return found


class OneInstructionSet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not (BUILD / "compile_commands.json").is_file():
            raise unittest.SkipTest(f"no {BUILD}/compile_commands.json")
        cls.commands = one_instruction_set()

    def test_there_are_such_files(self):
        names = {pathlib.Path(c["file"]).name for c in self.commands}
        self.assertLessEqual({"kernels_avx2.cpp", "kernels_avx512.cpp", "peak_avx2.cpp"}, names)

    def test_no_eigen_and_no_library_code(self):
        for command in self.commands:
            with self.subTest(file=command["file"]):
                self.assertEqual(forbidden_headers(included(arguments(command), command["directory"]))[:3], [], "headers with code")

    def test_no_shared_symbols(self):
        for command in self.commands:
            given = arguments(command)
            options = " ".join(given)
            if "-fsanitize" in options or not re.search(r"-O[123]", options):
                self.skipTest("without optimisation nothing is inlined, and sanitizers add symbols of their own")
            with self.subTest(file=command["file"]):
                made = pathlib.Path(command["directory"]) / given[given.index("-o") + 1]
                out = subprocess.run(["nm", "-C", str(made)], check=True, capture_output=True, text=True).stdout
                self.assertEqual(shared_symbols(out), [], "the linker may give this object's copy to all others")

    def test_the_checks_see_what_they_look_for(self):
        compiler = next(a for a in arguments(self.commands[0]) if os.path.basename(a) != "ccache")
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "shared.cpp"
            source.write_text("#include <algorithm>\ninline float twice(float x) { return 2 * x; }\nfloat (*used)(float) = twice;\n", encoding="utf-8")
            self.assertIn("algorithm", [pathlib.Path(f).name for f in forbidden_headers(included([compiler, str(source)], folder))])
            made = source.with_suffix(".o")
            subprocess.run([compiler, "-O3", "-c", str(source), "-o", str(made)], check=True)
            out = subprocess.run(["nm", "-C", str(made)], check=True, capture_output=True, text=True).stdout
            self.assertEqual(shared_symbols(out), ["twice(float)"])
        self.assertEqual(forbidden_headers(["/usr/include/eigen3/Eigen/Core", "/usr/include/stdint.h"]), ["/usr/include/eigen3/Eigen/Core"])


if __name__ == "__main__":
    sys.exit(unittest.main())
