#include "common/config/config_file.h"
#include "common/config/read_settings.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> complaints(std::string_view text, std::span<const SettingCheck> checks = {})
{
    std::vector<std::string> out;
    for (const SettingProblem& problem : read_settings(text, checks).problems)
        out.push_back(std::to_string(problem.place.line) + ':' + std::to_string(problem.place.column) + ' ' +
                      problem.message);
    return out;
}

using Words = std::vector<std::string>;

/// A configuration file with every setting as in `settings`.
std::string file_of(const Settings& settings)
{
    std::string out;
    std::string_view section;
    for (const Setting& setting : all_settings()) {
        if (setting.section != section) out += "[" + std::string(section = setting.section) + "]\n";
        out += std::string(setting.name) + " = " + value_text(setting, settings) + "\n";
    }
    return out;
}

} // namespace

TEST_CASE("an empty file leaves every setting at its default")
{
    for (const char* const text : {"", "# nothing\n", "[session]\n[client]\n[server]\n"}) {
        const auto read = read_settings(text);

        CHECK(read.problems.empty());
        CHECK(read.settings == Settings{});
        CHECK(read.where.empty());
    }
}

TEST_CASE("settings are read together with their positions in the file")
{
    const auto read = read_settings("[session]\n"
                                    "linger = \"1h30m\"\n"
                                    "environment = [\"LC_*\", \"TZ\"]\n"
                                    "\n"
                                    "[client]\n"
                                    "escape = 'C-a'\n"
                                    "  history =   7\n"
                                    "alt-screen = true\n");

    CHECK(read.problems.empty());
    CHECK(read.settings.linger == 90min);
    CHECK(read.settings.environment == Words{"LC_*", "TZ"});
    CHECK(read.settings.escape == "C-a");
    CHECK(read.settings.history == 7);
    CHECK(read.settings.alt_screen);
    CHECK(read.settings.size_policy == "latest");
    CHECK(read.where.size() == 5);
    CHECK(read.where.at("session.linger") == FilePosition{2, 10});
    CHECK(read.where.at("client.history") == FilePosition{7, 15});
}

TEST_CASE("a number without a unit is a duration in seconds")
{
    CHECK(read_settings("session.linger = 90").settings.linger == 90s);
}

TEST_CASE("the value of every setting can be written and read back")
{
    Settings settings;
    settings.linger = 250ms;
    settings.size_policy = "largest";
    settings.environment = {};
    settings.escape = "a \"quoted\" \\ text\x7f\n\u00e9";
    settings.clipboard_read = true;

    const auto read = read_settings(file_of(settings));

    CHECK(read.problems.empty());
    CHECK(read.settings == settings);
    CHECK(read.where.size() == all_settings().size());
}

TEST_CASE("an unknown setting or section is reported with its name, position and a suggestion")
{
    CHECK(complaints("[session]\nlingre = 1\n") ==
          Words{"2:1 unknown setting \"lingre\" in [session]; did you mean \"linger\"?"});
    CHECK(complaints("\n [sesion]\n") == Words{"2:3 unknown section \"sesion\"; did you mean \"session\"?"});
    CHECK(complaints("linger = 1\n") == Words{"1:1 unknown section \"linger\""});
    CHECK(complaints("[server]\nwhatever = 1\n") == Words{"2:1 unknown setting \"whatever\" in [server]"});
    CHECK(complaints("session = 1\n") == Words{"1:11 \"session\" must be a section: [session]"});
}

TEST_CASE("an invalid value is reported with the setting's name and its own position, and leaves the default")
{
    CHECK(complaints("[session]\nlinger = true") ==
          Words{"2:10 session.linger: must be a duration, such as \"10s\" or \"1h30m\""});
    CHECK(complaints("[session]\nlinger = -1").size() == 1);
    CHECK(complaints("[session]\nlinger = \"soon\"").size() == 1);
    CHECK(complaints("[session]\nlinger = 1.5").size() == 1);
    CHECK(complaints("[session]\nsize-policy = \"huge\"") ==
          Words{"2:15 session.size-policy: \"huge\" is not one of latest, smallest, largest, fixed"});
    CHECK(complaints("[client]\ncatch-up = -1") ==
          Words{"2:12 client.catch-up: must be a whole number from 0 to 10000000"});
    CHECK(complaints("[client]\nhistory = \"7\"").size() == 1);
    CHECK(complaints("[client]\nhistory = 7.0").size() == 1);
    CHECK(complaints("[client]\nalt-screen = 1") == Words{"2:14 client.alt-screen: must be true or false"});
    CHECK(complaints("[client]\nescape = 1") == Words{"2:10 client.escape: must be a string in quotes"});
    CHECK(complaints("[session]\nenvironment = \"LANG\"").size() == 1);
    CHECK(complaints("[session]\nenvironment = [\"LANG\", 1]") ==
          Words{"2:24 session.environment: must be a string in quotes"});
    CHECK(complaints("[session]\nenvironment = [\"A B\"]") ==
          Words{"2:16 session.environment: \"A B\" is neither the name of a variable nor a prefix that ends in \"*\""});
    CHECK(complaints("[session]\nterm = \"\"").size() == 1);

    CHECK(read_settings("[session]\nlinger = true\nsize-policy = 1\nenvironment = [1]").settings == Settings{});
}

