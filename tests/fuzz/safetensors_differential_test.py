"""Damaged safetensors files are accepted and refused as the package safetensors does it, but for what is listed here."""
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("COLDREAD", str(ROOT / "build/coldread")))
VERDICTS = PROGRAM.parent / "tests/safetensors_verdicts"
PACKAGE = "safetensors==0.8.0"
ORACLE = PROGRAM.parent / "safetensors-oracle"
MUTANTS = int(os.environ.get("COLDREAD_MUTANTS", "800"))


def oracle():
    """The package's deserialize, or the reason why there is none."""
    if not ORACLE.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", ORACLE, PACKAGE]
        try:
            result = subprocess.run(pip, capture_output=True, text=True, timeout=120, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return None, f"pip: {error}"
        if result.returncode != 0:
            return None, (result.stderr.strip().splitlines() or ["pip failed"])[-1]
    sys.path.insert(0, str(ORACLE))
    try:
        from safetensors import deserialize  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        return None, str(error)
    return deserialize, ""


def file_of(header, data):
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def seeds():
    f32, i64, bf16 = ("F32", 4), ("I64", 8), ("BF16", 2)
    shapes = [[("a", f32, [2, 3]), ("b", bf16, [5]), ("c", i64, [])], [("w", f32, [4])], [], [("x", ("U8", 1), [0, 7]), ("y", ("BOOL", 1), [3])],
              [("h", ("F16", 2), [1, 1, 1, 1, 1, 1]), ("f8", ("F8_E4M3", 1), [2]), ("d", ("F64", 8), [2])]]
    for tensors in shapes:
        header, data = {}, b""
        for name, (kind, size), shape in tensors:
            count = size
            for n in shape:
                count *= n
            header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + count]}
            data += bytes(range(count))
        yield header, data
        yield {"__metadata__": {"format": "pt", "ü": "\n"}, **header}, data


NUMBERS = [0, 1, 2, 3, 7, 8, 12, 24, -1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**30, 1.0, 1.5, "1", None, True, [], {}]
KINDS = ["F32", "F16", "BF16", "F64", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL", "C64", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3",
         "F6_E3M2", "F4", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "f32", "F33", "", None, 4]
PIECES = [b" ", b"\t", b"\n", b"\0", b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud83d", b"\xff", b"\xc3\xa9", b"-0", b"1e0", b"0.0", b"00", b"/**/",
          b'"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},', b'"__metadata__":{},', b"NaN", b"null", b"true"]


def changed_value(value, rng):
    """The header with one thing in it replaced."""
    value = json.loads(json.dumps(value))
    if not value:
        value["n"] = {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}
    name = rng.choice(list(value))
    entry = value[name]
    choice = rng.randrange(9)
    if name == "__metadata__":
        value[name] = rng.choice([None, {}, {"a": 1}, {"a": None}, [], "x", {"a": {"b": "c"}}, {"a": "b", "c": ""}])
    elif choice == 0:
        entry["dtype"] = rng.choice(KINDS)
    elif choice == 1:
        entry["shape"] = rng.choice([[], [0], [1], [2, 3], [3, 2], [6], [2**32, 2**32], [2**63, 2], [1] * 20, [1] * 70, [-1], [2, 3, 0], None, "x", {}])
    elif choice == 2 and entry["shape"]:
        entry["shape"][rng.randrange(len(entry["shape"]))] = rng.choice(NUMBERS)
    elif choice in (3, 4):
        entry["data_offsets"][rng.randrange(2)] = rng.choice(NUMBERS)
    elif choice == 5:
        entry["data_offsets"] = rng.choice([[], [0], [0, 0, 0], [8, 0], None, "x", {"0": 0}, entry["data_offsets"][::-1]])
    elif choice == 6:
        del entry[rng.choice(list(entry))]
    elif choice == 7:
        entry[rng.choice(["extra", "Shape", "dtype "])] = rng.choice([1, None, "x", [[[]]], {"a": {"b": []}}])
    else:
        value[name] = rng.choice([None, [], 1, "x", {}, list(entry.values()), {**entry, "dtype": "U8"}])
    return value


def mutant(rng, whole):
    header, data = rng.choice(whole)
    choice = rng.randrange(10)
    if choice < 5:
        return file_of(changed_value(header, rng), data)
    bytes_ = bytearray(file_of(header, data))
    end = 8 + struct.unpack("<Q", bytes_[:8])[0]
    if choice == 5:
        bytes_[rng.randrange(len(bytes_))] ^= 1 << rng.randrange(8)
    elif choice == 6:
        struct.pack_into("<Q", bytes_, 0, rng.choice([0, 1, 2, end - 9, end - 7, end + 3, 100_000_000, 100_000_001, 2**63, 2**64 - 1, 2**64 - 8]))
    elif choice == 7:
        return bytes(bytes_[:rng.randrange(len(bytes_) + 1)]) if rng.random() < 0.6 else bytes(bytes_) + b"\0" * rng.randrange(1, 9)
    else:  # a piece put in or a stretch taken out of the header, whose length is told right
        text = bytes(bytes_[8:end])
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(PIECES) + text[at + rng.choice([0, 0, 1, 2]):] if rng.random() < 0.8 else text[:at] + text[at + rng.randrange(8):]
        return file_of(text, data)
    return bytes(bytes_)


def allowed(ours, theirs):
    """Why the two may disagree on this file; "" where there is no reason."""
    if not theirs.startswith("accepted"):
        return "-0 is a whole number here, none for the package" if "floating point `-0.0`" in theirs else ""
    if "no integer from 0 to 2^63" in ours:
        return "a dimension beyond 2^63 beside one of 0: no such tensor can be addressed"
    if "stands twice" in ours:
        return "a name stands twice: the format forbids it, the package takes one of them"
    if "needs the string 'dtype'" in ours:
        return "a tensor is a list: the format says an object, the package takes its members by their order"
    if "does not begin with {" in ours:
        return "the header begins with white space: the format forbids it, the package passes over it"
    return ""


class Differential(unittest.TestCase):
    def test_verdicts_agree(self):
        deserialize, reason = oracle()
        if deserialize is None:
            print("skipped: fuzz.safetensors_differential: the package safetensors cannot be had:", reason)
            sys.exit(77)
        rng = random.Random(20240817)
        whole = list(seeds())
        contents = [file_of(*seed) for seed in whole] + [mutant(rng, whole) for _ in range(MUTANTS)]
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for i, content in enumerate(contents):
                paths.append(pathlib.Path(folder) / f"{i}.safetensors")
                paths[-1].write_bytes(content)
            result = subprocess.run([VERDICTS], input="".join(f"{path}\n" for path in paths), capture_output=True, text=True, timeout=300,
                                    check=True, errors="replace")
        verdicts = result.stdout.splitlines()
        self.assertEqual(len(verdicts), len(contents))
        accepted, excused, differences = 0, {}, []
        for content, ours in zip(contents, verdicts):
            try:
                deserialize(content)
                theirs = "accepted"
            except Exception as error:  # pylint: disable=broad-except
                theirs = f"refused: {error}"
            accepted += theirs == "accepted"
            if theirs.startswith("accepted") == ours.startswith("accepted"):
                continue
            why = allowed(ours, theirs)
            if why:
                excused[why] = excused.get(why, 0) + 1
            else:
                differences.append((content[:300], ours, theirs))
        print(f"{len(contents)} files, {accepted} of them accepted by {PACKAGE}, {len(differences)} judged otherwise; excused: {excused}")
        self.assertEqual(differences[:10], [])
        self.assertGreater(accepted, len(whole))


if __name__ == "__main__":
    unittest.main()
