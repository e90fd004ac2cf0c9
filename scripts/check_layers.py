#!/usr/bin/env python3
"""Holds every #include under src/ to the table of src/modules.txt: which module may include which, which room of a module
which other room, and which libraries a module may use. Also demands that no edge of the table is unused, that modules and
headers make no circle, that the headers of api/ include no third-party header, that no two types share a name, that Eigen
rounds nothing where scores are made, and that docs/architecture.md shows the table.
Exits 1 and lists each breach.

  scripts/check_layers.py           check
  scripts/check_layers.py --write   bring the table of docs/architecture.md up to date
  scripts/check_layers.py --graph   files, edges and knots (files that reach each other, a header and its .cpp as one)
"""
import collections
import dataclasses
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
TABLE = SOURCE / "modules.txt"
PAGE = ROOT / "docs" / "architecture.md"
NAMESPACE = re.compile(r"^namespace\s*([\w:]*)\s*\{")
TYPE = re.compile(r"^(?:struct|class|enum class)\s+(\w+)(?:\s+final)?\s*(?::[^:].*)?\{")
# Functions and reductions of Eigen's expressions: without an argument, or of another expression.
ROUNDS = re.compile(r"[\w\])]\.((?:exp|log|log1p|log10|expm1|sqrt|rsqrt|tanh|sinh|cosh|sin|cos|tan|asin|acos|atan|erf|erfc|lgamma|square|cube|inverse|sum|"
                    r"prod|mean|norm|squaredNorm|stableNorm|normalized|normalize|minCoeff|maxCoeff|cwiseSqrt|cwiseAbs2|trace|colwise|rowwise|noalias)(?=\(\))"
                    r"|(?:pow|dot|min|max|cwiseMin|cwiseMax|redux)(?=\())")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
THIRD_PARTY = re.compile(r"^(Eigen|fmt|CLI|nlohmann|yaml-cpp|pcre2|utf8proc|openssl|xxhash|omp\.h|immintrin)")
LINE = re.compile(r"^(module|rooms|library)\s+([^:]+?)\s*:(?!:)\s*(.*)$")


@dataclasses.dataclass
class Table:
    modules: dict  # name -> modules that it may include, in the order of the table
    rooms: dict  # (module, room) -> rooms that it may include
    libraries: list  # (header prefix, modules that may include it)


def read_table() -> Table:
    table = Table({}, {}, [])
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        # A CMake target holds '::', so a library's line is cut at its last single colon.
        match = re.match(r"^library\s+(.+?)\s*=\s*\S+:\s+(.*)$", line) if line.startswith("library") else LINE.match(line)
        if not match:
            sys.exit(f"{TABLE}:{number}: not a line of this table: {line}")
        if line.startswith("library"):
            table.libraries += [(prefix, match[2].split()) for prefix in match[1].split()]
        elif match[1] == "rooms":
            module, room = match[2].split("/")
            table.rooms[module, room] = match[3].split()
        else:
            table.modules[match[2]] = match[3].split()
    return table


@dataclasses.dataclass
class Include:
    path: pathlib.Path  # of the file that includes, relative to src/
    line: int
    quoted: bool
    name: str

    @property
    def where(self) -> str:
        return f"src/{self.path}:{self.line}"


def includes():
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".h", ".cpp", ".inc", ".inl"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield Include(path.relative_to(SOURCE), number, match[1] == '"', match[2])


def room_of(path: pathlib.PurePath) -> str:
    return path.parts[1] if len(path.parts) > 2 else "."


def breaches(table: Table):
    used = set()
    for folder in sorted(path.name for path in SOURCE.iterdir() if path.is_dir()):
        if folder not in table.modules:
            yield f"src/{folder}: not a module of src/modules.txt"
    for include in includes():
        module = include.path.parts[0]
        if module not in table.modules:
            continue
        for prefix, homes in table.libraries:
            if include.name.startswith(prefix) and module not in homes:
                yield f"{include.where}: <{include.name}> belongs in {', '.join(homes)} alone"
        if not include.quoted:
            if module == "api" and include.path.suffix == ".h" and THIRD_PARTY.match(include.name):
                yield f"{include.where}: a header of api/ includes no third-party header, but here {include.name}"
            continue
        target = pathlib.PurePath(include.name)
        if target.parts[0] not in table.modules:
            yield f'{include.where}: "{include.name}" is not written from src/'
        elif target.parts[0] != module:
            used.add((module, target.parts[0]))
            if target.parts[0] not in table.modules[module]:
                yield f"{include.where}: {module} may not include {target.parts[0]} (src/modules.txt), but here {include.name}"
        else:
            inner, other = room_of(include.path), room_of(target)
            if inner != other and (module, inner) in table.rooms and other not in table.rooms[module, inner]:
                yield f"{include.where}: {module}/{inner} may not include {module}/{other} (src/modules.txt)"
    for module, targets in table.modules.items():
        for target in targets:
            if target not in table.modules:
                yield f"src/modules.txt: {module} names '{target}', which is no module"
            elif (module, target) not in used:
                yield f"src/modules.txt: {module} may include {target}, but no file does"
    yield from types_defined_twice()
    yield from rounding_by_eigen()
    for knot in knots(table.modules):
        yield f"src/modules.txt: modules in a circle: {', '.join(knot)}"
    for knot in knots(file_graph(lambda path: str(path), {".h"})):
        yield f"headers in a circle: {', '.join(knot)}"


