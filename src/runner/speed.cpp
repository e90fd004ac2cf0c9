#include "runner/speed.h"

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/error.h"
#include "base/philox.h"
#include "kernels/peak.h"
#include "model/model.h"
#include "model/work.h"
#include "runner/execution.h"

namespace coldread {
namespace {

constexpr int kRounds = 3;
/// No further round of a compute type begins after this long.
constexpr double kEnoughSeconds = 25;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<SpeedWork> workloads(std::int64_t context) {
  const std::int64_t scored = std::min<std::int64_t>(512, context);
  const std::int64_t prompt = std::min<std::int64_t>(64, std::max<std::int64_t>(1, context / 2));
  const std::int64_t fresh = std::min<std::int64_t>(64, context - prompt);
  using Kind = SpeedWork::Kind;
  return {{Kind::score_all, 8, scored, 0},
          {Kind::score_last, 8, scored, 0},
          {Kind::generate, 32, prompt, fresh},
          {Kind::generate, 1, prompt, fresh}};
}

/// Seconds of processor time that all threads of this process have had.
double processor_seconds() {
  timespec now = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Random ids that no two sequences share a beginning of.
std::vector<Request> requests_of(const SpeedWork& work, std::int64_t vocabulary) {
  std::vector<Request> requests;
  for (std::int64_t b = 0; b < work.batch; ++b) {
    std::vector<TokenId> ids;
    const bool scored = work.kind != SpeedWork::Kind::generate;
    for (std::int64_t i = 0; i < work.prompt + (scored ? 1 : 0); ++i) {
      const std::uint32_t bits =
          philox4x32({static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i), 0, 0}, {})[0];
      ids.push_back(static_cast<TokenId>((i == 0 ? b : std::int64_t{bits}) % vocabulary));
    }
    Request request;
    if (scored) {
      const auto from = static_cast<std::size_t>(work.kind == SpeedWork::Kind::score_all ? 1 : work.prompt);
      request.body = LogLikelihoodOfIds{.ids = std::move(ids), .from = from};
    } else {
      request.body = Generate{.prompt = std::move(ids), .max_tokens = work.fresh, .ignore_end_of_text = true};
    }
    requests.push_back(std::move(request));
  }
  return requests;
}

class Failures : public ResponseSink {
 public:
  void on_done(std::size_t, const Response& response) override {
    if (const auto* failure = std::get_if<RequestFailure>(&response)) throw Error(ErrorCode::input, failure->message);
  }
};

/// All that was seen of the peaks.
class PeakLog {
 public:
  PeakLog(std::size_t bytes, int threads) : bandwidth_(bytes, threads), threads_(threads) {}

  MachinePeaks measure() {
    MachinePeaks peaks;
    peaks.fp32 = kernels::measure_peak(kernels::PeakOf::fp32, threads_);
    peaks.int8 = kernels::measure_peak(kernels::PeakOf::int8, threads_);
    peaks.bf16 = kernels::measure_peak(kernels::PeakOf::bf16, threads_);
    peaks.bandwidth = bandwidth_.measure();
    seen_.push_back(peaks);
    return peaks;
  }
  const std::vector<MachinePeaks>& seen() const { return seen_; }

