#include "server/keeper/session_directory.h"
#include "server/audience/followed.h"
#include "server/audience/pointers.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cleat;
namespace fs = std::filesystem;

namespace {

std::string contents(const std::string& path)
{
    std::stringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
}

} // namespace

TEST_CASE("a variable is that of the latest controller that has it")
{
    Followed followed(FollowedValues{{"A", "made"}, {"B", ""}});
    CHECK(followed.current() == FollowedValues{{"A", "made"}, {"B", ""}});

    followed.came(1, {{"A", "one"}, {"B", "one"}});
    CHECK(followed.current() == FollowedValues{{"A", "one"}, {"B", "one"}});
    followed.came(2, {{"A", "two"}, {"B", ""}});
    CHECK(followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}});
    followed.took_control(1);
    CHECK(followed.current() == FollowedValues{{"A", "one"}, {"B", "one"}});
    followed.left(1);
    CHECK(followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}}); // nobody has B any more
    followed.left(2);
    CHECK(followed.current() == FollowedValues{{"A", "two"}, {"B", "one"}});
}

TEST_CASE("only what a session was made to follow is followed, and only controllers that came count")
{
    Followed followed(FollowedValues{{"A", "made"}});

    followed.came(1, {{"LD_PRELOAD", "evil"}});
    followed.took_control(7);
    followed.left(8);

    CHECK(followed.current() == FollowedValues{{"A", "made"}});
}

TEST_CASE("what is no variable, is too long, or is too much is left out")
{
    CHECK(followed_values({"A=1", "B", "=x", "1C=x", "D-E=x", "F=", "G=a=b", std::string("H=\0", 3), "A=2",
                           "I=" + std::string(5'000, 'x')}) == FollowedValues{{"A", "2"}, {"F", ""}, {"G", "a=b"}});
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i) many.push_back("V" + std::to_string(i) + "=x");
    CHECK(followed_values(many).size() == 64);
}

TEST_CASE("a link leads to what the variable names now, and goes with the session")
{
    const Scratch scratch;
    std::ofstream(scratch / "one") << "1";
    std::ofstream(scratch / "two") << "2";
    const std::string directory = session_directory(scratch.path(), 7);
    {
        Pointers pointers(scratch.path(), directory);
        CHECK_FALSE(fs::exists(directory));
        const auto told = pointers.told({{"X_SOCK", scratch / "one"}, {"DISPLAY", ":0"}, {"NONE", ""}});
        CHECK(told == FollowedValues{{"X_SOCK", directory + "/X_SOCK"}, {"DISPLAY", ":0"}});

        pointers.update({{"X_SOCK", scratch / "one"}, {"DISPLAY", ":0"}, {"NONE", ""}});
        CHECK(contents(told.at("X_SOCK")) == "1");
        CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
        pointers.update({{"X_SOCK", scratch / "two"}});
        CHECK(contents(told.at("X_SOCK")) == "2");
        pointers.update({{"X_SOCK", "/gone"}});
        CHECK(fs::read_symlink(told.at("X_SOCK")) == "/gone");
        pointers.update({{"X_SOCK", ""}});                // stays
        pointers.update({{"X_SOCK", told.at("X_SOCK")}}); // would lead to itself
        CHECK(fs::read_symlink(told.at("X_SOCK")) == "/gone");
        CHECK(fs::is_symlink(told.at("X_SOCK")));
    }
    CHECK_FALSE(fs::exists(directory));
}

TEST_CASE("an agent's socket has its link before there is one")
{
    const Pointers pointers("/run", "/run/sessions/7");

    CHECK(pointers.told({{"SSH_AUTH_SOCK", ""}, {"DISPLAY", ""}}) ==
          FollowedValues{{"SSH_AUTH_SOCK", "/run/sessions/7/SSH_AUTH_SOCK"}});
}

TEST_CASE("what a server that was killed has left is removed")
{
    const Scratch scratch;
    Pointers pointers(scratch.path(), session_directory(scratch.path(), 1));
    pointers.update({{"A_SOCK", "/x"}});
    CHECK(fs::exists(scratch / "sessions/1"));

    remove_session_directories(scratch.path());

    CHECK_FALSE(fs::exists(scratch / "sessions"));
}
