#include "runner/plan/estimate.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/statvfs.h>
#include <utility>

#include "api/request_size.h"
#include "base/error.h"
#include "kernels/peak.h"
#include "machine/memory_limit.h"
#include "machine/processors.h"
#include "runner/plan/unanswered.h"

namespace coldread {
namespace {

/// Measured over runs of 200 to 10 000 documents: bytes of the finished report in memory, all its texts included.
constexpr std::size_t kReportBytesOfDocument = 9000;
constexpr std::size_t kReportBytesOfTextByte = 14;
constexpr std::size_t kReportBytesOfToken = 100;
/// The same for the folder on disk.
constexpr std::size_t kDiskBytesOfDocument = 3000;
constexpr std::size_t kDiskBytesOfTextByte = 7;
constexpr std::size_t kDiskBytesOfToken = 60;
constexpr std::size_t kDiskBytesOfRun = 300'000;
/// What threads, kernels' code and their scratch add once a model runs.
constexpr std::size_t kRunningBytes = 1'500'000;
constexpr std::size_t kRunningBytesOfThread = 500'000;

void add_results(const std::vector<PlannedDocument>& documents, RunEstimate& estimate) {
  for (const PlannedDocument& document : documents) {
    ++estimate.documents;
    estimate.results += kReportBytesOfDocument;
    estimate.disk += kDiskBytesOfDocument;
    for (const Request& request : document.requests) {
      const RequestSize size = size_of(request);
      estimate.results += kReportBytesOfTextByte * size.text_bytes + kReportBytesOfToken * size.kept_tokens;
      estimate.disk += kDiskBytesOfTextByte * size.text_bytes + kDiskBytesOfToken * size.kept_tokens;
    }
  }
}

void raise_peak(RunEstimate& estimate, std::size_t bytes, const std::string& moment) {
  if (bytes <= estimate.peak) return;
  estimate.peak = bytes;
  estimate.peak_of = moment;
}

void raise_by_models(RunEstimate& estimate, int threads) {
  const std::size_t base =
      estimate.resident + kRunningBytes + static_cast<std::size_t>(threads) * kRunningBytesOfThread;
  for (const ModelEstimate& model : estimate.models) {
    if (model.requests == 0) continue;
    raise_peak(estimate, base + model.weights.loading_peak, "loading " + model.name);
    raise_peak(estimate,
               base + model.weights.packed + model.demand.cache + model.demand.activations + model.demand.embedding +
                   model.sampling,
               "evaluating " + model.name);
  }
}

/// The compute types in which the model's weights take less memory.
std::vector<std::string> smaller_types(const FoundModel& model, const std::string& compute) {
  std::vector<std::string> types = compute_types();
  std::erase_if(types, [&, held = model.weights(compute).packed](const std::string& type) {
    return model.weights(type).packed >= held;
  });
  return types;
}

std::string cure(const RunConfig& config, const FoundModel& model, const std::string& compute) {
  std::string text = "take a smaller model";
  const std::vector<std::string> types = smaller_types(model, compute);
  if (!types.empty()) text += fmt::format(", or --compute {}", fmt::join(types, " or "));
  if (config.memory.empty()) text += ", or a smaller key/value cache with --memory";
  return text;
}

std::string too_large(std::size_t needed, const FreeMemory& free) {
  return fmt::format("needs about {} of memory, and {} are free {}", bytes_text(static_cast<double>(needed)),
                     bytes_text(static_cast<double>(free.bytes)), free.bound);
}

}  // namespace

RunEstimate estimate_run(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                         const Answers& answers, bool complete) {
  RunEstimate estimate;
  estimate.disk = kDiskBytesOfRun;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    const PlannedModel& model = plan.models[m];
    if (model.found == nullptr) {  // nothing is asked of it
      estimate.models.emplace_back();
    } else {
      estimate.models.push_back(model.found->estimate(unanswered_of(documents[m], answers).requests,
                                                      open_options(plan.config, model.config), complete));
    }
    estimate.models.back().name = model.config.name;
    add_results(documents[m], estimate);
  }
  estimate.resident = resident_memory();
  raise_peak(estimate, peak_resident_memory(), "reading tasks and models");
  raise_peak(estimate, estimate.resident + estimate.results, "making the report");
  count_models(estimate, plan.config.threads > 0 ? plan.config.threads : usable_processors(), free_memory().bytes);
  return estimate;
}

