#include "task/recipes/mmlu_subjects.h"

namespace coldread {
namespace {

constexpr std::string_view kPrefix = "process_";
constexpr std::string_view kFunctions[] = {
    "process_abstract_algebra",
    "process_anatomy",
    "process_astronomy",
    "process_business_ethics",
    "process_clinical_knowledge",
    "process_college_biology",
    "process_college_chemistry",
    "process_college_computer_science",
    "process_college_mathematics",
    "process_college_medicine",
    "process_college_physics",
    "process_computer_security",
    "process_conceptual_physics",
    "process_econometrics",
    "process_electrical_engineering",
    "process_elementary_mathematics",
    "process_formal_logic",
    "process_global_facts",
    "process_high_school_biology",
    "process_high_school_chemistry",
    "process_high_school_computer_science",
    "process_high_school_european_history",
    "process_high_school_geography",
    "process_high_school_government_and_politics",
    "process_high_school_macroeconomics",
    "process_high_school_mathematics",
    "process_high_school_microeconomics",
    "process_high_school_physics",
    "process_high_school_psychology",
    "process_high_school_statistics",
    "process_high_school_us_history",
    "process_high_school_world_history",
    "process_human_aging",
    "process_human_sexuality",
    "process_international_law",
    "process_jurisprudence",
    "process_logical_fallacies",
    "process_machine_learning",
    "process_management",
    "process_marketing",
    "process_medical_genetics",
    "process_miscellaneous",
    "process_moral_disputes",
    "process_moral_scenarios",
    "process_nutrition",
    "process_philosophy",
    "process_prehistory",
    "process_professional_accounting",
    "process_professional_law",
    "process_professional_medicine",
    "process_professional_psychology",
    "process_public_relations",
    "process_security_studies",
    "process_sociology",
    "process_us_foreign_policy",
    "process_virology",
    "process_world_religions",
};

}  // namespace

std::vector<std::pair<std::string_view, PythonFunction>> functions_by_subject(bool (*keeps)(const Value& row,
                                                                                            std::string_view subject)) {
  std::vector<std::pair<std::string_view, PythonFunction>> functions;
  for (const std::string_view name : kFunctions) {
    functions.emplace_back(name, RowFilter{.keeps = keeps, .value = name.substr(kPrefix.size())});
  }
  return functions;
}

}  // namespace coldread
