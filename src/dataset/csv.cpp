#include "dataset/csv_table.h"

namespace coldread {

DatasetFormat format_csv() {
  return {
      .name = "csv",
      .options = {"delimiter", "sep", "column_names"},
      .read = [](const SourceText& source, const Dict& options) { return read_delimited_with(source, options, ","); }};
}

}  // namespace coldread
