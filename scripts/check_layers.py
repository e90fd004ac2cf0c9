#!/usr/bin/env python3
"""Checks that every #include under src/ goes strictly downward in the table of levels, that nothing outside io/ includes
yaml-cpp or nlohmann/json, and that the public types of api/ include no third-party header. Exits 1 and lists each breach."""
import pathlib
import re
import sys

LEVELS = {
    "app": 7,
    "runner": 6,
    "report": 5, "compare": 5, "engine": 5,
    "model": 4, "task": 4,
    "template": 3, "metric": 3, "filter": 3, "sampling": 3,
    "kernels": 2, "tokenizer": 2, "dataset": 2, "stats": 2,
    "io": 1, "api": 1, "machine": 1,
    "base": 0,
}
# Sideways edges that the design names: io reads and writes the plain values of api.
ALLOWED = {("io", "api")}
ONLY_IN = {"yaml-cpp/": "io", "nlohmann/": "io", "CLI/": "app", "pcre2.h": "base", "utf8proc.h": "base", "openssl/": "io", "xxhash.h": "io",
           "histedit.h": "app"}
THIRD_PARTY = re.compile(r"^(Eigen|fmt|CLI|nlohmann|yaml-cpp|pcre2|utf8proc|openssl|xxhash|omp\.h|immintrin)")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def breaches(source: pathlib.Path):
    for path in sorted(source.rglob("*")):
        if path.suffix not in (".h", ".cpp", ".inc", ".inl"):
            continue
        module = path.relative_to(source).parts[0]
        if module not in LEVELS:
            yield f"{path}: '{module}' is not in the table of levels"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            kind, name = match.groups()
            where = f"{path.relative_to(source.parent)}:{number}"
            for prefix, home in ONLY_IN.items():
                if name.startswith(prefix) and module != home:
                    yield f"{where}: {name} belongs in {home}/ alone"
            if kind == "<":
                if module == "api" and path.suffix == ".h" and THIRD_PARTY.match(name):
                    yield f"{where}: a header of api/ includes no third-party header, but here {name}"
                continue
            target = name.split("/")[0]
            if target == module:
                continue
            if target not in LEVELS:
                yield f"{where}: \"{name}\" is not written from src/"
            elif LEVELS[target] >= LEVELS[module] and (module, target) not in ALLOWED:
                yield f"{where}: {module} (level {LEVELS[module]}) includes {name} (level {LEVELS[target]})"


def main() -> int:
    found = list(breaches(pathlib.Path(__file__).resolve().parent.parent / "src"))
    print("\n".join(found) if found else "layers hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
