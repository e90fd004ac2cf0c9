#include "app/version.h"

#include <fmt/format.h>

#include "base/error.h"
#include "kernels/isa.h"

namespace coldread::app {
namespace {

/// As the kernels would run here; COLDREAD_ISA may name one that this machine lacks.
std::string instruction_set() {
  try {
    return fmt::format("{} (int8: {})", kernels::active_isa(), kernels::active_int8_isa());
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

std::string commit() {
  return COLDREAD_COMMIT;
}

std::string compiler() {
  return COLDREAD_COMPILER;
}

std::string version_text() {
  const std::string from = commit().empty() ? "unknown" : commit();
  return fmt::format("coldread {}\ncommit           {}\ncompiler         {}\ninstruction set  {}\nlibraries        {}",
                     COLDREAD_VERSION, from, compiler(), instruction_set(), COLDREAD_LIBRARIES);
}

}  // namespace coldread::app
