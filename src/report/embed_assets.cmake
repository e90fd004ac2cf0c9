# src/report/assets/*.css and *.js in the program. Included from src/CMakeLists.txt this adds the rule that writes their bytes
# into a source of coldread_report, anew when one of them changes; run with cmake -P by that rule it writes that source.
if(CMAKE_SCRIPT_MODE_FILE)
  set(text "#include \"report/assets/assets.h\"\n\nnamespace coldread::assets {\n")
  foreach(asset IN LISTS ASSETS)
    get_filename_component(file ${asset} NAME)
    string(MAKE_C_IDENTIFIER ${file} name)
    file(READ ${asset} bytes HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
    string(REPLACE "\\x0a" "\\x0a\"\n    \"" bytes "${bytes}")
    string(APPEND text "\nstd::string_view ${name}() {\n"
                       "  static constexpr char kBytes[] =\n    \"${bytes}\";\n"
                       "  return {kBytes, sizeof kBytes - 1};\n}\n")
  endforeach()
  file(WRITE ${SOURCE} "${text}\n}  // namespace coldread::assets\n")
  return()
endif()

file(GLOB assets CONFIGURE_DEPENDS report/assets/*.css report/assets/*.js)
set(assets_source ${CMAKE_CURRENT_BINARY_DIR}/report_assets.cpp)
add_custom_command(
  OUTPUT ${assets_source}
  COMMAND ${CMAKE_COMMAND} "-DASSETS=${assets}" -DSOURCE=${assets_source} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${assets} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Embedding the report's assets" VERBATIM)
target_sources(coldread_report PRIVATE ${assets_source})
