#include <charconv>
#include <map>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "io/json_data.h"
#include "report/files.h"
#include "template/template.h"

namespace coldread {
namespace {

/// One line of a samples file, with the errors of it.
struct Line {
  const Value& value;
  Place place;

  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorCode::input, place, what); }
  const Value& member(const Value& of, std::string_view key) const {
    const Value* found = of.find(key);
    if (found == nullptr) fail("lacks \"" + std::string(key) + "\"");
    return *found;
  }
  std::string text(std::string_view key) const {
    const Value& found = member(value, key);
    return found.is_string() ? found.as_string() : to_json(found);
  }
  std::int64_t integer(const Value& of, std::string_view key) const {
    const Value& found = member(of, key);
    if (!found.is_int()) fail("\"" + std::string(key) + "\" is no integer");
    return found.as_int();
  }
};

std::vector<TokenId> ids_of(const Value* list) {
  std::vector<TokenId> ids;
  if (list == nullptr || !list->is_list()) return ids;
  for (const Value& id : list->as_list()) ids.push_back(id.is_int() ? static_cast<TokenId>(id.as_int()) : -1);
  return ids;
}

std::vector<float> logprobs_of(const Value* list) {
  std::vector<float> numbers;
  if (list == nullptr || !list->is_list()) return numbers;
  for (const Value& number : list->as_list()) {
    numbers.push_back(number.is_number() ? static_cast<float>(number.as_number()) : 0.0F);
  }
  return numbers;
}

std::string string_or_json(const Value& value) {
  return value.is_string() ? value.as_string() : to_json(value);
}

decltype(Request::body) body_of(const std::string& output_type, const Value& arguments) {
  const Value* first = arguments.find("arg_0");
  const Value* second = arguments.find("arg_1");
  if (first == nullptr) return RollingLogLikelihood{};
  if (second == nullptr) return RollingLogLikelihood{string_or_json(*first)};
  if (output_type == "generate_until" || second->is_dict()) {
    Generate generate;
    if (first->is_list()) {
      generate.prompt = ids_of(first);
    } else {
      generate.prompt = string_or_json(*first);
    }
    if (const Value* until = second->find("until"); until != nullptr && until->is_list()) {
      for (const Value& stop : until->as_list()) generate.until.push_back(string_or_json(stop));
    }
    if (const Value* most = second->find("max_gen_toks"); most != nullptr && most->is_int()) {
      generate.max_tokens = most->as_int();
    }
    return generate;
  }
  return LogLikelihood{string_or_json(*first), string_or_json(*second)};
}

StopReason stop_of(const Value* name) {
  if (name != nullptr && name->is_string() && name->as_string() == "eos") return StopReason::end_of_text;
  return name != nullptr && name->is_string() && name->as_string() == "until" ? StopReason::until : StopReason::length;
}

