#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace coldread {

/// What the texts of one run on one task are like, whatever their scores. Words are what stands between white space.
struct TextQuality {
  std::string task;
  std::size_t run = 0;               ///< index into Report::runs
  std::int64_t texts = 0;            ///< answers, repeats each
  std::optional<double> distinct_1;  ///< different words / words, over all texts together; absent where there are none
  std::optional<double> distinct_2;  ///< the same of pairs of words
  std::optional<double> distinct_3;  ///< the same of three words
  double repetition = 0;             ///< share of a text's four-word runs that it said before; mean over the texts
  std::optional<double> self_bleu;   ///< BLEU of each text against the others, mean, 0 to 100; over the first 100 texts
  double mean_tokens = 0;
  double mean_logprob = 0;                                        ///< nats a token, under the model itself
  std::int64_t stops_end = 0, stops_until = 0, stops_length = 0;  ///< how the texts ended
  /// Against the first run of the same model, over the documents of both: how many texts are the same, and the median
  /// index of the first token that is not, where one differs. Absent for that run itself.
  std::optional<std::int64_t> same_texts;
  std::optional<double> first_divergence;
};

}  // namespace coldread
