#include "common/command_line/usage_error.h"

#include "common/base/quote.h"
#include "common/command_line/option_tree.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat {

namespace {

std::string see_help(const CLI::App& app)
{
    return "; see " + command_path(app) + " --help";
}

/// The option of the innermost command, or of one above it.
const CLI::Option* find_upwards(const CLI::App& app, std::string_view name)
{
    for (const CLI::App* at = &innermost_command(app); at != nullptr; at = at->get_parent())
        if (const auto* const found = find_option(*at, name)) return found;
    return nullptr;
}

/// The command that was given words it does not accept, and the first of these words.
std::optional<std::pair<const CLI::App*, std::string>> first_extra(const CLI::App& app)
{
    for (const std::string& word : app.remaining())
        if (word != "--") return std::pair(&app, word);
    for (const CLI::App* const command : app.get_subcommands())
        if (auto found = first_extra(*command)) return found;
    return std::nullopt;
}

std::string unexpected(const CLI::App& root)
{
    const auto extra = first_extra(root);
    if (!extra) return "unexpected argument" + see_help(innermost_command(root));
    const auto& [app, word] = *extra;
    if (word.size() > 1 && word.front() == '-') {
        const std::string name = word.substr(0, word.find('='));
        for (const CLI::App* above = app->get_parent(); above != nullptr; above = above->get_parent())
            if (find_option(*above, name) != nullptr)
                return name + " must be given before " + in_quotes(app->get_name()) + see_help(*above);
        return "unknown option " + in_quotes(name) + see_help(*app);
    }
    const bool lacks_command =
        !commands_of(*app).empty() && arguments_of(*app).empty() && app->get_subcommands().empty();
    return (lacks_command ? "unknown command " : "unexpected argument ") + in_quotes(word) + see_help(*app);
}

bool has_empty_value(const CLI::Option* option)
{
    return option != nullptr && std::ranges::find(option->results(), std::string()) != option->results().end();
}

/// CLI11 says `NAME: why`.
std::string invalid_value(const std::string& message, const CLI::App& app)
{
    const auto colon = message.find(": ");
    if (colon == std::string::npos) return message;
    const std::string name = message.substr(0, colon);
    const std::string why = message.substr(colon + 2);
    if (has_empty_value(find_upwards(app, name))) return name + " is empty";
    return why.starts_with("must ") ? name + ' ' + why : name + ": " + why;
}

/// CLI11 says `Could not convert: NAME = VALUE`.
std::string wrong_type(const std::string& message, const CLI::App& app)
{
    constexpr std::string_view START = "Could not convert: ";
    const auto equals = message.find(" = ");
    if (!message.starts_with(START) || equals == std::string::npos) return "invalid value";
    const std::string name = message.substr(START.size(), equals - START.size());
    const auto* const option = find_upwards(app, name);
    if (has_empty_value(option)) return name + " is empty";
    const bool is_switch = option != nullptr && is_flag(*option);
    const std::string noun = is_switch           ? "true or false"
                             : option == nullptr ? "a value"
                                                 : value_noun(value_name(*option));
    return name + " must be " + noun + ", not " + in_quotes(message.substr(equals + 3));
}

/// CLI11 says `NAME: ...`, or `name was given a disallowed flag override`.
std::string wrong_count(const std::string& message, const CLI::App& app)
{
    const std::string name = message.substr(0, message.find_first_of(": "));
    if (message.find("flag override") != std::string::npos)
        return (name.size() == 1 ? "-" : "--") + name + " takes no value";
    if (message.find("At Most") != std::string::npos) return name + " can be given only once";
    const auto* const option = find_upwards(app, name);
    return name + " requires " + (option != nullptr ? value_noun(value_name(*option)) : std::string("a value"));
}

std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

/// CLI11 says `A subcommand is required`, `NAME is required`, or how many options `from [--a,--b]` are required.
std::string missing(const std::string& message, const CLI::App& app)
{
    const CLI::App& command = innermost_command(app);
    const auto list = message.find('[');
    if (list != std::string::npos) {
        const auto options = listed(CLI::detail::split(message.substr(list + 1, message.find(']') - list - 1), ','));
        const bool is_too_many =
            message.find("were given") != std::string::npos || message.find("at most") != std::string::npos;
        return (is_too_many ? "only one of " + options + " can be given" : options + " is required") +
               see_help(command);
    }
    if (message.starts_with("A subcommand")) return "missing command" + see_help(command);
    const std::string name = message.substr(0, message.find(" is required"));
    return (name.starts_with('-') ? name + " is required" : "missing argument " + name) + see_help(command);
}

std::string excluded(const std::string& message)
{
    constexpr std::string_view BETWEEN = " excludes ";
    const auto at = message.find(BETWEEN);
    if (at == std::string::npos) return message;
    return message.substr(0, at) + " and " + message.substr(at + BETWEEN.size()) + " cannot be given together";
}

} // namespace

std::string usage_error(const CLI::ParseError& problem, const CLI::App& app)
{
    std::string message = problem.what();
    // CLI11 reports a missing option or argument first, but if there is an unknown word, that is the likelier cause.
    if (problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && first_extra(app))
        return unexpected(app);
    switch (static_cast<CLI::ExitCodes>(problem.get_exit_code())) {
    case CLI::ExitCodes::ExtrasError: return unexpected(app);
    case CLI::ExitCodes::ValidationError: return invalid_value(message, app);
    case CLI::ExitCodes::ConversionError: return wrong_type(message, app);
    case CLI::ExitCodes::ArgumentMismatch: return wrong_count(message, app);
    case CLI::ExitCodes::RequiredError: return missing(message, app);
    case CLI::ExitCodes::ExcludesError: return excluded(message);
    case CLI::ExitCodes::RequiresError: return message; // "--a requires --b"
    default: return "invalid command line" + see_help(innermost_command(app));
    }
}

} // namespace cleat
