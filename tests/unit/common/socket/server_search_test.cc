#include "common/socket/server_search.h"

#include "common/base/paths.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

using namespace cleat;

namespace {

constexpr uid_t OTHER = 61001;

/// A socket in a directory of mode 0700, created by `listener`.
UniqueFd listen_in(const std::string& directory, uid_t listener = ::geteuid())
{
    ::mkdir(directory.c_str(), 0700);
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (directory + "/" + SERVER_SOCKET).copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const uid_t before = ::geteuid();
    REQUIRE(::seteuid(listener) == 0);
    const int outcome = ::listen(socket.get(), 8);
    REQUIRE(::seteuid(before) == 0);
    REQUIRE(outcome == 0);
    return socket;
}

bool has_arrived(const UniqueFd& listener)
{
    return UniqueFd(::accept(listener.get(), nullptr, nullptr)).get() >= 0;
}

} // namespace

TEST_CASE("the first directory with a server that responds is used")
{
    const Scratch scratch;
    const auto second = listen_in(scratch / "second");
    const auto third = listen_in(scratch / "third");
    listen_in(scratch / "first").reset(); // the stale socket of a dead server

    const auto found = find_server(
        {{scratch / "none", "a"}, {scratch / "first", "b"}, {scratch / "second", "c"}, {scratch / "third", "d"}});

    REQUIRE(found.has_value());
    CHECK(found->socket.get() >= 0);
    CHECK(found->place == RuntimeDirectory{scratch / "second", "c"});
    CHECK(found->passed_over.empty());
    CHECK(has_arrived(second));
    CHECK_FALSE(has_arrived(third));
    CHECK(::access((scratch / "first/cleatd.sock").c_str(), F_OK) == 0); // only the lock's holder removes it
}

TEST_CASE("a directory that others can enter is passed over, and no connection is made there")
{
    const Scratch scratch;
    const auto open = listen_in(scratch / "open");
    REQUIRE(::chmod((scratch / "open").c_str(), 0755) == 0);
    const auto linked = listen_in(scratch / "real");
    REQUIRE(::symlink("real", (scratch / "link").c_str()) == 0);
    const auto own = listen_in(scratch / "own");

    const auto found = find_server({{scratch / "open", "a"}, {scratch / "link", "b"}, {scratch / "own", "c"}});

    REQUIRE(found.has_value());
    CHECK(found->place.directory == scratch / "own");
    CHECK(found->passed_over.size() == 2);
    CHECK(found->own_passed_over.size() == 2);
    CHECK_FALSE(has_arrived(open));
    CHECK_FALSE(has_arrived(linked));
}

TEST_CASE("if there is only one directory, its problem is the error")
{
    const Scratch scratch;
    const auto open = listen_in(scratch / "open");
    REQUIRE(::chmod((scratch / "open").c_str(), 0711) == 0);

    const auto found = find_server({{scratch / "open", "a"}});

    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code() == ErrorCode::refused);
    CHECK_FALSE(has_arrived(open));
}

TEST_CASE("finding no server is not an error")
{
    const Scratch scratch;

    const auto found = find_server({{scratch / "none", "a"}});

    REQUIRE(found.has_value());
    CHECK(found->socket.get() < 0);
}

TEST_CASE("another user's socket is refused, also in a directory of our own")
{
    if (::geteuid() != 0) return; // only root can be another user
    const Scratch scratch;
    const auto theirs = listen_in(scratch / "place", OTHER);

    const auto found = find_server({{scratch / "place", "a"}});

    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code() == ErrorCode::refused);
    CHECK(found.error().message() == "the socket \"" + scratch / "place/cleatd.sock" + "\" belongs to user 61001");
}

TEST_CASE("another user's directory is passed over, and no connection is made there")
{
    if (::geteuid() != 0) return; // only root can create one
    const Scratch scratch;
    const auto theirs = listen_in(scratch / "theirs", OTHER);
    REQUIRE(::chown((scratch / "theirs").c_str(), OTHER, OTHER) == 0);

    const auto found = find_server({{scratch / "theirs", "a"}, {scratch / "none", "b"}});

    REQUIRE(found.has_value());
    CHECK(found->socket.get() < 0);
    REQUIRE(found->passed_over.size() == 1);
    CHECK(found->own_passed_over.empty());
    CHECK(found->passed_over[0].message() == "the directory \"" + scratch / "theirs" + "\" belongs to user 61001");
    CHECK_FALSE(has_arrived(theirs));
}
