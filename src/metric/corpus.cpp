#include "metric/corpus.h"

#include "base/error.h"

namespace coldread {

CorpusResult corpus_result(const Metric& metric, std::span<const ItemScore> items) {
  COLDREAD_CHECK(!items.empty());
  return {metric.aggregate(items), metric.parts(items), metric.signature(items), metric.summary(items),
          static_cast<std::int64_t>(items.size())};
}

Dict to_dict(const std::string& metric_name, const CorpusResult& result) {
  Dict dict;
  dict.set("metric", metric_name);
  dict.set("value", result.value);
  dict.set("parts", result.parts);
  dict.set("signature", result.signature);
  dict.set("n", result.n);
  return dict;
}

Dict item_dict(const Metric& metric, const ItemScore& item) {
  Dict dict;
  dict.set("value", item.value);
  dict.set("parts", metric.parts({&item, 1}));
  return dict;
}

}  // namespace coldread
