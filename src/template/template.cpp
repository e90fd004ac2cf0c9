#include "template/template.h"

#include "template/render/renderer.h"
#include "template/syntax/ast.h"
#include "template/syntax/lexer.h"
#include "template/syntax/parser.h"
#include "template/values/characters.h"
#include "template/values/fault.h"

namespace coldread {
namespace {

using jinja::Fault;

/// The place of a byte offset; first is where the text's first character stands.
Place place_at(std::string_view text, std::size_t offset, const Place& first) {
  Place place = first;
  if (place.file.empty()) place.file = "template";
  if (place.line == 0) place.line = 1;
  if (place.column == 0) place.column = 1;
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if (!jinja::continues_character(text[i])) {
      ++place.column;
    }
  }
  return place;
}

[[noreturn]] void rethrow(const Fault& fault, std::string_view text, const Place& first) {
  const std::size_t offset = fault.offset == Fault::kNoOffset ? 0 : fault.offset;
  std::string message = fault.message;
  if (fault.opened != Fault::kNoOffset) {
    const Place opened = place_at(text, fault.opened, first);
    message = "'" + std::string(text.substr(fault.opened, 2)) + "' at " + std::to_string(opened.line) + ":" +
              std::to_string(opened.column) + " " + message;
  }
  throw Error(ErrorCode::usage, place_at(text, offset, first), message);
}

}  // namespace

struct Template::Program {
  std::string source;
  std::string text;  ///< line breaks normalised: what offsets count in
  Place place;
  TemplateLimits limits;
  TemplateDialect dialect;
  jinja::Ast ast;
};

Template::Template(std::string_view source, const Place& place, const TemplateLimits& limits, TemplateDialect dialect)
    : program_(std::make_unique<Program>()) {
  Program& program = *program_;
  program.source = source;
  program.text = jinja::normalise_newlines(source);
  program.place = place;
  program.limits = limits;
  program.dialect = dialect;
  const bool chat = dialect == TemplateDialect::chat;
  if (chat && program.text.ends_with('\n')) program.text.pop_back();
  try {
    auto tokens = jinja::tokenize(program.text, {.trim_blocks = chat, .lstrip_blocks = chat});
    program.ast = jinja::Parser(std::move(tokens), dialect, limits.depth).parse();
  } catch (const Fault& fault) {
    rethrow(fault, program.text, place);
  }
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const Value& context, const CalendarDate& today) const {
  try {
    jinja::Renderer renderer(program_->ast, context, program_->limits, program_->dialect);
    renderer.set_today(today);
    return renderer.run();
  } catch (const Fault& fault) {
    rethrow(fault, program_->text, program_->place);
  }
}

const std::string& Template::source() const {
  return program_->source;
}

}  // namespace coldread
