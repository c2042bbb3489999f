#include "common/command_line/option_tree.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace cleat {

namespace {

bool is_about_program(const CLI::App& app, const CLI::Option* option)
{
    return option == app.get_help_ptr() || option->check_lname("version");
}

} // namespace

std::string command_path(const CLI::App& app)
{
    const std::string above = app.get_parent() != nullptr ? command_path(*app.get_parent()) + ' ' : std::string();
    return above + app.get_name();
}

const CLI::App& innermost_command(const CLI::App& app)
{
    const auto parsed = app.get_subcommands();
    return parsed.empty() ? app : innermost_command(*parsed.back());
}

std::vector<const CLI::App*> commands_of(const CLI::App& app)
{
    return app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); });
}

std::vector<const CLI::App*> option_groups_of(const CLI::App& app)
{
    return app.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); });
}

std::vector<const CLI::Option*> options_in_group(const CLI::App& group)
{
    // A group inherits --help.
    return group.get_options([&group](const CLI::Option* option) { return option != group.get_help_ptr(); });
}

std::vector<const CLI::Option*> options_of(const CLI::App& app)
{
    std::vector<const CLI::Option*> out;
    for (const CLI::App* const group : option_groups_of(app))
        for (const CLI::Option* const option : options_in_group(*group)) out.push_back(option);
    for (const CLI::Option* const option : app.get_options()) out.push_back(option);
    std::erase_if(out,
                  [](const CLI::Option* option) { return !option->nonpositional() || option->get_group().empty(); });
    std::stable_partition(out.begin(), out.end(),
                          [&app](const CLI::Option* option) { return !is_about_program(app, option); });
    return out;
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& app)
{
    return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

const CLI::Option* find_option(const CLI::App& app, std::string_view name)
{
    for (const CLI::Option* const option : app.get_options())
        if (option->check_name(std::string(name))) return option;
    for (const CLI::App* const group : option_groups_of(app))
        if (const auto* const found = find_option(*group, name)) return found;
    return nullptr;
}

bool is_flag(const CLI::Option& option)
{
    return option.get_items_expected_max() == 0;
}

} // namespace cleat