void count_models(RunEstimate& estimate, int threads, std::size_t free_bytes) {
  RunEstimate with_copies = estimate;
  raise_by_models(with_copies, threads);
  const bool fits = with_copies.peak <= estimate.resident || with_copies.peak - estimate.resident <= free_bytes;
  if (fits) {
    estimate = std::move(with_copies);
    return;
  }
  for (ModelEstimate& model : estimate.models) model.weights = model.least_weights;
  raise_by_models(estimate, threads);
}

void require_resources(const Plan& plan, const RunEstimate& estimate) {
  const FreeMemory free = free_memory();
  if (estimate.peak > estimate.resident && estimate.peak - estimate.resident > free.bytes) {
    const auto first = std::ranges::find_if(plan.models, [](const auto& model) { return model.found != nullptr; });
    throw Error(ErrorCode::input,
                too_large(estimate.peak - estimate.resident, free) + " (" + estimate.peak_of + ")" +
                    (first == plan.models.end() ? "" : ": " + cure(plan.config, *first->found, first->config.compute)));
  }
  const std::filesystem::path& folder = plan.config.out;
  struct statvfs space = {};
  if (::statvfs(folder.c_str(), &space) != 0) return;
  const auto left = static_cast<std::size_t>(space.f_bavail) * space.f_frsize;
  if (left < estimate.disk) {
    throw Error(ErrorCode::output, {.file = folder.string()},
                fmt::format("about {} are needed here and {} are free; make room, or choose another --out",
                            bytes_text(static_cast<double>(estimate.disk)), bytes_text(static_cast<double>(left))));
  }
}

void require_memory_for_weights(const RunConfig& config, const Backend& backend) {
  const FreeMemory free = free_memory();
  for (const RunModel& model : config.models) {
    std::unique_ptr<FoundModel> found;
    std::size_t needed = 0;
    try {
      found = backend.find(model.path, model.overrides);
      needed = found->weights(model.compute).loading_peak;
    } catch (const Error&) {
      continue;  // resolve() says what is wrong with it, and with everything else
    }
    if (needed > free.bytes) {
      throw Error(ErrorCode::input, {.file = model.path},
                  too_large(needed, free) + ": " + cure(config, *found, model.compute));
    }
  }
}

double seconds_of(const ModelEstimate& estimate, const std::string& compute, int threads) {
  /// Shares of the measured peaks that long runs reach (docs/performance.md).
  constexpr double kShareOfPeak = 0.7;
  constexpr double kShareOfInt8 = 0.5;
  threads = threads > 0 ? threads : usable_processors();
  const double fp32 = kShareOfPeak * kernels::measure_peak(kernels::PeakOf::fp32, threads);
  const double matrices = compute == "int8"   ? kShareOfInt8 * kernels::measure_peak(kernels::PeakOf::int8, threads)
                          : compute == "bf16" ? kShareOfPeak * kernels::measure_peak(kernels::PeakOf::bf16, threads)
                                              : fp32;
  const double bandwidth = kernels::BandwidthMeter(std::size_t{64} << 20, threads).measure();
  double seconds = 0;
  for (const ForwardDemand::Pass& pass : estimate.demand.passes) {
    const double arithmetic = pass.matrix_operations / matrices + pass.attention_operations / fp32;
    seconds += std::max(arithmetic, static_cast<double>(estimate.weights.read) / (kShareOfPeak * bandwidth));
  }
  return seconds;
}

}  // namespace coldread
