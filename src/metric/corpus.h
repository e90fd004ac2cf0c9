#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "api/value.h"
#include "metric/metric.h"

namespace coldread {

/// A metric over a corpus, as a person asks for it: without standard error, with what it is made of.
struct CorpusResult {
  double value = 0;
  Dict parts;             ///< see Metric::parts
  std::string signature;  ///< see Metric::signature
  std::string summary;    ///< see Metric::summary
  std::int64_t n = 0;
};

/// At least one item.
CorpusResult corpus_result(const Metric& metric, std::span<const ItemScore> items);

/// {"metric", "value", "parts", "signature", "n"}
Dict to_dict(const std::string& metric_name, const CorpusResult& result);

/// {"value", "parts"} of one document.
Dict item_dict(const Metric& metric, const ItemScore& item);

}  // namespace coldread
