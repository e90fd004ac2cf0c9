#!/usr/bin/env python3
"""Makes families/minicpm: a tiny random MiniCPM with what its formulas give, in double precision and in plain Python.

  tests/reference/model/make_minicpm.py

transformers has no MiniCPM; the formulas are those of its own code (openbmb/MiniCPM-2B, modeling_minicpm.py), a Llama with
  x = scale_emb E[token];  x += r attention(norm(x)), x += r feed_forward(norm(x)) with r = scale_depth / sqrt(layers);
  logits = W_head norm(x) / (hidden_size / dim_model_base)."""
import json
import math
import pathlib
import random
import struct

FOLDER = pathlib.Path(__file__).resolve().parent / "families" / "minicpm"
WIDTH, INNER, HEADS, KV_HEADS, LAYERS, VOCABULARY, THETA, EPSILON = 24, 40, 4, 2, 3, 90, 10000.0, 1e-5
HEAD = WIDTH // HEADS
SCALE_EMB, SCALE_DEPTH, DIM_MODEL_BASE = 7.0, 1.4, 8
CONFIG = {"architectures": ["MiniCPMForCausalLM"], "auto_map": {"AutoModelForCausalLM": "modeling_minicpm.MiniCPMForCausalLM"},
          "model_type": "minicpm", "hidden_size": WIDTH, "intermediate_size": INNER, "num_attention_heads": HEADS,
          "num_key_value_heads": KV_HEADS, "num_hidden_layers": LAYERS, "vocab_size": VOCABULARY, "max_position_embeddings": 256,
          "rms_norm_eps": EPSILON, "rope_theta": THETA, "hidden_act": "silu", "scale_emb": SCALE_EMB, "scale_depth": SCALE_DEPTH,
          "dim_model_base": DIM_MODEL_BASE, "torch_dtype": "float32", "tie_word_embeddings": False}


def float32(x: float) -> float:
    return struct.unpack("<f", struct.pack("<f", x))[0]


def make_weights(rng: random.Random) -> dict:
    weights = {}

    def add(name: str, rows: int, columns: int = 0, scale: float = 0.0) -> None:
        count = rows * max(columns, 1)
        values = [float32(rng.gauss(0, scale) if columns else 1 + rng.gauss(0, 0.2)) for _ in range(count)]
        weights[name] = ([rows, columns] if columns else [rows], values)

    add("model.embed_tokens.weight", VOCABULARY, WIDTH, 0.3)
    for layer in range(LAYERS):
        start = f"model.layers.{layer}."
        add(start + "input_layernorm.weight", WIDTH)
        for name, rows in (("q", WIDTH), ("k", KV_HEADS * HEAD), ("v", KV_HEADS * HEAD), ("o", WIDTH)):
            add(f"{start}self_attn.{name}_proj.weight", rows, WIDTH, 0.35)
        add(start + "post_attention_layernorm.weight", WIDTH)
        for name, rows, columns in (("gate", INNER, WIDTH), ("up", INNER, WIDTH), ("down", WIDTH, INNER)):
            add(f"{start}mlp.{name}_proj.weight", rows, columns, 0.35)
    add("model.norm.weight", WIDTH)
    add("lm_head.weight", VOCABULARY, WIDTH, 1.2)
    return weights


def write_safetensors(path: pathlib.Path, weights: dict) -> None:
    header, data = {}, b""
    for name in sorted(weights):
        shape, values = weights[name]
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


