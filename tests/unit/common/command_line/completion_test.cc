#include "common/command_line/completion.h"
#include "common/command_line/help.h"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

Completion completion_of(const std::vector<std::string>& words)
{
    CLI::App app("a program", "cleat");
    set_up_command_line(app);
    std::string text;
    std::vector<std::string> texts;
    bool flag = false;
    app.add_option("--config", text, "a file")->type_name("FILE");

    CLI::App* const create = app.add_subcommand("new", "create a session");
    create->add_flag("-d,--detached", flag, "do not attach");
    create->add_option("-n,--name", text, "a name")->type_name("NAME");
    create->add_option("-e,--environment", texts, "a variable")->type_name("NAME=VALUE")->allow_extra_args(false);
    create->add_option("COMMAND", texts, "a program");
    create->positionals_at_end();

    CLI::App* const kill = app.add_subcommand("kill", "kill sessions");
    kill->add_option("NAME", text, "a session");
    auto* const signal = kill->add_option("-s,--signal", text, "a signal")->type_name("SIGNAL");
    kill->add_option("--grace", text, "a time")->type_name("DURATION")->check(suggested({"none"}))->excludes(signal);
    auto* const group = kill->add_option_group("which");
    group->add_flag("--others", flag, "the others");
    group->add_flag("--all", flag, "all");
    group->require_option(0, 1);

    CLI::App* const play = app.add_subcommand("play", "play");
    play->add_option("--format", text, "a format")->type_name("FORMAT")->check(one_of({"text", "json"}));
    play->add_option("FILE|NAME", texts, "recordings");
    CLI::App* const server = app.add_subcommand("server", "the server");
    server->add_subcommand("start", "start it");
    return complete(app, words);
}

std::string offered(const std::vector<std::string>& words)
{
    std::string out;
    for (const Completable& candidate : completion_of(words).candidates)
        out += (out.empty() ? "" : " ") + candidate.word;
    return out;
}

} // namespace

TEST_CASE("commands are offered with their descriptions")
{
    CHECK(offered({""}) == "new kill play server");
    CHECK(completion_of({""}).candidates.front() == Completable{"new", "create a session"});
    CHECK(offered({"server", ""}) == "start");
    CHECK(offered({"server", "start", ""}).empty());
    CHECK(offered({"--config", "x", ""}) == "new kill play server");
    CHECK(completion_of({}) == Completion());
}

TEST_CASE("options are offered for a word that starts with a dash")
{
    CHECK(offered({"-"}) == "--config -h --help");
    CHECK(offered({"kill", "--"}) == "--others --all -s --signal --grace -h --help");
    CHECK(offered({"kill", "work", "--"}) == "--others --all -s --signal --grace -h --help");
}

TEST_CASE("options that were given, or are excluded, are not offered, unless they can be repeated")
{
    CHECK(offered({"kill", "--signal", "INT", "--"}) == "--others --all -h --help");
    CHECK(offered({"kill", "--signal=INT", "--"}) == "--others --all -h --help");
    CHECK(offered({"kill", "-sINT", "--all", "--"}) == "-h --help");
    CHECK(offered({"new", "-d", "-e", "A=1", "--"}) == "-n --name -e --environment -h --help");
    CHECK(offered({"new", "-dn", "x", "--"}) == "-e --environment -h --help");
}

TEST_CASE("the value of an option follows it, or is part of its word")
{
    CHECK(completion_of({"--config", ""}) == Completion{.kind = ValueKind::file});
    CHECK(completion_of({"--config=a"}) == Completion{.kind = ValueKind::file, .prefix = "--config="});
    CHECK(completion_of({"kill", "-s", "K"}) == Completion{.kind = ValueKind::signal});
    CHECK(offered({"kill", "--grace", ""}) == "none");
    CHECK(offered({"play", "--format", "--"}) == "text json");
    CHECK(offered({"play", "--format=j"}) == "--format=text --format=json");
    CHECK(completion_of({"new", "-n", ""}) == Completion());
    CHECK(completion_of({"new", "--nonsense=x"}) == Completion());
}

TEST_CASE("arguments are completed by what they name")
{
    CHECK(completion_of({"kill", ""}) == Completion{.kind = ValueKind::session});
    CHECK(completion_of({"kill", "-s", "INT", ""}) == Completion{.kind = ValueKind::session});
    CHECK(completion_of({"kill", "--", "-"}) == Completion{.kind = ValueKind::session});
    CHECK(completion_of({"kill", "work", ""}) == Completion());
    CHECK(completion_of({"play", "-", "b", ""}) == Completion{.kind = ValueKind::recording});
}

TEST_CASE("after the first word of a command to run, all words belong to the command")
{
    CHECK(completion_of({"new", ""}) == Completion{.kind = ValueKind::command});
    CHECK(completion_of({"new", "--", "v"}) == Completion{.kind = ValueKind::command});
    CHECK(completion_of({"new", "-d", "vim", "--"}) == Completion{.kind = ValueKind::file, .command = 2});
    CHECK(completion_of({"new", "--", "vim", "-n", ""}) == Completion{.kind = ValueKind::file, .command = 2});
}

TEST_CASE("a value's name says what it is")
{
    CHECK(value_kind("NAME", true) == ValueKind::session);
    CHECK(value_kind("NAME", false) == ValueKind::other);
    CHECK(value_kind("DIR", false) == ValueKind::directory);
    CHECK(value_kind("USER", false) == ValueKind::user);
    CHECK(value_kind("NONSENSE", true) == ValueKind::other);
    CHECK(value_noun("OFFSET") == "a number");
    CHECK(value_noun("NONSENSE") == "a value");
}
