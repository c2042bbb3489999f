#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cleat {

/// A command as the user types it, starting with the program: `cleat record stop`.
[[nodiscard]] std::string command_path(const CLI::App& app);

/// The innermost command that the parsed command line names.
[[nodiscard]] const CLI::App& innermost_command(const CLI::App& app);

/// The subcommands of `app`, without its groups of options (CLI11 stores both in one list).
[[nodiscard]] std::vector<const CLI::App*> commands_of(const CLI::App& app);

/// A command's groups of options, which help and completion treat as options of the command.
[[nodiscard]] std::vector<const CLI::App*> option_groups_of(const CLI::App& app);

/// The options in a group of options.
[[nodiscard]] std::vector<const CLI::Option*> options_in_group(const CLI::App& group);

/// The options of a command that are not hidden, those of its groups first, `--help` and `--version` last.
[[nodiscard]] std::vector<const CLI::Option*> options_of(const CLI::App& app);

/// The arguments of a command, in order.
[[nodiscard]] std::vector<const CLI::Option*> arguments_of(const CLI::App& app);

/// The command's option or argument called `name` (`--name`, `-n`, `NAME`), or null.
[[nodiscard]] const CLI::Option* find_option(const CLI::App& app, std::string_view name);

/// Whether the option takes no value.
[[nodiscard]] bool is_flag(const CLI::Option& option);

} // namespace cleat
