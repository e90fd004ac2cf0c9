// `perplexity`: how well a model predicts texts of one's own.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "base/unicode.h"
#include "io/file.h"
#include "runner/perplexity.h"

namespace coldread::app {
namespace {

struct Flags {
  ModelFlags model;
  std::vector<std::string> files;
  std::int64_t stride = 0;
  std::int64_t context = 0;
  bool json = false;
};

struct Document {
  std::string file;
  ScoredText scored;
};

void set_score(const TextScore& score, Dict& dict) {
  dict.set("tokens", score.tokens);
  dict.set("bytes", score.bytes);
  dict.set("words", score.words);
  dict.set("logprob", score.logprob);
  dict.set("perplexity", score.perplexity());
  dict.set("byte_perplexity", score.byte_perplexity());
  dict.set("word_perplexity", score.word_perplexity());
  dict.set("bits_per_byte", score.bits_per_byte());
}

Dict document_dict(const Document& document) {
  Dict dict;
  dict.set("file", document.file);
  set_score(document.scored.score, dict);
  List passages;
  for (const SurprisingPassage& one : document.scored.surprising) {
    Dict passage;
    passage.set("byte", static_cast<std::int64_t>(one.byte));
    passage.set("tokens", one.tokens);
    passage.set("bits_per_token", one.bits_per_token);
    passage.set("text", one.text);
    passages.emplace_back(std::move(passage));
  }
  dict.set("surprising", std::move(passages));
  return dict;
}

void print_score(const std::string& name, const TextScore& score) {
  print_text(
      fmt::format("{}\n  {} tokens, {} bytes, {} words\n  perplexity {:.4f} a token, {:.4f} a byte, {:.4f} a word; "
                  "{:.4f} bits per byte\n",
                  name, score.tokens, score.bytes, score.words, score.perplexity(), score.byte_perplexity(),
                  score.word_perplexity(), score.bits_per_byte()));
}

void print_document(const Document& document) {
  print_score(document.file, document.scored.score);
  for (const SurprisingPassage& one : document.scored.surprising) {
    std::string text = one.text;
    std::ranges::replace(text, '\n', ' ');
    print_text(fmt::format("  {:.1f} bits a token at byte {}: {}\n", one.bits_per_token, one.byte, text));
  }
}

/// The windows' sizes, within what the model can read.
WindowOptions window_options(const Flags& flags, std::int64_t most) {
  const std::int64_t context = flags.context > 0 ? flags.context : most;
  if (context > most) {
    throw Error(ErrorCode::usage, fmt::format("--context {}: the model reads {} tokens at most", context, most));
  }
  if (flags.stride > context) {
    throw Error(
        ErrorCode::usage,
        fmt::format("--stride {} is longer than the context, {} tokens: texts would have gaps", flags.stride, context));
  }
  return {.context = context, .stride = flags.stride > 0 ? flags.stride : context};
}

std::vector<std::string> read_texts(const std::vector<std::string>& files) {
  std::vector<std::string> texts;
  for (const std::string& file : files) {
    texts.push_back(read_text_file(file));
    if (texts.back().empty()) throw Error(ErrorCode::input, {.file = file}, "is empty");
    if (!is_valid_utf8(texts.back())) {
      throw Error(ErrorCode::input, {.file = file}, "is not UTF-8, which models read; iconv -t UTF-8 converts it");
    }
  }
  return texts;
}

int measure(const Flags& flags) {
  LazyModel model(flags.model);
  const WindowOptions windows = window_options(flags, model.context_length());
  const std::vector<std::string> texts = read_texts(flags.files);
  std::vector<Document> documents;
  TextScore all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    documents.push_back({flags.files[i], score_text(model.engine(), model.tokenizer(), texts[i], windows)});
    if (documents.back().scored.score.tokens == 0)
      throw Error(ErrorCode::input, {.file = flags.files[i]}, "holds no token that can be scored");
    if (!std::isfinite(documents.back().scored.score.logprob))
      throw Error(ErrorCode::input, {.file = flags.files[i]}, "the model gives a log-probability that is not finite");
    all.add(documents.back().scored.score);
  }
  if (flags.json) {
    Dict dict;
    dict.set("model", flags.model.model);
    dict.set("compute", flags.model.compute);
    dict.set("context", windows.context);
    dict.set("stride", windows.stride);
    set_score(all, dict);
    List list;
    for (const Document& document : documents) list.emplace_back(document_dict(document));
    dict.set("documents", std::move(list));
    write_line(std::move(dict));
  } else {
    for (const Document& document : documents) print_document(document);
    if (documents.size() > 1) print_score("all " + std::to_string(documents.size()) + " files", all);
    print_text(fmt::format("windows of {} tokens, {} new ones each\n", windows.context, windows.stride));
  }
  flush_output();
  return kDone;
}

}  // namespace

void add_perplexity(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("perplexity", "how well a model predicts texts of your own");
  auto flags = std::make_shared<Flags>();
  command->add_option("file", flags->files, "text files; each is a document")->required();
  flags->model.add_to(*command);
  command
      ->add_option("--stride", flags->stride, "tokens that each window after the first scores (default: the context)")
      ->check(at_least(1));
  command
      ->add_option("--context", flags->context, "tokens that the model reads at most (default: all that it can read)")
      ->check(at_least(1));
  command->add_flag("--json", flags->json, "prints one JSON object");
  command->footer(
      "Each token is scored once. With a stride below the context, windows overlap: tokens have at least\n"
      "context - stride tokens before them, and the perplexity is lower. Words are separated by white space.\n"
      "The passages of 16 tokens that the model expected least are shown for each file.\n\n"
      "Examples:\n  coldread perplexity --model smollm2-135m-instruct docs/glossary.md\n"
      "  coldread perplexity --model smollm2-135m-instruct --stride 16 --json docs/glossary.md");
  command->callback([flags, &exit_code] { exit_code = measure(*flags); });
}

}  // namespace coldread::app
