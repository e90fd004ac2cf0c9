#pragma once

#include <filesystem>

#include "tokenizer/files/folder_reader.h"
#include "tokenizer/tokenizer_parts.h"

// The formats of tokenizers, each to parts. All throw Error(input) naming the file, what is missing in it or not
// supported.
namespace coldread {

/// From the metadata of a .gguf file.
TokenizerParts read_gguf_tokenizer(const std::filesystem::path& file);

/// From tokenizer.json of Hugging Face tokenizers and the files beside it.
TokenizerParts read_tokenizer_json(FolderReader folder);

/// From vocab.json and merges.txt, or encoder.json and vocab.bpe as OpenAI named them, and the files beside them.
TokenizerParts read_vocabulary_files(FolderReader folder, const char* vocabulary, const char* merges);

/// From a .model file of SentencePiece and the files beside it.
TokenizerParts read_sentence_piece_files(FolderReader folder, const char* model);

/// From vocab.txt, the word pieces of BERT, and the files beside it.
TokenizerParts read_word_piece_files(FolderReader folder, const char* vocabulary);

}  // namespace coldread
