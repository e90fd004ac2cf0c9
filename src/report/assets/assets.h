#pragma once

#include <string_view>

// The files of this folder, whose bytes are put into the program when it is built (report/embed_assets.cmake): page.css
// is page_css(). A new file needs its line here and, if it is a script, its place in html/page_script.cpp.
namespace coldread::assets {

/// Series colours are Okabe and Ito's hues in a fixed order per run, darker on light paper and lighter on dark where a
/// dot would not stand out 3 to 1.
std::string_view page_css();

// Parts of the page's one script.
std::string_view elements_js();       ///< the data, elements, numbers as text
std::string_view documents_js();      ///< documents with names for their fields; right or wrong
std::string_view excerpts_js();       ///< prompts and answers in short, shading by token probability
std::string_view changed_words_js();  ///< what an answer says that another does not
std::string_view actions_js();        ///< an open document's row as JSON, copies, the next one
std::string_view cards_js();          ///< one card a document
std::string_view selection_js();      ///< which documents are shown, and in which order
std::string_view orders_js();         ///< in which orders documents are shown
std::string_view view_js();           ///< controls, list, pager, address
std::string_view tables_js();         ///< links of the comparison, order of the scoreboard
std::string_view page_js();           ///< theme, print, the address that the page was opened with

}  // namespace coldread::assets
