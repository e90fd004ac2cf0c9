#include "tokenizer/files/sentence_piece_model.h"

#include "io/protobuf.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

using Field = ProtobufReader::Field;

template <typename Take>
void for_each_field(const Field& message, const std::string& origin, const Take& take) {
  ProtobufReader reader(message.bytes, origin);
  while (const auto field = reader.next()) take(*field);
}

SentencePieceModel::Piece read_piece(const Field& message, const std::string& origin) {
  SentencePieceModel::Piece piece;
  for_each_field(message, origin, [&](const Field& field) {
    if (field.number == 1) piece.text = field.bytes;
    if (field.number == 2) piece.score = field.real();
    if (field.number == 3) {
      if (field.integer < 1 || field.integer > 6) fail_in(origin, "has a piece of an unknown type");
      piece.kind = static_cast<SentencePieceModel::Kind>(field.integer);
    }
  });
  return piece;
}

/// Ids are 32-bit integers; a negative one says that there is no such token.
std::optional<TokenId> id_of(const Field& field) {
  const auto id = static_cast<std::int32_t>(static_cast<std::uint32_t>(field.integer));
  return id < 0 ? std::nullopt : std::optional<TokenId>(id);
}

void read_trainer(const Field& message, const std::string& origin, SentencePieceModel& model) {
  for_each_field(message, origin, [&](const Field& field) {
    if (field.number == 3) {
      if (field.integer != 1 && field.integer != 2) {
        fail_in(origin,
                "is a SentencePiece model of words or characters, which is not supported; expected unigram or BPE");
      }
      model.unigram = field.integer == 1;
    }
    if (field.number == 24) model.suffix_mark = field.flag();
    if (field.number == 35) model.byte_fallback = field.flag();
    if (field.number == 40) model.unknown = id_of(field);
    if (field.number == 41) model.bos = id_of(field);
    if (field.number == 42) model.eos = id_of(field);
    if (field.number == 43) model.pad = id_of(field);
  });
}

void read_normalizer(const Field& message, const std::string& origin, SentencePieceModel& model) {
  for_each_field(message, origin, [&](const Field& field) {
    if (field.number == 2) model.charsmap = field.bytes;
    if (field.number == 3) model.prefix = field.flag();
    if (field.number == 4) model.collapses_spaces = field.flag();
    if (field.number == 5 && !field.flag()) {
      fail_in(origin, "is a SentencePiece model that keeps spaces as they are, which is not supported");
    }
  });
}

}  // namespace

SentencePieceModel parse_sentence_piece_model(std::string_view bytes, const std::string& origin) {
  SentencePieceModel model;
  model.unknown = 0;
  model.bos = 1;
  model.eos = 2;
  ProtobufReader reader(bytes, origin);
  while (const auto field = reader.next()) {
    if (field->number == 1) model.pieces.push_back(read_piece(*field, origin));
    if (field->number == 2) read_trainer(*field, origin, model);
    if (field->number == 3) read_normalizer(*field, origin, model);
  }
  if (model.pieces.empty()) fail_in(origin, "holds no pieces: it is no SentencePiece model");
  if (model.suffix_mark) {
    fail_in(origin, "is a SentencePiece model that marks the ends of words, which is not supported");
  }
  for (auto* id : {&model.unknown, &model.bos, &model.eos, &model.pad}) {
    if (*id && static_cast<std::size_t>(**id) >= model.pieces.size()) id->reset();
  }
  // The types of the pieces say it, too, whatever the trainer's settings were.
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    if (model.pieces[i].kind == SentencePieceModel::Kind::unknown) model.unknown = static_cast<TokenId>(i);
  }
  return model;
}

}  // namespace coldread
