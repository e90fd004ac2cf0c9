"""Whole evaluations, from the start of the process to its end, against lm-evaluation-harness: one task file that both read."""
import json
import os
import pathlib
import subprocess
import time

MULTIPLE_CHOICE = """task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {folder}/arc.jsonl, examples: {folder}/arc_examples.jsonl}}}}
test_split: test
fewshot_split: examples
fewshot_config: {{sampler: first_n}}
num_fewshot: 5
output_type: multiple_choice
doc_to_text: "{{{{query}}}}\\nAnswer:"
doc_to_choice: choices
doc_to_target: gold
metric_list: [{{metric: acc, aggregation: mean, higher_is_better: true}}]
metadata: {{version: 1.0}}
"""
LAST_WORD = """task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {folder}/lambada.jsonl}}}}
test_split: test
output_type: loglikelihood
doc_to_text: "{{{{text.split(' ')[:-1]|join(' ')}}}}"
doc_to_target: "{{{{' ' + text.split(' ')[-1]}}}}"
metric_list: [{{metric: acc, aggregation: mean, higher_is_better: true}}]
metadata: {{version: 1.0}}
"""
SUMMARY = """task: {name}
dataset_path: json
dataset_kwargs: {{data_files: {{test: {folder}/scitldr.jsonl}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{(source|join(' ')).strip()}}}}\\nTL;DR:"
doc_to_target: "{{{{target[0]}}}}"
generation_kwargs: {{until: ["<|im_end|>"], max_gen_toks: 64, do_sample: false}}
metric_list: [{{metric: exact_match, aggregation: mean, higher_is_better: true}}]
metadata: {{version: 1.0}}
"""
# Task: YAML, its files as (name, source, first row, end row), batch of the other harness.
TASKS = {
    "arc_easy": (MULTIPLE_CHOICE, [("arc.jsonl", "arc_easy.jsonl", 0, 200), ("arc_examples.jsonl", "arc_easy.jsonl", 200, 205)], 8),
    "lambada": (LAST_WORD, [("lambada.jsonl", "lambada_test.jsonl", 0, 300)], 8),
    "tldr": (SUMMARY, [("scitldr.jsonl", "scitldr_test.jsonl", 0, 32)], 32),
}


def timed(command, environment, log):
    """Exit code, seconds, peak resident bytes of the process."""
    with open(log, "w", encoding="utf-8") as out:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, seconds, usage.ru_maxrss * 1024


class WholeProcess:
    def __init__(self, scratch: pathlib.Path, datasets: pathlib.Path, threads: int):
        self.scratch, self.threads = scratch, threads
        scratch.mkdir(parents=True, exist_ok=True)
        for task, (text, files, _) in TASKS.items():
            for name, source, first, end in files:
                rows = (datasets / source).read_text(encoding="utf-8").splitlines(keepends=True)
                (scratch / name).write_text("".join(rows[first:end]), encoding="utf-8")
            (scratch / f"peers_{task}.yaml").write_text(text.format(name=f"peers_{task}", folder=scratch), encoding="utf-8")

    def _result(self, command, log):
        variables = dict(os.environ, OMP_NUM_THREADS=str(self.threads), HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1",
                         TOKENIZERS_PARALLELISM="false")
        code, seconds, memory = timed(command, variables, log)
        if code != 0:
            said = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
            return {"error": f"exit code {code}: {said[-1] if said else ''}"}
        return {"seconds": seconds, "memory_bytes": memory}

    def coldread(self, program, model, compute, task):
        out = self.scratch / f"coldread-{compute}"
        command = [program, "run", "--model", model, "--compute", compute, "--tasks", f"peers_{task}", "--include_path",
                   self.scratch, "--out", out, "--fresh", "--threads", self.threads]
        result = self._result(command, self.scratch / f"coldread-{compute}-{task}.log")
        return result | self._score(out / "results.json", task)

    def lm_eval(self, python, model, dtype, task):
        out = self.scratch / f"lm-eval-{dtype}-{task}.json"
        for old in self.scratch.glob(f"lm-eval-{dtype}-{task}_*.json"):
            old.unlink()
        command = [python, "-m", "lm_eval", "--model", "hf", "--model_args", f"pretrained={model},dtype={dtype}", "--tasks",
                   f"peers_{task}", "--include_path", self.scratch, "--device", "cpu", "--batch_size", TASKS[task][2],
                   "--output_path", out]
        result = self._result(command, self.scratch / f"lm-eval-{dtype}-{task}.log")
        written = sorted(self.scratch.glob(f"lm-eval-{dtype}-{task}_*.json"))
        return result | self._score(written[-1], task) if written else result

    @staticmethod
    def _score(path, task):
        if not path.exists():
            return {}
        results = json.loads(path.read_text(encoding="utf-8"))["results"][f"peers_{task}"]
        scores = [value for key, value in results.items() if key.split(",")[0] in ("acc", "exact_match")]
        return {"score": scores[0]} if scores else {}
