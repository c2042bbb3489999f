#include "common/base/runtime_places.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cleat;

namespace {

std::vector<std::string> directories(const RuntimeFacts& facts)
{
    std::vector<std::string> out;
    for (const RuntimePlace& place : runtime_places(facts)) out.push_back(place.directory);
    return out;
}

RuntimeFacts facts_of_anna()
{
    RuntimeFacts out;
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
    RuntimeFacts facts = facts_of_anna();
    facts.chosen = "/somewhere/else";

    CHECK(runtime_places(facts) == std::vector<RuntimePlace>{{"/somewhere/else", "CLEAT_RUNTIME_DIR"}});
}

TEST_CASE("the directories of a login come before the home directory, and /tmp is last")
{
    RuntimeFacts facts = facts_of_anna();
    facts.xdg = "/elsewhere";

    const auto places = runtime_places(facts);

    REQUIRE(places.size() == 4);
    CHECK(places[0] == RuntimePlace{"/elsewhere/cleat", "XDG_RUNTIME_DIR"});
    CHECK(places[1] == RuntimePlace{"/run/user/1000/cleat", "/run/user"});
    CHECK(places[2].directory.starts_with("/home/anna/.local/state/cleat/run/"));
    CHECK(places[2].makes_parents);
    CHECK(places[3] == RuntimePlace{"/tmp/cleat-1000", "/tmp"});
}

TEST_CASE("without the variables of a login the same directories are found in the same order")
{
    RuntimeFacts bare = facts_of_anna();
    bare.xdg.clear();

    CHECK(directories(bare) == directories(facts_of_anna()));
}

TEST_CASE("a noted directory comes last, and only a directory found by a variable alone is noted")
{
    RuntimeFacts facts = facts_of_anna();
    facts.xdg.clear();
    facts.noted = "/elsewhere/cleat";

    CHECK(directories(facts).back() == "/elsewhere/cleat");
    CHECK(directories(facts).size() == directories(facts_of_anna()).size() + 1);

    facts.xdg = "/elsewhere";
    const auto places = runtime_places(facts);
    CHECK(wants_note(places.front(), 1000));
    for (std::size_t i = 1; i < places.size(); ++i) CHECK_FALSE(wants_note(places[i], 1000));
    CHECK_FALSE(wants_note(runtime_places(facts_of_anna()).front(), 1000)); // /run/user/1000 is found anyway
}

TEST_CASE("root has a directory in /run")
{
    RuntimeFacts facts;
    facts.user = 0;

    CHECK(directories(facts) == std::vector<std::string>{"/run/cleat", "/tmp/cleat-0"});
}

TEST_CASE("hosts and containers that share a home directory do not share a directory in it")
{
    RuntimeFacts one = facts_of_anna();
    RuntimeFacts other = facts_of_anna();
    other.instance = "boot others";

    CHECK(directories(one) != directories(other));

    other.instance.clear(); // it is not known which one this is
    CHECK(directories(other) == std::vector<std::string>{"/run/user/1000/cleat", "/tmp/cleat-1000"});
}

TEST_CASE("a directory whose socket path would be too long is left out")
{
    RuntimeFacts facts = facts_of_anna();
    facts.home = "/" + std::string(80, 'x');

    CHECK(directories(facts) == std::vector<std::string>{"/run/user/1000/cleat", "/tmp/cleat-1000"});
}

TEST_CASE("a server may run in the directory of an ended login, but not besides a chosen directory")
{
    RuntimeFacts gone = facts_of_anna();
    gone.xdg.clear();
    gone.has_run_user = false;
    const auto places = runtime_places(gone);

    const auto directories = directories_of_servers(places, 1000, "/elsewhere");

    REQUIRE(directories.size() == places.size() + 2);
    CHECK(directories[places.size()] == "/elsewhere/cleat");
    CHECK(directories.back() == "/run/user/1000/cleat");
    CHECK(directories_of_servers(places, 1000, "").size() == places.size() + 1);
    CHECK(directories_of_servers(places, 1000, "relative").size() == places.size() + 1);
    gone.chosen = "/chosen";
    CHECK(directories_of_servers(runtime_places(gone), 1000, "/elsewhere") == std::vector<std::string>{"/chosen"});
}

TEST_CASE("the system's own settings yield directories")
{
    const auto places = runtime_places(runtime_facts());

    REQUIRE_FALSE(places.empty());
    for (const RuntimePlace& place : places) CHECK(place.directory.starts_with('/'));
}
