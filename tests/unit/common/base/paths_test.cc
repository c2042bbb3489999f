#include "common/base/paths.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <pwd.h>
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

/// Sets or unsets an environment variable until the end of the test.
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

} // namespace

TEST_CASE("a socket path that does not fit an address is refused")
{
    CHECK(socket_path("/run/cleat").value() == "/run/cleat/cleatd.sock");
    const auto room = 107 - std::string("/cleatd.sock").size();
    CHECK(socket_path("/" + std::string(room - 1, 'x')).has_value());
    CHECK(socket_path("/" + std::string(room, 'x')).error().code() == ErrorCode::invalid);
}

TEST_CASE("the state directory is in the directory chosen by the user, otherwise in the home directory")
{
    const Scratch scratch;
    const Variable home("HOME", scratch.path());
    {
        const Variable state("XDG_STATE_HOME", "/state");
        CHECK(state_directory() == "/state/cleat");
    }
    const Variable relative("XDG_STATE_HOME", "state");
    CHECK(state_directory() == scratch.path() + "/.local/state/cleat");
}

TEST_CASE("a home directory that is not this user's is not used")
{
    const passwd* const account = ::getpwuid(::geteuid());
    const std::string home = account == nullptr ? "" : account->pw_dir;
    const Scratch scratch;
    std::ofstream(scratch / "file") << "text";
    for (const auto& wrong : {std::optional<std::string>(), std::optional<std::string>("relative"),
                              std::optional(scratch / "missing"), std::optional(scratch / "file")}) {
        const Variable set("HOME", wrong);
        CHECK(home_directory() == home);
    }
    if (::geteuid() != 0) return; // only root can create another user's directory
    REQUIRE(::chown(scratch.path().c_str(), 65534, 65534) == 0);
    const Variable theirs("HOME", scratch.path());
    CHECK(home_directory() == home);
}

TEST_CASE("a variable that names another user's directory, or one in it, is ignored")
{
    if (::geteuid() != 0) return; // only root can create one
    const Scratch scratch;
    const Scratch own;
    const Variable home("HOME", own.path());
    REQUIRE(::chown(scratch.path().c_str(), 65534, 65534) == 0);
    for (const auto& theirs : {scratch.path(), scratch / "not/there/yet"}) {
        const Variable state("XDG_STATE_HOME", theirs);
        const Variable config("XDG_CONFIG_HOME", theirs);
        const Variable cache("XDG_CACHE_HOME", theirs);
        CHECK(state_directory() == own / ".local/state/cleat");
        CHECK(config_directory() == own / ".config/cleat");
        CHECK(cache_directory() == own / ".cache/cleat");
    }
    REQUIRE(::symlink(own.path().c_str(), (own / "link").c_str()) == 0);
    const Variable by_own_link("XDG_STATE_HOME", own / "link/not/there/yet");
    CHECK(state_directory() == own / "link/not/there/yet/cleat");
    REQUIRE(::lchown((own / "link").c_str(), 65534, 65534) == 0);
    CHECK(state_directory() == own / ".local/state/cleat");
    const Variable cache("XDG_CACHE_HOME", own / "not/there/yet");
    CHECK(cache_directory() == own / "not/there/yet/cleat");
}

TEST_CASE("a variable that names a directory that anyone could create is ignored")
{
    const Scratch open;
    const Scratch own;
    const Variable home("HOME", own.path());
    REQUIRE(::chmod(open.path().c_str(), 01777) == 0);
    for (const auto& anybodys : {open.path(), open / "not/there/yet"}) {
        const Variable state("XDG_STATE_HOME", anybodys);
        CHECK(state_directory() == own / ".local/state/cleat");
    }
    REQUIRE(::mkdir((open / "made").c_str(), 0755) == 0);
    const Variable state("XDG_STATE_HOME", open / "made");
    CHECK(state_directory() == open / "made/cleat");
}

TEST_CASE("directories are created with all their parents")
{
    const Scratch scratch;

    REQUIRE(make_directories(scratch / "a/b/c").has_value());
    REQUIRE(make_directories(scratch / "a/b/c").has_value());

    CHECK(fs::is_directory(scratch / "a/b/c"));
}
