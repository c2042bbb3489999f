#include "common/base/runtime_directories.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

std::vector<std::string> directories(const RuntimeInputs& facts)
{
    std::vector<std::string> out;
    for (const RuntimeDirectory& place : runtime_directories(facts)) out.push_back(place.directory);
    return out;
}

RuntimeInputs facts_of_anna()
{
    RuntimeInputs out;
    out.user = 1000;
    out.xdg = "/run/user/1000";
    out.has_run_user = true;
    out.home = "/home/anna";
    out.instance = "boot processes";
    return out;
}

} // namespace

TEST_CASE("a directory chosen by the user is the only one")
{
    RuntimeInputs facts = facts_of_anna();
    facts.chosen = "/somewhere/else";

    CHECK(runtime_directories(facts) == std::vector<RuntimeDirectory>{{"/somewhere/else", "CLEAT_RUNTIME_DIR"}});
}

TEST_CASE("the directories of a login come before the home directory, and /tmp is last")
{
    RuntimeInputs facts = facts_of_anna();
    facts.xdg = "/elsewhere";

    const auto places = runtime_directories(facts);

    REQUIRE(places.size() == 4);
    CHECK(places[0] == RuntimeDirectory{"/elsewhere/cleat", "XDG_RUNTIME_DIR"});
    CHECK(places[1] == RuntimeDirectory{"/run/user/1000/cleat", "/run/user"});
    CHECK(places[2].directory.starts_with("/home/anna/.local/state/cleat/run/"));
    CHECK(places[2].creates_parents);
    CHECK(places[3] == RuntimeDirectory{"/tmp/cleat-1000", "/tmp"});
}

TEST_CASE("without the variables of a login the same directories are found in the same order")
{
    RuntimeInputs bare = facts_of_anna();
    bare.xdg.clear();

    CHECK(directories(bare) == directories(facts_of_anna()));
}

TEST_CASE("a noted directory comes last, and only a directory found by a variable alone is noted")
{
    RuntimeInputs facts = facts_of_anna();
    facts.xdg.clear();
    facts.noted = "/elsewhere/cleat";

    CHECK(directories(facts).back() == "/elsewhere/cleat");
    CHECK(directories(facts).size() == directories(facts_of_anna()).size() + 1);

    facts.xdg = "/elsewhere";
    const auto places = runtime_directories(facts);
    CHECK(needs_link(places.front(), 1000));
    for (std::size_t i = 1; i < places.size(); ++i) CHECK_FALSE(needs_link(places[i], 1000));
    CHECK_FALSE(needs_link(runtime_directories(facts_of_anna()).front(), 1000)); // /run/user/1000 is found anyway
}

TEST_CASE("root has a directory in /run")
{
    RuntimeInputs facts;
    facts.user = 0;

    CHECK(directories(facts) == std::vector<std::string>{"/run/cleat", "/tmp/cleat-0"});
}

TEST_CASE("hosts and containers that share a home directory do not share a directory in it")
{
    RuntimeInputs one = facts_of_anna();
    RuntimeInputs other = facts_of_anna();
    other.instance = "boot others";

    CHECK(directories(one) != directories(other));

    other.instance.clear(); // it is not known which one this is
    CHECK(directories(other) == std::vector<std::string>{"/run/user/1000/cleat", "/tmp/cleat-1000"});
}

TEST_CASE("a directory whose socket path would be too long is left out")
{
    RuntimeInputs facts = facts_of_anna();
    facts.home = "/" + std::string(80, 'x');

    CHECK(directories(facts) == std::vector<std::string>{"/run/user/1000/cleat", "/tmp/cleat-1000"});
}

TEST_CASE("a server may run in the directory of an ended login, but not besides a chosen directory")
{
    RuntimeInputs gone = facts_of_anna();
    gone.xdg.clear();
    gone.has_run_user = false;
    const auto places = runtime_directories(gone);

    const auto directories = directories_of_servers(places, 1000, "/elsewhere");

    REQUIRE(directories.size() == places.size() + 2);
    CHECK(directories[places.size()] == "/elsewhere/cleat");
    CHECK(directories.back() == "/run/user/1000/cleat");
    CHECK(directories_of_servers(places, 1000, "").size() == places.size() + 1);
    CHECK(directories_of_servers(places, 1000, "relative").size() == places.size() + 1);
    gone.chosen = "/chosen";
    CHECK(directories_of_servers(runtime_directories(gone), 1000, "/elsewhere") == std::vector<std::string>{"/chosen"});
}

TEST_CASE("the system's own settings yield directories")
{
    const auto places = runtime_directories(runtime_inputs());

    REQUIRE_FALSE(places.empty());
    for (const RuntimeDirectory& place : places) CHECK(place.directory.starts_with('/'));
}
