"""Who takes part in a measurement: a process of ours or of a peer's that keeps its model loaded and is asked in turn."""
import json
import pathlib
import subprocess
import time

WORKER = pathlib.Path(__file__).resolve().parent / "worker.py"


class Failed(Exception):
    """The contender cannot do the work; the message says why."""


class Process:
    """Speaks JSON lines. Killed by close()."""

    def __init__(self, name, command, environment=None):
        self.name = name
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=environment)

    def ask(self, lines):
        """Sends lines in one write, reads as many answers."""
        try:
            self.process.stdin.write("".join(json.dumps(line) + "\n" for line in lines).encode())
            self.process.stdin.flush()
            return [self.answer() for _ in lines]
        except (BrokenPipeError, ValueError) as error:
            raise Failed(self._why()) from error

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failed(self._why())
        return json.loads(line)

    def _why(self):
        self.process.wait(timeout=20)
        said = [line for line in self.process.stderr.read().decode(errors="replace").splitlines() if line.strip()]
        return f"exit code {self.process.returncode}" + (f": {said[-1]}" if said else "")

    def close(self):
        self.process.kill()
        self.process.communicate()


class Peer(Process):
    def __init__(self, name, python, peer, model, option, environment):
        super().__init__(name, [python, WORKER, peer, model, option], environment)
        self.answer()

    def run(self, work, ids, tokens):
        """Seconds, and what came out."""
        answer = self.ask([{"work": work, "ids": ids, "tokens": tokens}])[0]
        return answer["seconds"], answer["check"]


class Coldread:
    def __init__(self, name, program, model, compute, threads):
        self.name = name
        options = ["--model", model, "--compute", compute, "--threads", threads]
        self.command = [program, "{}", *options]
        self.processes = {}

    def _process(self, command):
        if command not in self.processes:
            words = [command if word == "{}" else word for word in self.command]
            self.processes[command] = Process(self.name, words)
        return self.processes[command]

    def run(self, work, ids, tokens):
        if work == "generate":
            process = self._process("generate")
            lines = [{"ids": row, "max_tokens": tokens, "ignore_eos": True} for row in ids]
        else:
            process = self._process("score")
            lines = [{"ids": row, "from": 1 if work == "score_all" else len(row) - 1} for row in ids]
        start = time.perf_counter()
        answers = process.ask(lines)
        seconds = time.perf_counter() - start
        for answer in answers:
            if "error" in answer:
                raise Failed(answer["error"])
        return seconds, answers[0]["ids"] if work == "generate" else sum(answer["logprob"] for answer in answers)

    def close(self):
        for process in self.processes.values():
            process.close()