/// A number that lm-evaluation-harness writes as text.
double number_of(const Value& value) {
  if (value.is_number()) return value.as_number();
  double number = 0;
  if (value.is_string()) {
    const std::string& text = value.as_string();
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

/// answer: the element of resps, null where the request failed.
Response response_of(const Value& details, const Value& answer) {
  if (const Value* failure = details.find("failure")) return RequestFailure{string_or_json(*failure)};
  const auto count = [&](const char* key) {
    const Value* found = details.find(key);
    return found != nullptr && found->is_int() ? found->as_int() : std::int64_t{0};
  };
  if (const Value* stop = details.find("stop")) {
    return GeneratedText{.text = answer.is_string() ? answer.as_string() : "",
                         .ids = ids_of(details.find("ids")),
                         .logprobs = logprobs_of(details.find("token_logprobs")),
                         .stop = stop_of(stop),
                         .context_tokens = count("context_tokens"),
                         .truncated_tokens = count("truncated_tokens")};
  }
  TokenScores scores{.ids = ids_of(details.find("ids")),
                     .logprobs = logprobs_of(details.find("token_logprobs")),
                     .total = 0,
                     .is_greedy = false,
                     .context_tokens = count("context_tokens"),
                     .truncated_tokens = count("truncated_tokens")};
  if (answer.is_list() && answer.as_list().size() == 2) {
    scores.total = number_of(answer.as_list()[0]);
    scores.is_greedy = answer.as_list()[1] == Value("True");
  } else {
    scores.total = number_of(answer);
  }
  return scores;
}

/// The file holds Python's str() of a target; a list of references is read back as one.
Value target_of(const std::string& text, const TaskFacts& task) {
  if (task.output_type == "loglikelihood_rolling" && text == "None") return {};  // a text is its own target
  if (!text.starts_with('[') || !text.ends_with(']')) return text;
  try {
    return literal_eval(text);
  } catch (const Error&) {
    return text;
  }
}

void read_requests(const Line& line, const TaskFacts& task, Sample& sample) {
  const Value& arguments = line.member(line.value, "arguments");
  const Value& responses = line.member(line.value, "resps");
  const Value& details = line.member(line.member(line.value, "coldread"), "requests");
  if (!arguments.is_dict() || !responses.is_list() || !details.is_list()) line.fail("is no sample of coldread");
  std::map<std::int64_t, std::size_t> places;  // of the choices among the arguments, in order of appearance
  std::map<std::size_t, std::size_t> taken;    // responses used of each
  for (const Value& one : details.as_list()) {
    const std::int64_t choice = line.integer(one, "choice");
    const std::size_t at = places.emplace(choice, places.size()).first->second;
    const Value* asked = arguments.find("gen_args_" + std::to_string(at));
    if (asked == nullptr || at >= responses.as_list().size()) line.fail("has fewer arguments than answers");
    const List& answers = responses.as_list()[at].as_list();
    const bool failed = one.find("failure") != nullptr;
    const std::size_t next = failed ? answers.size() : taken[at]++;
    SampleRequest request;
    request.request.key = {.task = task.name,
                           .document = sample.document,
                           .choice = static_cast<std::int32_t>(choice),
                           .repeat = static_cast<std::int32_t>(line.integer(one, "repeat"))};
    request.request.body = body_of(task.output_type, *asked);
    request.response = response_of(one, next < answers.size() ? answers[next] : Value());
    request.token_bytes = ids_of(one.find("token_bytes"));
    sample.requests.push_back(std::move(request));
  }
}

void read_outcome(const Line& line, const TaskFacts& task, Sample& sample) {
  FilteredOutcome outcome{.filter = line.text("filter"), .responses = {}, .metrics = {}, .stats = {}};
  if (const Value& filtered = line.member(line.value, "filtered_resps"); filtered.is_list()) {
    outcome.responses = filtered.as_list();
    for (Value& response : outcome.responses) {
      // A log-likelihood alone, which the file holds as text.
      if (task.output_type == "loglikelihood_rolling" && response.is_string()) response = number_of(response);
    }
  }
  const Value& metrics = line.member(line.value, "metrics");
  if (!metrics.is_list()) line.fail("\"metrics\" is no list");
  const Value* stats = line.member(line.value, "coldread").find("stats");
  for (const Value& name : metrics.as_list()) {
    if (!name.is_string()) line.fail("\"metrics\" is no list of names");
    outcome.metrics.emplace_back(name.as_string(), line.member(line.value, name.as_string()));
    std::vector<double> numbers;
    const Value* own = stats == nullptr ? nullptr : stats->find(name.as_string());
    if (own != nullptr && own->is_list()) {
      for (const Value& number : own->as_list()) numbers.push_back(number_of(number));
    }
    outcome.stats.push_back(std::move(numbers));
  }
  const Value* no_match = line.member(line.value, "coldread").find("no_match");
  outcome.no_match = no_match != nullptr && *no_match == Value(true);
  if (!outcome.metrics.empty()) sample.outcomes.push_back(std::move(outcome));
}

}  // namespace

void read_samples(const std::filesystem::path& file, std::size_t run, const TaskFacts& task, Report& report) {
  const std::string name = file.string();
  const std::string text = read_text_file(file);
  std::map<std::int64_t, std::size_t> known;  // document -> index into report.samples
  int number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    ++number;
    const Value value =
        parse_json_data(std::string_view(text).substr(start, end - start), {.origin = name, .first_line = number});
    start = end + 1;
    const Line line{value, {.file = file.string(), .line = number}};
    const std::int64_t document = line.integer(value, "doc_id");
    const auto [place, is_new] = known.emplace(document, report.samples.size());
    if (is_new) {
      Sample sample;
      sample.run = run;
      sample.task = task.name;
      sample.document = document;
      sample.fields = line.member(value, "doc");
      sample.target = target_of(line.text("target"), task);
      sample.document_hash = line.text("doc_hash");
      sample.prompt_hash = line.text("prompt_hash");
      sample.target_hash = line.text("target_hash");
      if (const Value* failure = line.member(value, "coldread").find("failure")) {
        sample.failure = string_or_json(*failure);
      }
      read_requests(line, task, sample);
      report.samples.push_back(std::move(sample));
    }
    read_outcome(line, task, report.samples[place->second]);
  }
}

}  // namespace coldread
