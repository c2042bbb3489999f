#include "server/pty/executable.h"

#include <doctest/doctest.h>

using namespace cleat;

using Strings = std::vector<std::string>;

TEST_CASE("a name with a slash is a path")
{
    CHECK(paths_for("/bin/sh", {"PATH=/usr/bin"}) == Strings{"/bin/sh"});
    CHECK(paths_for("./run", {"PATH=/usr/bin"}) == Strings{"./run"});
}

TEST_CASE("a name without a slash is looked for in the request's PATH, in order")
{
    CHECK(paths_for("sh", {"HOME=/", "PATH=/usr/bin:/bin", "PATH=/ignored"}) == Strings{"/usr/bin/sh", "/bin/sh"});
}

TEST_CASE("an empty part of PATH is the current directory")
{
    CHECK(paths_for("run", {"PATH=:/bin:"}) == Strings{"run", "/bin/run", "run"});
    CHECK(paths_for("run", {"PATH="}) == Strings{"run"});
}

TEST_CASE("without PATH the usual directories are searched")
{
    CHECK(paths_for("sh", {"XPATH=/x"}) == Strings{"/usr/local/bin/sh", "/usr/bin/sh", "/bin/sh"});
}

TEST_CASE("an empty name has no paths")
{
    CHECK(paths_for("", {"PATH=/bin"}).empty());
}

TEST_CASE("fallbacks come after the command, without its arguments")
{
    const SpawnRequest request{
        .argv = {"/opt/sh", "-c", "x"}, .fallbacks = {"/bin/bash"}, .environment = {}, .directory = "/"};

    const auto candidates = candidates_for(request);

    CHECK(candidates == std::vector<Candidate>{{{"/opt/sh"}, {"/opt/sh", "-c", "x"}}, {{"/bin/bash"}, {"/bin/bash"}}});
}

TEST_CASE("a login shell's argv[0] is its base name after a dash")
{
    const SpawnRequest request{
        .argv = {"/bin/zsh", "-i"}, .fallbacks = {"/bin/sh"}, .environment = {}, .directory = "/", .login_name = true};

    const auto candidates = candidates_for(request);

    REQUIRE(candidates.size() == 2);
    CHECK(candidates[0].arguments == Strings{"-zsh", "-i"});
    CHECK(candidates[0].paths == Strings{"/bin/zsh"});
    CHECK(candidates[1].arguments == Strings{"-sh"});
}