def types_defined_twice():
    """Types of one name in one namespace, in two files: the linker would take the code of one for both."""
    homes = collections.defaultdict(set)
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".h", ".cpp", ".inl"):
            continue
        spaces = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := NAMESPACE.match(line):
                spaces.append(match[1])
            elif line.startswith("}  // namespace") and spaces:
                spaces.pop()
            elif (match := TYPE.match(line)) and "" not in spaces:  # what has no name is the file's own
                homes["::".join([*spaces, match[1]])].add(f"src/{path.relative_to(SOURCE)}")
    for name, files in homes.items():
        if len(files) > 1:
            yield f"{name} is defined in {' and '.join(sorted(files))}"


def rounding_by_eigen():
    """Eigen's functions and reductions, which round in an order of their own, where scores are made (kernels/view.h)."""
    for module in ("kernels", "model", "engine"):
        for path in sorted((SOURCE / module).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if match := ROUNDS.search(line):
                    yield (f"src/{path.relative_to(SOURCE)}:{number}: '.{match[1]}()' of Eigen rounds in an order of its own; "
                           "kernels/ has what to take instead")


def file_graph(node, suffixes):
    """Which node includes which; node names a file, files of one name are one node."""
    graph = collections.defaultdict(set)
    files = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*") if path.suffix in suffixes}
    for file in files:
        graph[node(pathlib.PurePath(file))]
    for include in includes():
        if include.quoted and include.path.suffix in suffixes and include.name in files:
            source, target = node(include.path), node(pathlib.PurePath(include.name))
            if source != target:
                graph[source].add(target)
    return graph


def knots(graph):
    """The strongly connected components of more than one node, largest first (Tarjan 1972)."""
    index, low, stack, on_stack, found = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for target in sorted(graph.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in on_stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            component = []
            while True:
                component.append(stack.pop())
                on_stack.discard(component[-1])
                if component[-1] == node:
                    break
            if len(component) > 1:
                found.append(sorted(component))

    sys.setrecursionlimit(10000)
    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(found, key=lambda knot: (-len(knot), knot))


def page_with(table: Table) -> str:
    """docs/architecture.md with the second column of its table of modules as src/modules.txt has it."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for i, line in enumerate(lines):
        match = re.match(r"^\| `(\w+)` \|[^|]*\|(.*)$", line)
        if match and match[1] in table.modules:
            lines[i] = f"| `{match[1]}` | {', '.join(table.modules[match[1]])} |{match[2]}"
    return "\n".join(lines) + "\n"


def page_breaches(table: Table):
    page = PAGE.read_text(encoding="utf-8")
    for module in table.modules:
        if not re.search(rf"^\| `{module}` \|", page, re.MULTILINE):
            yield f"docs/architecture.md: its table of modules lacks `{module}`"
    if page != page_with(table):
        yield "docs/architecture.md: its table of modules is not src/modules.txt; run scripts/check_layers.py --write"


def print_graph():
    graph = file_graph(lambda path: str(path.with_suffix("")), {".h", ".cpp", ".inl", ".inc"})
    print(f"{len(graph)} nodes, {sum(len(targets) for targets in graph.values())} edges")
    for knot in knots(graph):
        print(f"knot of {len(knot)}: {' '.join(knot)}")


def main() -> int:
    table = read_table()
    if "--graph" in sys.argv:
        print_graph()
        return 0
    if "--write" in sys.argv:
        PAGE.write_text(page_with(table), encoding="utf-8")
    found = [*breaches(table), *page_breaches(table)]
    print("\n".join(found) if found else "layers hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