TEST_CASE("all problems of a file are reported in file order")
{
    const auto found = complaints("[session]\nlinger = true\n[client]\nbad = 1\nescape = 2\n");

    REQUIRE(found.size() == 3);
    CHECK(found[0].starts_with("2:"));
    CHECK(found[1].starts_with("4:"));
    CHECK(found[2].starts_with("5:"));
}

TEST_CASE("invalid TOML is reported with its position")
{
    for (const char* const text : {"[session\nlinger = 1", "[session]\nlinger = ", "[session]\nlinger = \"1",
                                   "[session]\nlinger = 1\nlinger = 2\n", "\xff\xfe", "a = \x01"}) {
        const auto read = read_settings(text);

        REQUIRE(read.problems.size() == 1);
        CHECK_FALSE(read.problems[0].message.empty());
        CHECK(read.settings == Settings{});
    }
}

TEST_CASE("a program can add its own check of a string")
{
    const std::array checks{SettingCheck{"client.escape", [](const std::string& text) -> Result<void> {
                                             if (text == "none") return {};
                                             return Error("not that");
                                         }}};

    CHECK(complaints("[client]\nescape = 'none'", checks).empty());
    CHECK(complaints("[client]\nescape = 'x'", checks) == Words{"2:10 client.escape: not that"});
}

TEST_CASE("the file is the one named in the environment, otherwise the default one")
{
    const Scratch scratch;
    ::unsetenv("CLEAT_CONFIG");
    ::setenv("XDG_CONFIG_HOME", scratch.path().c_str(), 1);
    CHECK(config_path().path == scratch / "cleat/config.toml");
    CHECK(config_path().origin == ConfigOrigin::usual);
    CHECK(load_settings() == Settings{});

    ::mkdir((scratch / "cleat").c_str(), 0700);
    std::ofstream(scratch / "cleat/config.toml") << "[client]\nhistory = 3\n";
    CHECK(load_settings()->history == 3);

    ::setenv("CLEAT_CONFIG", (scratch / "other.toml").c_str(), 1);
    CHECK(config_path().origin == ConfigOrigin::environment);
    REQUIRE_FALSE(load_settings().has_value());
    CHECK(load_settings().error().code() == ErrorCode::invalid);

    std::ofstream(scratch / "other.toml") << "[client]\nhistory = x\n";
    REQUIRE_FALSE(load_settings().has_value());
    CHECK(load_settings().error().message().starts_with(scratch / "other.toml" + ":2:"));

    ::setenv("CLEAT_CONFIG", scratch.path().c_str(), 1); // a directory
    CHECK_FALSE(load_settings().has_value());
    ::unsetenv("CLEAT_CONFIG");
    ::setenv("XDG_CONFIG_HOME", "relative", 1);
    ::setenv("HOME", scratch.path().c_str(), 1);
    CHECK(config_path().path == scratch / ".config/cleat/config.toml");
}

TEST_CASE("the sample names every setting with its default")
{
    std::ifstream file(CLEAT_SAMPLE_CONFIG);
    REQUIRE(file.is_open());
    std::stringstream text;
    text << file.rdbuf();
    CHECK(read_settings(text.str()).settings == Settings{});
    CHECK(read_settings(text.str()).where.empty());

    // "#name = value" is a setting that is commented out.
    std::string all;
    for (std::string line; std::getline(text, line);) {
        const bool is_setting = line.size() > 2 && line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';
        all += (is_setting ? line.substr(1) : line) + "\n";
    }
    const auto read = read_settings(all);
    CHECK(read.problems.empty());
    CHECK(read.settings == Settings{});
    for (const Setting& setting : all_settings()) {
        INFO(setting.full_name());
        CHECK(read.where.contains(setting.full_name()));
    }
}
