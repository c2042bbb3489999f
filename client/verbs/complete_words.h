#pragma once

#include "common/command_line/completion.h"
#include "common/wire/messages.h"

#include <span>
#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace cleat {

/// `cleat __complete [--] WORD...`, which the shells' completions call with the words after `cleat`, the last of which
/// is still being typed. Prints the candidates for that word, one per line: a candidate, a tab and its description; or
/// a marker for values that the shell lists itself (`completion_lines`). Takes at most a second, starts no server and
/// prints no errors.
int complete_words(const CLI::App& app, std::span<const std::string> words);

/// The candidates as lines, without those that start with a colon or contain hidden characters (hidden_character.h).
/// If the shell lists values itself, one of these markers follows: `:files`, `:directories`, `:users`, `:groups`,
/// `:commands`, each with a tab and the completion's prefix, or `:arguments`, a tab and the index of the command whose
/// arguments are completed.
[[nodiscard]] std::string completion_lines(const Completion& completion);

/// Sessions as candidates: state and command are the description.
[[nodiscard]] Completion session_candidates(const std::vector<SessionInfo>& sessions);

} // namespace cleat
