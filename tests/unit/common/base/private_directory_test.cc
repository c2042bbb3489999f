#include "common/base/private_directory.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace cleat;

TEST_CASE("a private directory is created for the user alone and may already exist")
{
    const Scratch scratch;
    const auto path = scratch / "runtime";

    REQUIRE(PrivateDirectory::make(path).has_value());
    REQUIRE(PrivateDirectory::make(path).has_value());

    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0700);
}

TEST_CASE("a directory that others may enter is not private and is left unchanged")
{
    const Scratch scratch;
    for (const unsigned mode : {0750U, 0701U, 0777U, 01777U}) {
        CAPTURE(mode);
        const auto path = scratch / std::to_string(mode);
        REQUIRE(::mkdir(path.c_str(), 0700) == 0);
        REQUIRE(::chmod(path.c_str(), mode) == 0);

        const auto result = PrivateDirectory::make(path);

        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code() == ErrorCode::refused);
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777U) == mode);
    }
}

TEST_CASE("a symbolic link or a file is not a private directory")
{
    const Scratch scratch;
    REQUIRE(::mkdir((scratch / "real").c_str(), 0700) == 0);
    REQUIRE(::symlink("real", (scratch / "link").c_str()) == 0);
    REQUIRE(::symlink("missing", (scratch / "dangling").c_str()) == 0);
    std::ofstream(scratch / "file") << "text";

    CHECK(PrivateDirectory::make(scratch / "file").error().code() == ErrorCode::refused);
    CHECK(PrivateDirectory::make(scratch / "link").error().code() == ErrorCode::refused);
    CHECK(PrivateDirectory::make(scratch / "dangling").error().code() == ErrorCode::refused);
    CHECK(PrivateDirectory::open(scratch / "missing").error().code() == ErrorCode::not_found);
}

TEST_CASE("another user's directory is refused, naming the owner")
{
    if (::geteuid() != 0) return; // only root can create one
    const Scratch scratch;
    REQUIRE(::mkdir((scratch / "theirs").c_str(), 0700) == 0);
    REQUIRE(::chown((scratch / "theirs").c_str(), 61001, 61001) == 0);

    const auto result = PrivateDirectory::make(scratch / "theirs");

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code() == ErrorCode::refused);
    CHECK(result.error().message() == "the directory \"" + scratch / "theirs" + "\" belongs to user 61001");
}

TEST_CASE("the descriptor of a private directory still refers to it when another one takes its path")
{
    const Scratch scratch;
    const auto opened = PrivateDirectory::make(scratch / "place");
    REQUIRE(opened.has_value());
    std::ofstream(scratch / "place/mine") << "text";

    std::filesystem::rename(scratch / "place", scratch / "elsewhere");
    REQUIRE(PrivateDirectory::make(scratch / "place").has_value());

    CHECK(::faccessat(opened->descriptor(), "mine", F_OK, 0) == 0);
}

TEST_CASE("a private directory in a missing directory is an error that names it")
{
    const Scratch scratch;

    const auto result = PrivateDirectory::make(scratch / "a/b");

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message().find("a/b") != std::string::npos);
}
