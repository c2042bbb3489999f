#include "client/verbs/all_verbs.h"
#include "common/command_line/help.h"
#include "common/command_line/option_tree.h"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <sstream>
#include <string>
#include <string_view>

using namespace cleat;

namespace {

/// Calls `visit` with every command of `cleat`.
void each_command(const std::function<void(const CLI::App&)>& visit)
{
    CLI::App app("a program", "cleat");
    set_up_command_line(app);
    for (const Verb& verb : all_verbs()) (void)verb.define(*app.add_subcommand(verb.name, verb.summary));
    const std::function<void(const CLI::App&)> descend = [&](const CLI::App& command) {
        visit(command);
        for (const CLI::App* const below : commands_of(command)) descend(*below);
    };
    for (const CLI::App* const verb : commands_of(app)) descend(*verb);
}

} // namespace

TEST_CASE("the help of every verb fits 80 columns, has an example, and has no words of CLI11")
{
    each_command([](const CLI::App& command) {
        const std::string help = help_text(command);
        INFO(help);
        CHECK(help.find("\nExample:\n") != std::string::npos);
        std::istringstream lines(help);
        for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
        for (const std::string_view word :
             {"Positionals", "TEXT:", "INT in", "Excludes", "REQUIRED", "OPTIONS", "UINT"})
            CHECK(help.find(word) == std::string::npos);
    });
}

TEST_CASE("every option and argument is described by a phrase, and every value has its own name")
{
    each_command([](const CLI::App& command) {
        auto all = options_of(command);
        for (const CLI::Option* const argument : arguments_of(command)) all.push_back(argument);
        for (const CLI::Option* const option : all) {
            const std::string& description = option->get_description();
            INFO(command_path(command), " ", option->get_name(), ": ", description);
            CHECK_FALSE(description.empty());
            CHECK_FALSE(description.ends_with('.'));
            const bool is_named = option->get_positional() || is_flag(*option) || option->get_name() == "--text" ||
                                  !option->get_type_name().starts_with("TEXT");
            CHECK(is_named);
        }
    });
}