 private:
  kernels::BandwidthMeter bandwidth_;
  int threads_;
  std::vector<MachinePeaks> seen_;
};

template <typename Combine>
MachinePeaks combined(const std::vector<MachinePeaks>& seen, const Combine& combine) {
  const auto of = [&](const auto& member) {
    std::vector<double> values;
    for (const MachinePeaks& peaks : seen) values.push_back(member(peaks));
    return combine(std::move(values));
  };
  MachinePeaks result;
  result.fp32 = of([](const MachinePeaks& p) { return p.fp32; });
  result.int8 = of([](const MachinePeaks& p) { return p.int8; });
  result.bandwidth = of([](const MachinePeaks& p) { return p.bandwidth; });
  result.bf16 = of([](const MachinePeaks& p) { return p.bf16; });
  return result;
}

double peak_of(const std::string& compute, const MachinePeaks& peaks) {
  if (compute == "int8") return peaks.int8;
  if (compute == "bf16") return peaks.bf16;
  return peaks.fp32;
}

OpenOptions options_for(const std::vector<Request>& requests, const std::string& compute, int threads) {
  return {.threads = threads, .compute = compute, .text = false, .expected = expected_generation(requests)};
}

/// What is measured.
struct Subject {
  const FoundModel& model;
  ModelConfig config;
};

/// Workloads that a command would load a model for in the same form.
struct Form {
  Footprint weights;
  std::vector<std::size_t> works;
};

std::vector<Form> forms_of(const Subject& subject, const std::string& compute, const std::vector<SpeedWork>& works,
                           int threads) {
  std::vector<Form> forms;
  for (std::size_t i = 0; i < works.size(); ++i) {
    std::vector<Request> requests = requests_of(works[i], subject.config.vocabulary);
    const OpenOptions options = options_for(requests, compute, threads);
    const Footprint weights = subject.model.estimate(std::move(requests), options, false).weights;
    auto form = std::find_if(forms.begin(), forms.end(),
                             [&](const Form& known) { return known.weights.packed == weights.packed; });
    if (form == forms.end()) form = forms.insert(forms.end(), {.weights = weights, .works = {}});
    form->works.push_back(i);
  }
  return forms;
}

/// The rows of one compute type and form of the weights.
void measure(const Subject& subject, const std::string& compute, const Form& form, const std::vector<SpeedWork>& works,
             const SpeedOptions& options, RunObserver& observer, Speed& speed, std::span<SpeedRow> rows,
             std::vector<MachinePeaks>& seen) {
  observer.on_stage("loading for " + compute);
  const ModelConfig& config = subject.config;
  OpenOptions opening = options_for(requests_of(works[form.works.front()], config.vocabulary), compute, speed.threads);
  opening.memory_bytes = options.memory_bytes;
  const OpenModel opened = subject.model.open(opening);
  PeakLog log(opened.weight_bytes, speed.threads);

  std::vector<std::vector<double>> seconds(works.size());
  std::vector<std::vector<double>> shares(works.size());
  std::vector<std::vector<double>> processor(works.size());
  const Stopwatch whole;
  MachinePeaks before = log.measure();
  for (int round = 0; round < kRounds && (round == 0 || whole.seconds() < kEnoughSeconds); ++round) {
    observer.on_stage("measuring " + compute + ", round " + std::to_string(round + 1) + " of " +
                      std::to_string(kRounds));
    for (const std::size_t i : form.works) {
      const std::vector<Request> requests = requests_of(works[i], config.vocabulary);
      Failures sink;
      RunFacts facts;
      const double processor_before = processor_seconds();
      const Stopwatch watch;
      opened.engine->run(requests, sink, facts);
      seconds[i].push_back(watch.seconds());
      processor[i].push_back((processor_seconds() - processor_before) / (speed.threads * seconds[i].back()));
      const MachinePeaks after = log.measure();
      const MachinePeaks around =
          combined({before, after}, [](const std::vector<double>& two) { return (two[0] + two[1]) / 2; });
      shares[i].push_back(least_time(config, compute, form.weights, works[i], around).seconds / seconds[i].back());
      before = after;
    }
  }
  const MachinePeaks peaks = combined(log.seen(), median);
  for (const std::size_t i : form.works) {
    SpeedRow& row = rows[i];
    row.seconds = median(seconds[i]);
    const bool generates = works[i].kind == SpeedWork::Kind::generate;
    row.tokens_per_second =
        static_cast<double>(works[i].batch * (generates ? works[i].fresh : works[i].prompt)) / row.seconds;
    row.share_of_peak = median(shares[i]);
    row.processor_share = median(processor[i]);
    const LeastTime least = least_time(config, compute, form.weights, works[i], peaks);
    row.memory_bound = least.memory_bound_seconds > least.seconds / 2;
  }
  seen.insert(seen.end(), log.seen().begin(), log.seen().end());
  if (speed.peaks.bandwidth == 0) speed.peaks.bandwidth = peaks.bandwidth;
}

}  // namespace

LeastTime least_time(const ModelConfig& config, const std::string& compute, const Footprint& weights,
                     const SpeedWork& work, const MachinePeaks& peaks) {
  LeastTime least;
  const auto add_step = [&](std::int64_t first, std::int64_t count, std::int64_t requested) {
    const Work one = work_of(config, first, count, requested);
    const auto batch = static_cast<double>(work.batch);
    const double arithmetic =
        batch * (one.matrix_operations / peak_of(compute, peaks) + one.attention_operations / peaks.fp32) +
        weights.dequantize_operations / peaks.fp32;
    const double reading = (static_cast<double>(weights.read) + batch * one.cache_bytes) / peaks.bandwidth;
    least.seconds += std::max(arithmetic, reading);
    if (reading > arithmetic) least.memory_bound_seconds += reading;
  };
  add_step(0, work.prompt, work.kind == SpeedWork::Kind::score_all ? work.prompt : 1);
  for (std::int64_t i = 1; i < work.fresh; ++i) add_step(work.prompt + i - 1, 1, 1);
  return least;
}

Speed measure_speed(const FoundModel& model, const SpeedOptions& options, RunObserver& observer) {
  const Execution machine = describe_machine(options.threads);
  Speed speed{.cpu = machine.cpu, .isa = machine.instruction_set, .threads = machine.threads, .peaks = {}, .rows = {}};
  std::vector<MachinePeaks> seen;
  for (const std::string& compute : options.compute) check_compute_type(compute);
  const Subject subject{.model = model, .config = inspect_config(model.facts().path)};
  const std::vector<SpeedWork> works = workloads(subject.config.context);
  for (const std::string& compute : options.compute) {
    std::vector<SpeedRow> rows;
    for (const SpeedWork& work : works) rows.push_back({.compute = compute, .work = work});
    for (const Form& form : forms_of(subject, compute, works, speed.threads)) {
      measure(subject, compute, form, works, options, observer, speed, rows, seen);
    }
    speed.rows.insert(speed.rows.end(), rows.begin(), rows.end());
  }
  const double bandwidth = speed.peaks.bandwidth;
  speed.peaks = combined(seen, median);
  speed.peaks.bandwidth = bandwidth;
  return speed;
}

}  // namespace coldread
