"""The models that the peers read, made once: SmolLM2 as a Hugging Face folder and in other GGUF types, GPT-2's shape with random
weights, also converted for CTranslate2. Each step runs in the environment's Python and is repeated only where its result is
missing."""
import pathlib
import subprocess
import sys

# transformers reads the GGUF file but drops the step of its pre-tokenizer that sets every digit apart.
DEQUANTISE = """
import sys, torch, transformers
from tokenizers import pre_tokenizers
folder, file, out = sys.argv[1:]
read = transformers.AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
# What was read from GGUF refuses to be saved, a plain model of the same weights does not.
if hasattr(read.config, "quantization_config"):
    del read.config.quantization_config
model = type(read)(read.config).float()
model.load_state_dict(read.state_dict())
tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=file)
tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
assert tokenizer("Hello world! 123")["input_ids"] == [19556, 905, 17, 216, 33, 34, 35], "the tokenizer differs"
tokenizer.save_pretrained(out)
model.save_pretrained(out)
"""
QUANTISE = """
import sys, llama_cpp
source, target, kind = sys.argv[1:]
llama_cpp.llama_backend_init()
options = llama_cpp.llama_model_quantize_default_params()
options.ftype = int(kind)
options.allow_requantize = True
sys.exit(llama_cpp.llama_model_quantize(source.encode(), target.encode(), options))
"""
CONVERT = """
import sys, ctranslate2
ctranslate2.converters.TransformersConverter(sys.argv[1]).convert(sys.argv[2], force=True)
"""
GGUF_TYPES = {"F32": 0, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7}  # llama.cpp's numbers


class Models:
    def __init__(self, folder: pathlib.Path, root: pathlib.Path, python: pathlib.Path):
        self.folder, self.root, self.python = folder, root, python
        folder.mkdir(parents=True, exist_ok=True)

    def smollm2_gguf(self, kind="Q4_1"):
        shipped = self.root / "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"
        if kind == "Q4_1":
            if not shipped.exists():
                subprocess.run([self.root / "scripts/fetch-model", "smollm2-135m-instruct"], check=True)
            return shipped
        target = self.folder / f"SmolLM2-135M-Instruct.{kind}.gguf"
        source = self.smollm2_gguf("Q4_1" if kind == "F32" else "F32")
        return self._made(target, QUANTISE, source, target, GGUF_TYPES[kind])

    def smollm2_folder(self):
        shipped = self.smollm2_gguf()
        target = self.folder / "smollm2"
        self._made(target / "model.safetensors", DEQUANTISE, shipped.parent, shipped.name, target)
        return target

    def gpt2_folder(self):
        target = self.folder / "gpt2"
        if not (target / "config.json").exists():
            subprocess.run([self.root / "scripts/make-model", "gpt2", target], check=True)
        return target

    def gpt2_ctranslate2(self):
        target = self.folder / "gpt2-ctranslate2"
        self._made(target / "model.bin", CONVERT, self.gpt2_folder(), target)
        return target

    def _made(self, result, code, *arguments):
        if result.exists():
            return result
        print(f"making {result}", file=sys.stderr)
        done = subprocess.run([self.python, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False)
        if done.returncode != 0 or not result.exists():
            result.unlink(missing_ok=True)
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise RuntimeError(f"{result.name} could not be made: {lines[-1] if lines else done.returncode}")
        return result
