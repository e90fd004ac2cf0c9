#pragma once

#include <filesystem>
#include <string>

#include "runner/config/run_config.h"
#include "runner/plan/identity.h"
#include "runner/plan/plan.h"

namespace coldread {

// What the results of a run are a function of beside its config and its answers, in one file of its folder: facts of
// its models, its groups, and for each task the resolved definition, its documents and examples. JSON lines, packed by
// gzip; the digest in the head of the journal, which is part of the file's name, is that of the lines.

/// "inputs-0123456789ab.jsonl.gz".
std::string inputs_file_name(const std::string& digest);

InputDigests digests_of(const Plan& plan);

/// Writes the inputs of a plan unless they are there, whole.
void write_inputs(const std::filesystem::path& folder, const Plan& plan, const InputDigests& digests);

/// Copies the inputs of a run into another folder, to the byte.
void copy_inputs(const std::filesystem::path& from, const std::filesystem::path& to, const std::string& digest);

/// Removes inputs of other digests.
void remove_other_inputs(const std::filesystem::path& folder, const std::string& digest);

/// The plan that inputs and config make: no data, task file or model is read. Throws Error(input) where the file is
/// missing, damaged, or not what was written.
Plan read_inputs(const std::filesystem::path& folder, const std::string& digest, const RunConfig& config);

}  // namespace coldread
