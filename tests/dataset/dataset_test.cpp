#include "dataset/dataset.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "dataset/data_file.h"
#include "io/json.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

using namespace coldread;
using test::contains;
using test::error_of;

namespace {

/// The data set that a YAML text in a file of the folder describes.
Dataset dataset_of(const YamlNode& root) {
  return Dataset(
      {.path = root.find("dataset_path"), .name = root.find("dataset_name"), .kwargs = root.find("dataset_kwargs")},
      std::filesystem::path(*root.file).parent_path());
}

std::string rows(Dataset& dataset, const std::string& split) {
  std::string text;
  for (const Document& document : dataset.split(split, {})->documents) {
    text += std::to_string(document.id) + to_json(document.fields, {.compact = true});
  }
  return text;
}

}  // namespace

TEST_CASE("splits read their files, relative to the YAML, with Python slices and numbered rows") {
  const TemporaryFolder folder;
  folder.write("d/a.jsonl", "{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
  const auto yaml = folder.write("t.yaml",
                                 "dataset_path: json\ndataset_kwargs:\n  trust_remote_code: true\n  data_files:\n"
                                 "    test: d/a.jsonl[1:3]\n    dev: ['d/a.jsonl[-1:]', 'd/a.jsonl[:1]']\n");
  const YamlNode root = read_yaml_file(yaml);
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "test") == R"(0{"n":1}1{"n":2})");
  CHECK(rows(dataset, "dev") == R"(0{"n":3}1{"n":0})");
  CHECK(dataset.split("test", {})->columns == std::vector<std::string>{"n"});
  CHECK(dataset.split("test", {}) == dataset.split("test", {}));
}

TEST_CASE("files without split names are the split train") {
  const TemporaryFolder folder;
  folder.write("a.txt", "x\n");
  const YamlNode root =
      read_yaml_file(folder.write("t.yaml", "dataset_path: text\ndataset_kwargs: {data_files: a.txt}\n"));
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "train") == R"(0{"text":"x"})");
}

TEST_CASE("parallel text makes a column of each file") {
  const TemporaryFolder folder;
  folder.write("a.en", "one\ntwo\nthree\n");
  folder.write("a.fr", "un\ndeux\ntrois\n");
  const YamlNode root = read_yaml_file(folder.write(
      "t.yaml",
      "dataset_path: parallel_text\ndataset_kwargs:\n  data_files:\n    test: {en: 'a.en[:2]', fr: 'a.fr[:2]'}\n"
      "    bad: {en: 'a.en', fr: 'a.fr[:2]'}\n"));
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "test") == R"(0{"en":"one","fr":"un"}1{"en":"two","fr":"deux"})");
  CHECK(error_of([&] { dataset.split("bad", {}); }) ==
        "a.fr[:2]: has 2 lines, a.en has 3; line n of each makes one row");
}

TEST_CASE("COLDREAD_DATASETS names the data folder and a data set's export in it") {
  const TemporaryFolder folder;
  folder.write("data/owner/set/small/test.jsonl", "{\"n\":7}\n");
  ::setenv("COLDREAD_DATASETS", (folder.path() / "data").c_str(), 1);
  const YamlNode named = read_yaml_file(folder.write("a.yaml",
                                                     "dataset_path: json\ndataset_kwargs: {data_files: {test: "
                                                     "'${COLDREAD_DATASETS}/owner/set/small/test.jsonl'}}\n"));
  const YamlNode exported = read_yaml_file(folder.write("b.yaml", "dataset_path: owner/set\ndataset_name: small\n"));
  Dataset by_path = dataset_of(named);
  Dataset by_name = dataset_of(exported);
  CHECK(rows(by_path, "test") == R"(0{"n":7})");
  CHECK(rows(by_name, "test") == R"(0{"n":7})");
  const std::string missing = error_of([&] { by_name.split("dev", {.file = "b.yaml", .line = 3}); });
  CHECK(missing.starts_with("b.yaml:3: no local copy of data set 'owner/set/small'"));
  CHECK(contains(missing, "small/dev.jsonl"));
  ::unsetenv("COLDREAD_DATASETS");
}

TEST_CASE("a format that is a data set's name too reads its export where there are no data files") {
  const TemporaryFolder folder;
  folder.write("data/squad/test.jsonl", "{\"question\":\"Q\"}\n");
  ::setenv("COLDREAD_DATASETS", (folder.path() / "data").c_str(), 1);
  const YamlNode root = read_yaml_file(folder.write("a.yaml", "dataset_path: squad\n"));
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "test") == R"(0{"question":"Q"})");
  ::unsetenv("COLDREAD_DATASETS");
}

