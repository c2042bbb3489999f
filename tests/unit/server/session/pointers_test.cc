#include "server/session/pointers.h"

#include "server/keeper/session_directory.h"
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

TEST_CASE("a link points to the variable's current value, and is removed with the session")
{
    const Scratch scratch;
    std::ofstream(scratch / "one") << "1";
    std::ofstream(scratch / "two") << "2";
    const std::string directory = session_directory(scratch.path(), 7);
    {
        Pointers pointers(scratch.path(), directory);
        CHECK_FALSE(fs::exists(directory));
        const auto values = pointers.values_for_program({{"X_SOCK", scratch / "one"}, {"DISPLAY", ":0"}, {"NONE", ""}});
        CHECK(values == FollowedValues{{"X_SOCK", directory + "/X_SOCK"}, {"DISPLAY", ":0"}});

        pointers.update({{"X_SOCK", scratch / "one"}, {"DISPLAY", ":0"}, {"NONE", ""}});
        CHECK(contents(values.at("X_SOCK")) == "1");
        CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
        pointers.update({{"X_SOCK", scratch / "two"}});
        CHECK(contents(values.at("X_SOCK")) == "2");
        pointers.update({{"X_SOCK", "/gone"}});
        CHECK(fs::read_symlink(values.at("X_SOCK")) == "/gone");
        pointers.update({{"X_SOCK", ""}});                  // stays
        pointers.update({{"X_SOCK", values.at("X_SOCK")}}); // would point to itself
        CHECK(fs::read_symlink(values.at("X_SOCK")) == "/gone");
        CHECK(fs::is_symlink(values.at("X_SOCK")));
        pointers.remove();
    }
    CHECK_FALSE(fs::exists(directory));
}

TEST_CASE("an agent's socket has its link before the socket exists")
{
    const Pointers pointers("/run", "/run/sessions/7");

    CHECK(pointers.values_for_program({{"SSH_AUTH_SOCK", ""}, {"DISPLAY", ""}}) ==
          FollowedValues{{"SSH_AUTH_SOCK", "/run/sessions/7/SSH_AUTH_SOCK"}});
}

TEST_CASE("links of a killed server are removed")
{
    const Scratch scratch;
    Pointers pointers(scratch.path(), session_directory(scratch.path(), 1));
    pointers.update({{"A_SOCK", "/x"}});
    CHECK(fs::exists(scratch / "sessions/1"));

    remove_session_directories(scratch.path());

    CHECK_FALSE(fs::exists(scratch / "sessions"));
}
