#include "common/command_line/help.h"
#include "common/command_line/option_value.h"
#include "common/command_line/usage_error.h"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace cleat;

namespace {

/// The error message for `cleat WORD...`; empty if there is no error.
std::string error_of(std::vector<std::string> words)
{
    CLI::App app("a program", "cleat");
    set_up_command_line(app);
    std::string text;
    std::int64_t number = 0;
    std::optional<bool> setting;
    bool flag = false;
    app.add_option("--via", text, "")->type_name("COMMAND");
    app.require_subcommand(0, 1);

    CLI::App* const tail = app.add_subcommand("tail", "print");
    auto* const since = tail->add_option("--since", number, "")->type_name("OFFSET");
    tail->add_option("-n,--lines", number, "")->type_name("N")->excludes(since)->check(whole_number(0, 9));
    tail->add_option("--port", number, "")
        ->type_name("N")
        ->check(whole_number(0, std::numeric_limits<std::int64_t>::max()));
    tail->add_option("--format", text, "")->type_name("FORMAT")->check(one_of({"text", "ansi", "json"}));
    tail->add_flag("-j,--json", flag, "");
    tail->add_flag("--alt-screen", setting, "")->disable_flag_override(false);
    tail->add_option("NAME", text, "");

    CLI::App* const kill = app.add_subcommand("kill", "kill");
    kill->add_option("NAME", text, "")->required();
    CLI::App* const convert = app.add_subcommand("export", "convert");
    convert->add_option("--to", text, "")->required();
    CLI::App* const share = app.add_subcommand("share", "share");
    auto* const whom = share->add_option_group("whom");
    whom->add_option("--user", text, "");
    whom->add_flag("--everyone", flag, "");
    whom->require_option(1);
    CLI::App* const server = app.add_subcommand("server", "server");
    server->add_subcommand("start", "start");
    server->require_subcommand(1, 1);

    std::reverse(words.begin(), words.end());
    try {
        app.parse(words);
    } catch (const CLI::ParseError& problem) {
        return usage_error(problem, app);
    }
    return {};
}

} // namespace

TEST_CASE("an unknown command or option is named, with the help to read")
{
    CHECK(error_of({"kill-session"}) == "unknown command \"kill-session\"; see cleat --help");
    CHECK(error_of({"server", "restart"}) == "unknown command \"restart\"; see cleat server --help");
    CHECK(error_of({"--foo", "tail"}) == "unknown option \"--foo\"; see cleat --help");
    CHECK(error_of({"tail", "--foo=1"}) == "unknown option \"--foo\"; see cleat tail --help");
    CHECK(error_of({"tail", "-jx"}) == "unknown option \"-x\"; see cleat tail --help");
    CHECK(error_of({"server", "start", "-\x1b"}) == "unknown option \"-\\e\"; see cleat server start --help");
    CHECK(error_of({"tail", "one", "two"}) == "unexpected argument \"two\"; see cleat tail --help");
    CHECK(error_of({"kill", "--foo"}) == "unknown option \"--foo\"; see cleat kill --help");
    CHECK(error_of({"tail", "--via", "x"}) == "--via must be given before \"tail\"; see cleat --help");
}

TEST_CASE("a missing argument, option, command or value is named")
{
    CHECK(error_of({"kill"}) == "missing argument NAME; see cleat kill --help");
    CHECK(error_of({"export"}) == "--to is required; see cleat export --help");
    CHECK(error_of({"server"}) == "missing command; see cleat server --help");
    CHECK(error_of({"share"}) == "--user or --everyone is required; see cleat share --help");
    CHECK(error_of({"tail", "--lines"}) == "--lines requires a number");
    CHECK(error_of({"tail", "--format"}) == "--format requires a format");
    CHECK(error_of({"--via"}) == "--via requires a command");
}

TEST_CASE("an invalid value of an option is shown with the valid ones")
{
    CHECK(error_of({"tail", "-n", "abc"}) == "--lines must be between 0 and 9, not \"abc\"");
    CHECK(error_of({"tail", "-n", "10"}) == "--lines must be between 0 and 9, not \"10\"");
    CHECK(error_of({"tail", "-n", "-1"}) == "--lines must be between 0 and 9, not \"-1\"");
    CHECK(error_of({"tail", "--port", "1.5"}) == "--port must be a whole number, not \"1.5\"");
    CHECK(error_of({"tail", "--port", "99999999999999999999"}) ==
          "--port must be between 0 and 9223372036854775807, not \"99999999999999999999\"");
    CHECK(error_of({"tail", "--since", "x"}) == "--since must be a number, not \"x\"");
    CHECK(error_of({"tail", "--format", "png"}) == "--format must be text, ansi or json, not \"png\"");
    CHECK(error_of({"tail", "--format", ""}) == "--format is empty");
    CHECK(error_of({"tail", "--lines", ""}) == "--lines is empty");
}

TEST_CASE("a flag takes no value, except for one that turns a setting off")
{
    CHECK(error_of({"tail", "--json=maybe"}) == "--json takes no value");
    CHECK(error_of({"tail", "--alt-screen=maybe"}) == "--alt-screen must be true or false, not \"maybe\"");
    CHECK(error_of({"tail", "--alt-screen=false"}).empty());
    CHECK(error_of({"tail", "--json", "--alt-screen"}).empty());
}

TEST_CASE("options that cannot be given together, or twice, are named")
{
    CHECK(error_of({"tail", "-n", "1", "--since", "1"}) == "--since and --lines cannot be given together");
    CHECK(error_of({"tail", "-n", "1", "--lines", "2"}) == "--lines can be given only once");
    CHECK(error_of({"share", "--user", "anna", "--everyone"}) ==
          "only one of --user or --everyone can be given; see cleat share --help");
}
