#!/usr/bin/env python3
"""Computes what families/falcon-rw gives, in double precision, from its weights and the ids of its lines (numpy).

  tests/reference/model/make_falcon_rw.py

The weights are a random model of transformers' FalconForCausalLM with ALiBi. Its eager attention adds ALiBi twice, once by itself and once
in the mask (transformers 4.57 to 5.24), so that its log-probabilities are not those of its usual (SDPA) attention nor of Falcon-RW's own code:
  softmax((q k + m key) / sqrt(S)), m and m key rounded to bfloat16."""
import json
import math
import pathlib
import struct

import numpy

FOLDER = pathlib.Path(__file__).resolve().parent / "families" / "falcon-rw"
CONFIG = json.loads((FOLDER / "config.json").read_text())
HEADS, WIDTH, LAYERS = CONFIG["num_attention_heads"], CONFIG["hidden_size"], CONFIG["num_hidden_layers"]
HEAD = WIDTH // HEADS


def read_weights() -> dict:
    data = (FOLDER / "model.safetensors").read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    weights = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        kind = {"F16": numpy.float16, "F32": numpy.float32}[entry["dtype"]]
        weights[name] = numpy.frombuffer(data[8 + size + begin:8 + size + end], kind).astype(numpy.float64).reshape(entry["shape"])
    return weights


def bfloat16(x: numpy.ndarray) -> numpy.ndarray:
    bits = numpy.asarray(x, numpy.float32).view(numpy.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(numpy.uint32).view(numpy.float32).astype(numpy.float64)


def slopes() -> list:
    low = 2 ** int(math.log2(HEADS))
    finer = [2 ** (-8 * i / (2 * low)) for i in range(1, 2 * low + 1, 2)]
    return [2 ** (-8 * i / low) for i in range(1, low + 1)] + finer[:HEADS - low]


def linear(weights: dict, name: str, x: numpy.ndarray) -> numpy.ndarray:
    return x @ weights[name + ".weight"].T + weights[name + ".bias"]


def norm(weights: dict, name: str, x: numpy.ndarray) -> numpy.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    root = numpy.sqrt((centred ** 2).mean(-1, keepdims=True) + CONFIG["layer_norm_epsilon"])
    return centred / root * weights[name + ".weight"] + weights[name + ".bias"]


def attention(qkv: numpy.ndarray) -> numpy.ndarray:
    count = len(qkv)
    out = numpy.zeros((count, HEADS, HEAD))
    for head, slope in enumerate(slopes()):
        bias = bfloat16(bfloat16(numpy.array([slope])) * numpy.arange(count))
        scores = (qkv[:, head, 0] @ qkv[:, head, 1].T + bias) / math.sqrt(HEAD)
        scores = numpy.where(numpy.tril(numpy.ones((count, count))) > 0, scores, -numpy.inf)
        weights = numpy.exp(scores - scores.max(-1, keepdims=True))
        out[:, head] = weights / weights.sum(-1, keepdims=True) @ qkv[:, head, 2]
    return out.reshape(count, WIDTH)


def logprobs(weights: dict, ids: list) -> numpy.ndarray:
    x = weights["transformer.word_embeddings.weight"][ids]
    for layer in range(LAYERS):
        start = f"transformer.h.{layer}."
        qkv = linear(weights, start + "self_attention.query_key_value", norm(weights, start + "input_layernorm", x))
        x = x + linear(weights, start + "self_attention.dense", attention(qkv.reshape(len(ids), HEADS, 3, HEAD)))
        inner = linear(weights, start + "mlp.dense_h_to_4h", norm(weights, start + "post_attention_layernorm", x))
        inner = inner * 0.5 * (1 + numpy.vectorize(math.erf)(inner / math.sqrt(2)))
        x = x + linear(weights, start + "mlp.dense_4h_to_h", inner)
    logits = norm(weights, "transformer.ln_f", x) @ weights["transformer.word_embeddings.weight"].T
    top = logits.max(-1, keepdims=True)
    return logits - top - numpy.log(numpy.exp(logits - top).sum(-1, keepdims=True))


def gaps(rows: numpy.ndarray) -> numpy.ndarray:
    ordered = numpy.sort(rows, -1)
    return ordered[:, -1] - ordered[:, -2]


def rewrite(name: str, change) -> None:
    path = FOLDER / name
    lines = [change(json.loads(line)) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines if line is not None))


def main() -> None:
    weights = read_weights()

    def scored(line: dict) -> dict:
        ids = line["ids"]
        rows = logprobs(weights, ids)
        return {"ids": ids, "logprob": [round(float(rows[i, ids[i + 1]]), 10) for i in range(len(ids) - 1)],
                "argmax": [int(i) for i in rows.argmax(-1)], "min_gap": round(float(gaps(rows).min()), 6)}

    def generated(line: dict):
        ids, gap = list(line["ids"]), math.inf
        for _ in line["new_ids"]:
            row = logprobs(weights, ids)[-1:]
            gap = min(gap, float(gaps(row)[0]))
            ids.append(int(row[0].argmax()))
        return {"ids": line["ids"], "new_ids": ids[len(line["ids"]):], "gap": round(gap, 6)} if gap > 1e-3 else None

    rewrite("logprobs.jsonl", scored)
    rewrite("greedy.jsonl", generated)


if __name__ == "__main__":
    main()
