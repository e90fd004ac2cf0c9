#include "dataset/csv_table.h"

namespace coldread {

DatasetFormat format_tsv() {
  return {.name = "tsv", .options = {"column_names"}, .read = [](const SourceText& source, const Dict& options) {
            return read_delimited_with(source, options, "\t");
          }};
}

}  // namespace coldread
