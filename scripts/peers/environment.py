"""The virtual environment that the peers live in: pinned versions, each installed on its own, so that one that fails leaves the
others usable."""
import os
import pathlib
import shutil
import subprocess
import sys

BASE = ["numpy==2.4.6", "torch==2.15.0", "transformers==5.23.0", "gguf==0.19.0"]
PEERS = {
    "transformers": ["accelerate==1.15.0"],
    "ctranslate2": ["ctranslate2==4.8.5"],
    "lm-eval": ["lm_eval==0.4.13"],
    "llama.cpp": ["llama-cpp-python==0.3.36"],
}
# llama.cpp is compiled here. GCC 12 builds an AMX path of it that crashes, and clang before 16 names AMX otherwise than the source
# expects, so it gets a newer clang where there is one, else no AMX.
CLANGS = ("clang-19", "clang-18", "clang-17", "clang-16")


def llama_build(environment):
    clang = next((name for name in CLANGS if shutil.which(name)), None)
    options = ["-DGGML_NATIVE=ON", "-DLLAMA_BUILD_TOOLS=OFF", "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_TESTS=OFF",
               "-DLLAVA_BUILD=OFF", "-DLLAMA_CURL=OFF"]
    if clang:
        options += [f"-DCMAKE_C_COMPILER={clang}", f"-DCMAKE_CXX_COMPILER={clang.replace('clang', 'clang++')}"]
    else:
        options += ["-DGGML_AMX_TILE=OFF", "-DGGML_AMX_INT8=OFF", "-DGGML_AMX_BF16=OFF"]
    environment["CMAKE_ARGS"] = " ".join(options)
    environment.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count()))
    return clang or "gcc without AMX"


class Environment:
    """state[peer] is "" where it works, else why it does not."""

    def __init__(self, folder: pathlib.Path, build_seconds: int):
        self.folder = folder
        self.python = folder / "bin/python"
        self.build_seconds = build_seconds
        self.state = {}

    def prepare(self, wanted):
        if not self.python.exists():
            print(f"making {self.folder}", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
        base = self._install("torch and transformers", BASE, 1800)
        for peer in wanted:
            self.state[peer] = base or self._install(peer, PEERS[peer], self.build_seconds)
        return self.state

    def _has(self, requirements):
        names = [requirement.split("==") for requirement in requirements]
        check = ("import importlib.metadata as m, sys\n"
                 f"sys.exit(any(m.version(n).split('+')[0] != v for n, v in {names!r}))")
        return subprocess.run([self.python, "-c", check], capture_output=True, check=False).returncode == 0

    def _install(self, name, requirements, seconds):
        """"" or the last line of what pip said."""
        if not requirements or self._has(requirements):
            return ""
        print(f"installing {', '.join(requirements)}", file=sys.stderr)
        environment = dict(os.environ)
        if name == "llama.cpp":
            print(f"  compiled by {llama_build(environment)}, at most {seconds} s", file=sys.stderr)
        # What is compiled here must not come out of pip's cache: another compiler may have made that.
        cache = ["--no-cache-dir"] if name == "llama.cpp" else []
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *cache, *requirements]
        try:
            result = subprocess.run(pip, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return f"not installed: took more than {seconds} s"
        if result.returncode == 0:
            return ""
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        return "not installed: " + (lines[-1] if lines else f"pip exited with {result.returncode}")
