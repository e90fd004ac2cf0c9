#include "report/html/page_script.h"

#include "report/assets/assets.h"

namespace coldread {

std::string page_script() {
  std::string script = "'use strict';\n(() => {";
  for (const std::string_view part :
       {assets::elements_js(), assets::documents_js(), assets::excerpts_js(), assets::changed_words_js(),
        assets::actions_js(), assets::cards_js(), assets::orders_js(), assets::selection_js(), assets::view_js(),
        assets::tables_js(), assets::page_js()}) {
    script += '\n';
    script += part;
  }
  return script + "})();\n";
}

}  // namespace coldread
