#include "compare/pairing.h"

#include <algorithm>

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

/// Whether the prompts of the two went through different chat templates.
bool own_templates(const Report& report, const Sample& a, const Sample& b) {
  const std::string& first = report.runs[a.run].model.chat_template;
  const std::string& second = report.runs[b.run].model.chat_template;
  return !first.empty() && !second.empty() && first != second;
}

bool same_content(const Sample& a, const Sample& b) {
  return a.fields == b.fields && a.target == b.target && a.requests.size() == b.requests.size();
}

}  // namespace

TaskSamples samples_of_task(const Report& report, const std::string& task) {
  TaskSamples samples(report.runs.size());
  for (const Sample& sample : report.samples) {
    if (sample.task == task) samples[sample.run][sample.document] = &sample;
  }
  return samples;
}

bool same_prompts(const Sample& a, const Sample& b) {
  return std::equal(a.requests.begin(), a.requests.end(), b.requests.begin(), b.requests.end(),
                    [](const SampleRequest& x, const SampleRequest& y) {
                      return std::visit(SamePrompt{}, x.request.body, y.request.body);
                    });
}

Pairing pair_documents(const Report& report, const TaskSamples& samples, const Arm& first, const Arm& second) {
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
    const auto same = [&](const Sample* other) {
      const bool own = own_templates(report, one, *other);
      pairing.other_templates = pairing.other_templates || own;
      return own ? same_content(one, *other) : same_prompts(one, *other);
    };
    if (std::ranges::all_of(pair.first, same) && std::ranges::all_of(pair.second, same)) {
      pairing.documents.push_back(std::move(pair));
    } else {
      pairing.other_prompts.push_back(document);
    }
  }
  return pairing;
}

}  // namespace coldread
