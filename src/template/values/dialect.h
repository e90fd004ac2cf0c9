#pragma once

namespace coldread {

/// Whose habits a template was written for.
enum class TemplateDialect {
  task,  ///< lm-evaluation-harness: undefined is an error, blocks keep the white space around them
  chat,  ///< chat templates of tokenizers: undefined prints nothing, white space around blocks goes, break and continue
};

}  // namespace coldread