TEST_CASE("what is wrong with the data settings is named with its place") {
  const TemporaryFolder folder;
  folder.write("a.jsonl", "{\"n\":7}\n");
  folder.write("empty.jsonl", "\n");
  folder.write("a.parquet", "PAR1");
  const auto error_for = [&](const std::string& text) {
    const YamlNode root = read_yaml_file(folder.write("t.yaml", text));
    return error_of([&] { dataset_of(root).split("test", {.file = "t.yaml", .line = 9}); });
  };
  const std::string head = "dataset_path: json\ndataset_kwargs:\n";
  CHECK(contains(
      error_for(head + "  data_file: {test: a.jsonl}\n"),
      "t.yaml:3:3: unknown key 'data_file' in dataset_kwargs of dataset_path 'json'; did you mean 'data_files'?"));
  CHECK(contains(error_for("dataset_path: json\n"), "t.yaml:1:15: dataset_path json needs dataset_kwargs.data_files"));
  CHECK(contains(error_for(head + "  data_files: {tests: a.jsonl}\n"),
                 "t.yaml:9: the data has no split 'test'; did you mean 'tests'?"));
  CHECK(contains(error_for(head + "  data_files: {test: b.jsonl}\n"), "data file not found; tried b.jsonl, /"));
  CHECK(contains(error_for(head + "  data_files: {test: empty.jsonl}\n"), "empty.jsonl: has no rows"));
  CHECK(contains(error_for(head + "  data_files: {test: 'a.jsonl[5:]'}\n"), "a.jsonl[5:]: has no rows"));
  CHECK(contains(error_for(head + "  data_files: {test: 'a.jsonl[x:]'}\n"), "t.yaml:3:22: bad row slice"));
  CHECK(contains(error_for(head + "  data_files: {test: '${HOME}/x'}\n"), "t.yaml:3:22: unknown variable"));
  CHECK(contains(error_for(head + "  data_files: {test: a.parquet}\n"), "a.parquet: .parquet is not read; convert it"));
  CHECK(contains(error_for(head + "  data_files: {test: 3}\n"), "t.yaml:3:22: a file name is needed, not integer"));
  CHECK(contains(error_for("dataset_path: text\ndataset_kwargs: {sample_by: word, data_files: {test: a.jsonl}}\n"),
                 "t.yaml:2:17: dataset_kwargs.sample_by must be line"));
}

TEST_CASE("a file's name may hold wildcards; the files are read in the order of their names") {
  const TemporaryFolder folder;
  folder.write("d/b1.jsonl", "{\"n\":2}\n");
  folder.write("d/a1.jsonl", "{\"n\":0}\n{\"n\":1}\n");
  folder.write("d/deep/er/a2.jsonl", "{\"n\":3.5}\n");
  folder.write("d/a[1].jsonl", "{\"n\":9}\n");
  const auto yaml = folder.write(
      "t.yaml",
      "dataset_path: json\ndataset_kwargs:\n  data_files: {flat: 'd/?1.jsonl', all: 'd/**/a?.jsonl', first: "
      "'d/[ab]1.jsonl[:1]', name: 'd/a[1].jsonl', none: 'd/*.csv'}\n");
  const YamlNode root = read_yaml_file(yaml);
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "flat") == R"(0{"n":0}1{"n":1}2{"n":2})");
  CHECK(rows(dataset, "all") == R"(0{"n":0.0}1{"n":1.0}2{"n":3.5})");
  CHECK(rows(dataset, "first") == R"(0{"n":0}1{"n":2})");
  CHECK(rows(dataset, "name") == R"(0{"n":9})");
  CHECK(contains(error_of([&] { dataset.split("none", {}); }), "no data file matches; tried "));
  CHECK(dataset.has("flat"));
  CHECK_FALSE(dataset.has("none"));
}

TEST_CASE("a data set may be a folder of files named after its splits") {
  const TemporaryFolder folder;
  folder.write("d/part/test.csv", "n,t\n1,x\n");
  folder.write("d/part/train.parquet", "PAR1");
  const auto yaml = folder.write("t.yaml", "dataset_path: d\ndataset_name: part\n");
  const YamlNode root = read_yaml_file(yaml);
  Dataset dataset = dataset_of(root);
  CHECK(rows(dataset, "test") == R"(0{"n":1,"t":"x"})");
  CHECK(contains(error_of([&] { dataset.split("train", {}); }), ".parquet is not read; convert it to JSON lines"));
  CHECK(contains(error_of([&] { dataset.split("dev", {}); }), "scripts/fetch-data d/part"));
}
