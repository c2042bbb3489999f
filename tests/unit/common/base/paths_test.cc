#include "common/base/paths.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

using namespace cleat;
namespace fs = std::filesystem;

namespace {

/// Sets an environment variable, or unsets it, until the end of the test.
class Variable {
 public:
    Variable(const char* name, const std::optional<std::string>& value) : name_(name)
    {
        if (const char* const before = std::getenv(name)) before_ = before;
        set(value);
    }
    ~Variable() { set(before_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

 private:
    void set(const std::optional<std::string>& value)
    {
        if (value) ::setenv(name_, value->c_str(), 1);
        else ::unsetenv(name_);
    }

    const char* name_;
    std::optional<std::string> before_;
};

std::string fallback()
{
    return "/tmp/cleat-" + std::to_string(::geteuid());
}

} // namespace

TEST_CASE("the runtime directory is the one chosen, made absolute")
{
    const Variable chosen("CLEAT_RUNTIME_DIR", "/somewhere/else");
    CHECK(runtime_directory() == "/somewhere/else");

    const Variable relative("CLEAT_RUNTIME_DIR", "here");
    CHECK(runtime_directory() == fs::current_path().string() + "/here");
}

TEST_CASE("without a choice the runtime directory is in the user's, and else in /tmp")
{
    const Scratch scratch;
    const Variable none("CLEAT_RUNTIME_DIR", std::nullopt);
    {
        const Variable users("XDG_RUNTIME_DIR", scratch.path());
        CHECK(runtime_directory() == scratch.path() + "/cleat");
        const Variable empty("CLEAT_RUNTIME_DIR", "");
        CHECK(runtime_directory() == scratch.path() + "/cleat");
    }
    for (const auto& useless : {std::optional<std::string>(), std::optional<std::string>(""),
                                std::optional<std::string>("relative"), std::optional(scratch / "missing")}) {
        const Variable users("XDG_RUNTIME_DIR", useless);
        CHECK(runtime_directory() == fallback());
    }
}

TEST_CASE("a runtime directory is made for the user alone, and may exist already")
{
    const Scratch scratch;
    const auto directory = scratch / "runtime";

    REQUIRE(make_runtime_directory(directory).has_value());
    REQUIRE(make_runtime_directory(directory).has_value());

    struct stat status {};
    REQUIRE(::stat(directory.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0700);
}

TEST_CASE("a runtime directory that others may enter is refused")
{
    const Scratch scratch;
    for (const unsigned mode : {0750U, 0701U, 0777U, 01777U}) {
        CAPTURE(mode);
        const auto directory = scratch / std::to_string(mode);
        REQUIRE(::mkdir(directory.c_str(), 0700) == 0);
        REQUIRE(::chmod(directory.c_str(), mode) == 0);

        const auto result = make_runtime_directory(directory);

        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().code() == ErrorCode::refused);
    }
}

TEST_CASE("a symbolic link or a file is no runtime directory")
{
    const Scratch scratch;
    REQUIRE(::mkdir((scratch / "real").c_str(), 0700) == 0);
    REQUIRE(::symlink("real", (scratch / "link").c_str()) == 0);
    REQUIRE(::symlink("missing", (scratch / "dangling").c_str()) == 0);
    std::ofstream(scratch / "file") << "text";

    CHECK(make_runtime_directory(scratch / "file").error().code() == ErrorCode::refused);
    CHECK(make_runtime_directory(scratch / "link").error().code() == ErrorCode::refused);
    CHECK(make_runtime_directory(scratch / "dangling").error().code() == ErrorCode::refused);
}

TEST_CASE("a runtime directory of another user is refused")
{
    if (::geteuid() != 0) return; // only root can make one
    const Scratch scratch;
    REQUIRE(::mkdir((scratch / "theirs").c_str(), 0700) == 0);
    REQUIRE(::chown((scratch / "theirs").c_str(), 65534, 65534) == 0);

    CHECK(make_runtime_directory(scratch / "theirs").error().code() == ErrorCode::refused);
}

TEST_CASE("a runtime directory in a place that does not exist is an error that names it")
{
    const Scratch scratch;

    const auto result = make_runtime_directory(scratch / "a/b");

    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message().find("a/b") != std::string::npos);
}

TEST_CASE("a socket's path is refused when it does not fit an address")
{
    CHECK(socket_path("/run/cleat").value() == "/run/cleat/cleatd.sock");
    const auto room = 107 - std::string("/cleatd.sock").size();
    CHECK(socket_path("/" + std::string(room - 1, 'x')).has_value());
    CHECK(socket_path("/" + std::string(room, 'x')).error().code() == ErrorCode::invalid);
}

TEST_CASE("the state directory is in the user's choice, and else in the home directory")
{
    const Variable home("HOME", "/home/user");
    {
        const Variable state("XDG_STATE_HOME", "/state");
        CHECK(state_directory() == "/state/cleat");
    }
    const Variable relative("XDG_STATE_HOME", "state");
    CHECK(state_directory() == "/home/user/.local/state/cleat");
}

TEST_CASE("directories are made with all above them")
{
    const Scratch scratch;

    REQUIRE(make_directories(scratch / "a/b/c").has_value());
    REQUIRE(make_directories(scratch / "a/b/c").has_value());

    CHECK(fs::is_directory(scratch / "a/b/c"));
}

TEST_CASE("a directory that holds something else is not opened to others")
{
    const Scratch scratch;
    REQUIRE(make_directories(scratch / "home").has_value());
    std::ofstream(scratch / "home/letter") << "private\n";

    const auto made = make_shared_directory(scratch / "home");

    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code() == ErrorCode::refused);
    CHECK((fs::status(scratch / "home").permissions() & fs::perms::mask) == fs::perms(0700));
}
