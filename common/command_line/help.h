#pragma once

#include <span>
#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace cleat {

/// Makes `--help` print `help_text`, and flags reject a value (`--flag=false`). Call it before anything is added to
/// `app`, since the commands of `app` inherit these settings.
void set_up_command_line(CLI::App& app);

/// The help of a command: a usage line, one sentence, its arguments, options and commands in two columns, an example.
/// At most 80 columns wide.
///
/// - The description of a command is a phrase, which becomes the sentence.
/// - The option text (`CLI::Option::option_text`) of an argument replaces it in the usage line.
/// - The footer of a command is its example, a command line with an optional explanation on the next line; the footer
///   of the program is printed as a wrapped paragraph.
[[nodiscard]] std::string help_text(const CLI::App& app);

/// A line of a table in help.
struct HelpRow {
    std::string left;
    std::string right;
};

/// A table: both columns aligned, the right one wrapped. A left entry of more than `widest` columns has a line of its
/// own.
[[nodiscard]] std::string two_columns(std::span<const HelpRow> rows, std::size_t widest);

} // namespace cleat
