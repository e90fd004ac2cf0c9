"""One peer with one model, alive between measurements: reads a JSON line {"work", "ids", "tokens"}, does the work, answers
{"seconds", "check"}. check: the summed log-probability of scored tokens, or the ids generated first.

  worker.py transformers FOLDER float32|bfloat16
  worker.py ctranslate2 FOLDER float32|int8
  worker.py llama.cpp FILE.gguf -"""
import json
import os
import sys
import time

THREADS = int(os.environ.get("PEER_THREADS", os.cpu_count()))


class Transformers:
    def __init__(self, folder, dtype):
        import torch
        import transformers

        torch.set_num_threads(THREADS)
        self.torch = torch
        self.model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()

    def score_all(self, ids, _):
        """The row of every position, as a harness that scores each token does it."""
        torch = self.torch
        with torch.inference_mode():
            inputs = torch.tensor(ids)
            logits = self.model(inputs[:, :-1], use_cache=False).logits
            logprobs = torch.log_softmax(logits.float(), dim=-1)
            return float(logprobs.gather(2, inputs[:, 1:].unsqueeze(-1)).double().sum())

    def score_last(self, ids, _):
        torch = self.torch
        with torch.inference_mode():
            inputs = torch.tensor(ids)
            logits = self.model(inputs[:, :-1], use_cache=False, logits_to_keep=1).logits[:, -1]
            return float(torch.log_softmax(logits.float(), dim=-1).gather(1, inputs[:, -1:]).double().sum())

    def generate(self, ids, tokens):
        torch = self.torch
        with torch.inference_mode():
            inputs = torch.tensor(ids)
            output = self.model.generate(inputs, attention_mask=torch.ones_like(inputs), do_sample=False,
                                         max_new_tokens=tokens, min_new_tokens=tokens, pad_token_id=0)
        return output[0, len(ids[0]):].tolist()


class CTranslate2:
    def __init__(self, folder, compute):
        import ctranslate2

        self.model = ctranslate2.Generator(folder, compute_type=compute, intra_threads=THREADS)
        with open(os.path.join(folder, "vocabulary.json"), encoding="utf-8") as file:
            self.tokens = json.load(file)

    def _texts(self, ids):
        return [[self.tokens[i] for i in row] for row in ids]

    def score_all(self, ids, _):
        results = self.model.score_batch(self._texts(ids), max_batch_size=0)
        return float(sum(sum(result.log_probs) for result in results))

    def generate(self, ids, tokens):
        results = self.model.generate_batch(self._texts(ids), max_length=tokens, min_length=tokens, beam_size=1,
                                            include_prompt_in_result=False)
        return results[0].sequences_ids[0]


class LlamaCpp:
    def __init__(self, path, _):
        import llama_cpp

        self.api = llama_cpp
        self.silence = llama_cpp.llama_log_callback(lambda *_: None)  # kept: the library calls it as long as it runs
        llama_cpp.llama_log_set(self.silence, None)
        llama_cpp.llama_backend_init()
        model_options = llama_cpp.llama_model_default_params()
        model_options.n_gpu_layers = 0
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), model_options)
        if not self.model:
            raise RuntimeError("llama.cpp cannot load " + path)
        options = llama_cpp.llama_context_default_params()
        options.n_ctx = 32 * 256
        options.n_batch = options.n_ubatch = 2048
        options.n_seq_max = 32
        options.kv_unified = True
        options.n_threads = options.n_threads_batch = THREADS
        self.context = llama_cpp.llama_init_from_model(self.model, options)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))

    def _decode(self, rows, first):
        """rows: (sequence, ids); logits of each row's last token, whose index in the batch is returned."""
        api = self.api
        count = sum(len(ids) for _, ids in rows)
        batch = api.llama_batch_init(count, 0, 1)
        last, n = [], 0
        for sequence, ids in rows:
            for position, token in enumerate(ids):
                batch.token[n], batch.pos[n] = token, first + position
                batch.n_seq_id[n], batch.seq_id[n][0] = 1, sequence
                batch.logits[n] = position + 1 == len(ids)
                n += 1
            last.append(n - 1)
        batch.n_tokens = count
        status = api.llama_decode(self.context, batch)
        api.llama_batch_free(batch)
        if status != 0:
            raise RuntimeError(f"llama_decode answers {status}")
        return last

    def _row(self, index):
        import numpy

        return numpy.ctypeslib.as_array(self.api.llama_get_logits_ith(self.context, index), shape=(self.vocabulary,))

    def _clear(self):
        self.api.llama_memory_clear(self.api.llama_get_memory(self.context), True)

    def score_last(self, ids, _):
        """Sequence by sequence, 512 tokens at a time: how its own tools score."""
        import numpy

        total = 0.0
        for row in ids:
            self._clear()
            logits = self._row(self._decode([(0, row[:-1])], 0)[0]).astype(numpy.float64)
            top = logits.max()
            total += logits[row[-1]] - top - numpy.log(numpy.exp(logits - top).sum())
        return float(total)

    def generate(self, ids, tokens):
        self._clear()
        width = len(ids[0])
        per_batch = max(1, 2048 // width)
        fresh = [[] for _ in ids]
        for start in range(0, len(ids), per_batch):
            rows = [(s, ids[s]) for s in range(start, min(start + per_batch, len(ids)))]
            for (sequence, _), index in zip(rows, self._decode(rows, 0)):
                fresh[sequence].append(int(self._row(index).argmax()))
        for step in range(1, tokens):
            rows = [(s, [fresh[s][-1]]) for s in range(len(ids))]
            for (sequence, _), index in zip(rows, self._decode(rows, width + step - 1)):
                fresh[sequence].append(int(self._row(index).argmax()))
        return fresh[0]


PEERS = {"transformers": Transformers, "ctranslate2": CTranslate2, "llama.cpp": LlamaCpp}


def main():
    peer = PEERS[sys.argv[1]](sys.argv[2], sys.argv[3])
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        start = time.perf_counter()
        check = getattr(peer, job["work"])(job["ids"], job["tokens"])
        print(json.dumps({"seconds": time.perf_counter() - start, "check": check}), flush=True)


if __name__ == "__main__":
    main()
