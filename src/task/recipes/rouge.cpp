#include "metric/entry.h"
#include "task/recipes/recipe.h"

// ROUGE as rouge-score computes it with its defaults. The originals put the documents together by evaluate's bootstrap,
// whose value is random within the resampling; here it is the mean that this estimates.

namespace coldread {
namespace {

template <const char* const& Name>
std::unique_ptr<Metric> rouge() {
  return make_metric(Name);
}

constexpr const char* kRouge1 = "rouge1";
constexpr const char* kRouge2 = "rouge2";
constexpr const char* kRougeL = "rougeL";

template <const char* const& Name>
AggregationFunction aggregation() {
  return {.metric = Name, .output_type = metrics::kGenerate, .make = rouge<Name>};
}

}  // namespace

Recipe recipe_rouge() {
  return {.families = {"cocoteros", "orangesum"},
          .data_sets = {"gplsi/cocoteros", "gplsi/cocoteros_va", "orange_sum", "csebuetnlp/xlsum"},
          .functions = {{"rouge1", MetricFunction{kRouge1}},
                        {"rouge2", MetricFunction{kRouge2}},
                        {"rougeL", MetricFunction{kRougeL}},
                        {"rouge1_agg", aggregation<kRouge1>()},
                        {"rouge2_agg", aggregation<kRouge2>()},
                        {"rougeL_agg", aggregation<kRougeL>()}}};
}

}  // namespace coldread
