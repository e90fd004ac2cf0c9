#include <string>

#include "base/error.h"
#include "dataset/format.h"
#include "dataset/json_lines.h"

namespace coldread {
namespace {

/// Walks SQuAD's JSON (data > paragraphs > qas > answers) and names the path of what is missing.
class Reader {
 public:
  explicit Reader(const std::string& origin) : origin_(origin) {}

  List read(const Value& root) {
    const List& articles = list(root, "data", "the file");
    for (std::size_t a = 0; a < articles.size(); ++a) {
      const std::string article = "data[" + std::to_string(a) + "]";
      const Value* title = articles[a].find("title");
      const List& paragraphs = list(articles[a], "paragraphs", article);
      for (std::size_t p = 0; p < paragraphs.size(); ++p) {
        const std::string where = article + ".paragraphs[" + std::to_string(p) + "]";
        const std::string& context = text(paragraphs[p], "context", where);
        const List& questions = list(paragraphs[p], "qas", where);
        for (std::size_t q = 0; q < questions.size(); ++q) {
          rows_.push_back(row(questions[q], title == nullptr ? Value("") : *title, context,
                              where + ".qas[" + std::to_string(q) + "]"));
        }
      }
    }
    return std::move(rows_);
  }

 private:
  const Value& member(const Value& value, std::string_view key, const std::string& where) const {
    const Value* found = value.find(key);
    if (found == nullptr) {
      throw Error(ErrorCode::input, {.file = origin_}, where + " has no '" + std::string(key) + "'");
    }
    return *found;
  }
  const List& list(const Value& value, std::string_view key, const std::string& where) const {
    const Value& found = member(value, key, where);
    if (!found.is_list())
      throw Error(ErrorCode::input, {.file = origin_}, where + "." + std::string(key) + " is no list");
    return found.as_list();
  }
  const std::string& text(const Value& value, std::string_view key, const std::string& where) const {
    const Value& found = member(value, key, where);
    if (!found.is_string()) {
      throw Error(ErrorCode::input, {.file = origin_}, where + "." + std::string(key) + " is no string");
    }
    return found.as_string();
  }

  Value row(const Value& question, const Value& title, const std::string& context, const std::string& where) const {
    List texts;
    List starts;
    for (const Value& answer : list(question, "answers", where)) {
      texts.push_back(text(answer, "text", where + ".answers"));
      starts.push_back(member(answer, "answer_start", where + ".answers"));
    }
    Dict answers;
    answers.set("text", std::move(texts));
    answers.set("answer_start", std::move(starts));
    Dict fields;
    fields.set("id", member(question, "id", where));
    fields.set("title", title);
    fields.set("context", context);
    fields.set("question", text(question, "question", where));
    fields.set("answers", std::move(answers));
    return fields;
  }

  const std::string& origin_;
  List rows_;
};

}  // namespace

/// SQuAD v1.1 and v2.0 as published: columns id, title, context, question, answers {text, answer_start}. A question
/// without an answer (v2.0) has empty lists.
DatasetFormat format_squad() {
  return {.name = "squad",
          .options = {},
          .read = [](const SourceText& source, const Dict&) { return Reader(source.origin).read(read_json(source)); },
          .is_data_set = true};
}

}  // namespace coldread