class Model:
    """Positions one after the other, with the keys and values of those before."""

    def __init__(self, weights: dict):
        self.weights = weights
        self.keys = [[] for _ in range(LAYERS)]
        self.values = [[] for _ in range(LAYERS)]

    def product(self, name: str, x: list) -> list:
        (rows, columns), w = self.weights[name + ".weight"]
        return [math.fsum(w[n * columns + k] * x[k] for k in range(columns)) for n in range(rows)]

    def norm(self, name: str, x: list) -> list:
        root = math.sqrt(math.fsum(v * v for v in x) / len(x) + EPSILON)
        return [v / root * g for v, g in zip(x, self.weights[name + ".weight"][1])]

    @staticmethod
    def turn(x: list, position: int) -> list:
        result = list(x)
        for start in range(0, len(x), HEAD):
            for i in range(HEAD // 2):
                angle = position * THETA ** (-2 * i / HEAD)
                a, b = x[start + i], x[start + i + HEAD // 2]
                result[start + i] = a * math.cos(angle) - b * math.sin(angle)
                result[start + i + HEAD // 2] = b * math.cos(angle) + a * math.sin(angle)
        return result

    def attention(self, layer: int, q: list) -> list:
        result = []
        for head in range(HEADS):
            shared = head // (HEADS // KV_HEADS) * HEAD
            scores = [math.fsum(q[head * HEAD + d] * k[shared + d] for d in range(HEAD)) / math.sqrt(HEAD) for k in self.keys[layer]]
            top = max(scores)
            weights = [math.exp(s - top) for s in scores]
            total = math.fsum(weights)
            result += [math.fsum(w * v[shared + d] for w, v in zip(weights, self.values[layer])) / total for d in range(HEAD)]
        return result

    def step(self, token: int) -> list:
        """ln p of every token after this one."""
        position = len(self.keys[0])
        factor = SCALE_DEPTH / math.sqrt(LAYERS)
        x = [SCALE_EMB * v for v in self.weights["model.embed_tokens.weight"][1][token * WIDTH:(token + 1) * WIDTH]]
        for layer in range(LAYERS):
            start = f"model.layers.{layer}."
            h = self.norm(start + "input_layernorm", x)
            self.keys[layer].append(self.turn(self.product(start + "self_attn.k_proj", h), position))
            self.values[layer].append(self.product(start + "self_attn.v_proj", h))
            q = self.turn(self.product(start + "self_attn.q_proj", h), position)
            x = [a + factor * b for a, b in zip(x, self.product(start + "self_attn.o_proj", self.attention(layer, q)))]
            h = self.norm(start + "post_attention_layernorm", x)
            gate, up = self.product(start + "mlp.gate_proj", h), self.product(start + "mlp.up_proj", h)
            inner = [g / (1 + math.exp(-g)) * u for g, u in zip(gate, up)]
            x = [a + factor * b for a, b in zip(x, self.product(start + "mlp.down_proj", inner))]
        x = [v / (WIDTH / DIM_MODEL_BASE) for v in self.norm("model.norm", x)]
        logits = self.product("lm_head", x)
        top = max(logits)
        partition = top + math.log(math.fsum(math.exp(v - top) for v in logits))
        return [v - partition for v in logits]


def gap(logprobs: list) -> float:
    first, second = sorted(logprobs)[:-3:-1]
    return first - second


def score(weights: dict, ids: list) -> dict:
    model = Model(weights)
    rows = [model.step(token) for token in ids]
    return {"ids": ids, "logprob": [round(row[token], 10) for row, token in zip(rows, ids[1:])],
            "argmax": [row.index(max(row)) for row in rows], "min_gap": round(min(map(gap, rows)), 6)}


def generate(weights: dict, ids: list, count: int) -> dict:
    model = Model(weights)
    rows = [model.step(token) for token in ids]
    made, gaps = [], []
    while len(made) < count:
        made.append(rows[-1].index(max(rows[-1])))
        gaps.append(gap(rows[-1]))
        rows.append(model.step(made[-1]))
    return {"ids": ids, "new_ids": made, "gap": round(min(gaps), 6)}


def main() -> None:
    rng = random.Random(32)
    FOLDER.mkdir(parents=True, exist_ok=True)
    weights = make_weights(rng)
    write_safetensors(FOLDER / "model.safetensors", weights)
    (FOLDER / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "meta.json").write_text(json.dumps({"kind": "clm", "tolerance": 5e-4}) + "\n", encoding="utf-8")
    texts = [[rng.randrange(VOCABULARY) for _ in range(length)] for length in (2, 5, 17, 70)]
    lines = [json.dumps(score(weights, ids)) for ids in texts]
    (FOLDER / "logprobs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = [json.dumps(generate(weights, ids[:8], 12)) for ids in texts[1:]]
    (FOLDER / "greedy.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
