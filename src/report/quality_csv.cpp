#include "report/csv.h"
#include "report/writers.h"

namespace coldread {

std::string quality_csv(const Report& report) {
  CsvWriter csv;
  for (const char* name :
       {"run", "task", "texts", "distinct_1", "distinct_2", "distinct_3", "repetition_4", "self_bleu", "mean_tokens",
        "mean_logprob", "stops_end_of_text", "stops_until", "stops_length", "same_texts", "first_divergence"}) {
    csv.text(name);
  }
  csv.end_row();
  for (const TextQuality& one : report.quality) {
    csv.text(report.runs[one.run].id).text(one.task).number(one.texts).number(one.distinct_1).number(one.distinct_2);
    csv.number(one.distinct_3).number(one.repetition).number(one.self_bleu).number(one.mean_tokens);
    csv.number(one.mean_logprob).number(one.stops_end).number(one.stops_until).number(one.stops_length);
    one.same_texts ? csv.number(*one.same_texts) : csv.empty();
    csv.number(one.first_divergence).end_row();
  }
  return csv.take();
}

}  // namespace coldread
