#include "common/command_line/help.h"
#include "common/command_line/option_value.h"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace cleat;

TEST_CASE("help is a usage line, a sentence, aligned columns and an example")
{
    CLI::App app("a program", "cleat");
    set_up_command_line(app);
    CLI::App* const verb = app.add_subcommand("new", "create a session and attach to it");
    std::string name;
    bool detached = false;
    std::vector<std::string> command;
    verb->add_flag("-d,--detached", detached, "do not attach");
    verb->add_option("-n,--name", name, "name of the session")->type_name("NAME");
    verb->add_option("COMMAND", command, "program to run")->option_text("[-- COMMAND [ARGUMENT...]]");
    verb->footer("cleat new -n work\nCreate a session.");

    CHECK(help_text(*verb) == "usage: cleat new [options] [-- COMMAND [ARGUMENT...]]\n"
                              "\n"
                              "Create a session and attach to it.\n"
                              "\n"
                              "Arguments:\n"
                              "  COMMAND          program to run\n"
                              "\n"
                              "Options:\n"
                              "  -d, --detached   do not attach\n"
                              "  -n, --name NAME  name of the session\n"
                              "  -h, --help       print this help and exit\n"
                              "\n"
                              "Example:\n"
                              "  cleat new -n work\n"
                              "      Create a session.\n");
}

TEST_CASE("the usage line of a command without options and arguments ends with its name")
{
    CLI::App app("do things", "cleat");
    set_up_command_line(app);
    CLI::App* const stop = app.add_subcommand("stop", "stop");

    CHECK(help_text(*stop).starts_with("usage: cleat stop\n"));
}

TEST_CASE("the help of a program lists its commands and ends with its footer")
{
    CLI::App app("do things", "cleat");
    set_up_command_line(app);
    app.set_version_flag("--version", "1", "print the version and exit");
    app.add_subcommand("ls", "list sessions");
    app.require_subcommand(0, 1);
    app.footer("See cleat(1).");

    CHECK(help_text(app) == "usage: cleat [options] [COMMAND [ARGUMENT...]]\n"
                            "\n"
                            "Do things.\n"
                            "\n"
                            "Commands:\n"
                            "  ls             list sessions\n"
                            "\n"
                            "Options:\n"
                            "  -h, --help     print this help and exit\n"
                            "      --version  print the version and exit\n"
                            "\n"
                            "See cleat(1).\n");
}

TEST_CASE("usage lines show groups, required options, optional values and commands beside arguments")
{
    CLI::App app("a program", "cleat");
    set_up_command_line(app);
    std::string text;
    bool flag = false;

    CLI::App* const wait = app.add_subcommand("wait", "wait");
    auto* const what = wait->add_option_group("what");
    what->add_option("--text", text, "a line")->type_name("REGEX");
    what->add_flag("--exit", flag, "the end");
    what->require_option(1);
    wait->add_option("NAME", text, "session")->required();
    CHECK(help_text(*wait).starts_with("usage: cleat wait (--text REGEX | --exit) NAME\n"));

    CLI::App* const convert = app.add_subcommand("export", "convert");
    convert->add_option("--to", text, "format")->type_name("FORMAT")->required();
    convert->add_option("--history", text, "lines")->type_name("N")->expected(0, 1);
    CHECK(help_text(*convert).starts_with("usage: cleat export [options] --to FORMAT\n"));
    CHECK(help_text(*convert).find("      --history[=N]  lines\n") != std::string::npos);

    CLI::App* const record = app.add_subcommand("record", "record");
    record->add_option("NAME", text, "session")->option_text("NAME");
    record->add_subcommand("stop", "stop");
    CHECK(help_text(*record).starts_with("usage: cleat record NAME\n       cleat record COMMAND [ARGUMENT...]\n"));
}

TEST_CASE("a wide left column has a line of its own, and the right one is wrapped at 80 columns")
{
    const std::vector<HelpRow> rows{{"-x", "one two three four five six seven eight nine ten eleven twelve thirteen"},
                                    {"--very-long", "short"},
                                    {"-y", ""}};

    CHECK(two_columns(rows, 4) == "  -x    one two three four five six seven eight nine ten eleven twelve thirteen\n"
                                  "  --very-long\n"
                                  "        short\n"
                                  "  -y\n");
    const std::vector<HelpRow> wide{{"-x", std::string(40, 'a') + ' ' + std::string(40, 'b')}};
    CHECK(two_columns(wide, 2) ==
          "  -x  " + std::string(40, 'a') + '\n' + std::string(6, ' ') + std::string(40, 'b') + '\n');
}
