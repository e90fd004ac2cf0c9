#include "compare/pairing.h"

#include <algorithm>

#include "compare/text_diff.h"

namespace coldread {
namespace {

struct SamePrompt {
  bool operator()(const LogLikelihood& a, const LogLikelihood& b) const {
    return a.context == b.context && a.continuation == b.continuation;
  }
  bool operator()(const LogLikelihoodOfIds& a, const LogLikelihoodOfIds& b) const {
    return a.ids == b.ids && a.from == b.from;
  }
  bool operator()(const RollingLogLikelihood& a, const RollingLogLikelihood& b) const { return a.text == b.text; }
  bool operator()(const Generate& a, const Generate& b) const { return a.prompt == b.prompt; }
  template <typename A, typename B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

/// The samples that the runs of an arm have of a document; empty unless all have one.
std::vector<const Sample*> of_all_runs(const TaskSamples& samples, const Arm& arm, std::int64_t document) {
  std::vector<const Sample*> found;
  for (const std::size_t run : arm.runs) {
    const auto sample = samples[run].find(document);
    if (sample == samples[run].end()) return {};
    found.push_back(sample->second);
  }
  return found;
}

std::string text_of(const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) text += (text.empty() ? "[" : " ") + std::to_string(id);
  return text.empty() ? text : text + "]";
}

/// What the model reads, scored part included.
struct PromptText {
  std::string boundary = {};  ///< written before the scored part
  std::string operator()(const LogLikelihood& body) const { return body.context + boundary + body.continuation; }
  std::string operator()(const LogLikelihoodOfIds& body) const { return text_of(body.ids); }
  std::string operator()(const RollingLogLikelihood& body) const { return body.text; }
  std::string operator()(const Generate& body) const {
    if (const auto* text = std::get_if<std::string>(&body.prompt)) return *text;
    return text_of(std::get<std::vector<TokenId>>(body.prompt));
  }
};

/// Empty beyond the last request.
std::string prompt_text(const Sample& sample, std::size_t request, const PromptText& text) {
  return request < sample.requests.size() ? std::visit(text, sample.requests[request].request.body) : "";
}

bool same_prompt(const SampleRequest& a, const SampleRequest& b) {
  return std::visit(SamePrompt{}, a.request.body, b.request.body);
}

bool same_target(const Sample& a, const Sample& b) {
  if (!a.target_hash.empty() && !b.target_hash.empty()) return a.target_hash == b.target_hash;
  return a.target == b.target;
}

}  // namespace

TaskSamples samples_of_task(const Report& report, const std::string& task) {
  TaskSamples samples(report.runs.size());
  for (const Sample& sample : report.samples) {
    if (sample.task == task) samples[sample.run][sample.document] = &sample;
  }
  return samples;
}

bool same_document(const Sample& a, const Sample& b) {
  if (!a.document_hash.empty() && !b.document_hash.empty()) return a.document_hash == b.document_hash;
  return a.fields == b.fields;
}

bool same_prompts(const Sample& a, const Sample& b) {
  return std::equal(a.requests.begin(), a.requests.end(), b.requests.begin(), b.requests.end(), same_prompt);
}

std::vector<DiffPiece> prompt_diff(const Sample& a, const Sample& b) {
  for (std::size_t i = 0; i < std::max(a.requests.size(), b.requests.size()); ++i) {
    const bool both = i < std::min(a.requests.size(), b.requests.size());
    if (both && same_prompt(a.requests[i], b.requests[i])) continue;
    const bool same_text = prompt_text(a, i, {}) == prompt_text(b, i, {});  // but another part of it is scored
    const PromptText text{.boundary = same_text ? "\u2502" : ""};
    return shortened(text_diff(prompt_text(a, i, text), prompt_text(b, i, text)));
  }
  return {};
}

Pairing pair_documents(const TaskSamples& samples, const Arm& first, const Arm& second) {
  Pairing pairing;
  std::map<std::int64_t, int> documents;  // which arms have it: 1, 2, or 3 for both
  const auto mark = [&](const Arm& arm, int bit) {
    for (const auto& [document, sample] : samples[arm.runs.front()]) {
      if (!of_all_runs(samples, arm, document).empty()) documents[document] |= bit;
    }
  };
  mark(first, 1);
  mark(second, 2);
  for (const auto& [document, arms] : documents) {
    pairing.only_first += arms == 1 ? 1 : 0;
    pairing.only_second += arms == 2 ? 1 : 0;
    if (arms != 3) continue;
    PairedDocument pair{document, of_all_runs(samples, first, document), of_all_runs(samples, second, document)};
    const Sample& one = *pair.first.front();
    bool other_document = false, other_target = false;
    for (const auto* side : {&pair.first, &pair.second}) {
      for (const Sample* sample : *side) {
        other_document = other_document || !same_document(one, *sample);
        other_target = other_target || !same_target(one, *sample);
        if (pair.other_prompt == nullptr && !same_prompts(one, *sample)) pair.other_prompt = sample;
      }
    }
    if (other_document) {
      pairing.other_documents.push_back(document);
      continue;
    }
    if (pair.other_prompt != nullptr) pairing.other_prompts.push_back(document);
    if (other_target) pairing.other_targets.push_back(document);
    pairing.documents.push_back(std::move(pair));
  }
  return pairing;
}

}  // namespace coldread
