#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// INCLUDE: exams of many countries, all domains of a language in one file.

namespace coldread {
namespace {

bool has_domain(const Value& row, std::string_view domain) {
  return text_at(row, "domain") == domain;
}

}  // namespace

Recipe recipe_include() {
  Recipe recipe{.families = {"include"}, .data_sets = {"CohereForAI/include-base-44"}, .functions = {}};
  const auto domain = [&](std::string_view function, std::string_view value) {
    recipe.functions.emplace_back(function, RowFilter{.keeps = has_domain, .value = value});
  };
  domain("process_applied_science", "Applied Science");
  domain("process_arts_humanities", "Arts & Humanities");
  domain("process_business_commerce", "Business & Commerce");
  domain("process_driving_license", "Driving License");
  domain("process_general_knowledge", "General knowledge");
  domain("process_health_oriented_education", "Health oriented education");
  domain("process_marine_license", "Marine License");
  domain("process_medical_license", "Medical License");
  domain("process_professional_certification", "Professional certification");
  domain("process_stem", "STEM");
  domain("process_social_science", "Social Science");
  return recipe;
}

}  // namespace coldread
