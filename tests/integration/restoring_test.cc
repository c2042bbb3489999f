// Whatever is taken from the runtime directory is restored while sessions live.
#include "tests/support/needs_root.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

constexpr uid_t SQUATTER = 61014;
constexpr uid_t GUEST_OF_RESTORED = 61015;

bool is_private_directory(const fs::path& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && (status.st_mode & 0777U) == 0700 &&
           status.st_uid == ::geteuid();
}

bool is_socket_at(const fs::path& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

/// Removes it, with what is made in it meanwhile.
void take(const fs::path& path)
{
    std::error_code failure;
    CHECK(eventually([&] {
        fs::remove_all(path, failure);
        return !failure;
    }));
}

/// A server with one session, somebody who is attached to it, and what has to be true of it in the end.
class World {
 public:
    World()
    {
        server.ok({"new", "-d", "-n", "work"});
        keeper = server.keeper();
        attached.emplace(server.terminal({"attach", "work"}));
        REQUIRE(eventually([&] { return server.info("work")["controllers"] == 1; }));
    }

    [[nodiscard]] fs::path run() const { return server.directory() / "run"; }

    /// All is as before, though nobody has asked for it.
    void check_restored(const std::string& what)
    {
        INFO(what);
        CHECK(eventually([&] {
            return is_private_directory(run()) && is_socket_at(server.socket()) && fs::exists(run() / "cleatd.lock");
        }));
        CHECK(server.keeper() == keeper);
        CHECK(server.info("work")["controllers"] == 1); // who was attached is
        attached->type("clear; echo al''ive " + std::to_string(++round_) + "\r");
        CHECK(attached->until_text("alive " + std::to_string(round_)));
        server.ask("work", "clear; echo an''swered", "^answered$");
        // There is one server: another one has no room beside it.
        const Finished second = test::run({fs::path(Server::program()).replace_filename("cleatd")}, server.variables());
        CHECK(second.status == 3);
        CHECK(server.keeper() == keeper);
    }

    Server server;
    pid_t keeper = 0;
    std::optional<OuterTerminal> attached;

 private:
    int round_ = 0;
};

} // namespace

TEST_CASE("whatever is taken from the runtime directory is restored while sessions live")
{
    World world;
    const fs::path run = world.run();
    const fs::path away = world.server.directory() / "elsewhere";

    fs::remove(world.server.socket());
    world.check_restored("the socket");
    fs::remove(run / "cleatd.lock");
    world.check_restored("the lock");
    fs::rename(world.server.socket(), run / "old.sock");
    world.check_restored("the socket, renamed");
    take(run);
    world.check_restored("the directory");
    fs::rename(run, away);
    world.check_restored("the directory, moved away");
    fs::permissions(run, fs::perms::all);
    world.check_restored("its mode");
    fs::permissions(run, fs::perms::none);
    world.check_restored("its mode, with no right for anybody");
    take(run);
    fs::create_directory_symlink(away, run);
    world.check_restored("the directory, which a link replaced");
    CHECK_FALSE(is_socket_at(away / "shared.sock"));
    take(run);
    std::ofstream(run) << "a file\n";
    world.check_restored("the directory, which a file replaced");
    fs::remove(world.server.socket());
    fs::create_directory(world.server.socket());
    world.check_restored("the socket, which a directory replaced");
    fs::remove(run / "cleatd.lock");
    fs::create_symlink("/nowhere", run / "cleatd.lock");
    world.check_restored("the lock, which a link replaced");
    fs::rename(world.server.directory() / "run", away / "run");
    fs::create_directory(run);
    fs::permissions(run, fs::perms::all);
    world.check_restored("the directory, which another one replaced");
}

TEST_CASE("a directory that the user chose is restored with those above it")
{
    const Scratch scratch;
    const fs::path above = scratch / "above";
    fs::create_directories(above / "it");
    const Variables variables{{"CLEAT_RUNTIME_DIR", above / "it" / "run"}, {"HOME", scratch / ""}};
    const auto cleat = [&variables](std::vector<std::string> words) {
        words.insert(words.begin(), Server::program());
        return test::run(words, variables);
    };
    REQUIRE(cleat({"new", "-d", "-n", "work", "--", "cat"}).status == 0);

    take(above);

    CHECK(cleat({"ls"}).out.find("work") != std::string::npos);
    CHECK(is_private_directory(above / "it"));
    CHECK(cleat({"server", "stop"}).status == 0);
}

TEST_CASE("the links of a session are restored")
{
    const Server server;
    const Scratch scratch;
    std::ofstream(scratch / "agent") << "here it is\n";
    Variables variables = server.variables();
    variables["SSH_AUTH_SOCK"] = scratch / "agent";
    REQUIRE(test::run({Server::program(), "new", "-d", "-n", "work"}, variables).status == 0);
    const fs::path run = server.directory() / "run";
    const auto is_there = [&] {
        for (const auto& entry : fs::directory_iterator(run / "sessions")) {
            std::error_code none;
            if (fs::read_symlink(entry.path() / "SSH_AUTH_SOCK", none) == scratch / "agent") return true;
        }
        return false;
    };
    REQUIRE(is_there());
    const auto session = fs::directory_iterator(run / "sessions")->path();

    fs::remove(session / "SSH_AUTH_SOCK");
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    take(session);
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    take(run / "sessions");
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    take(run);
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    fs::remove(session / "SSH_AUTH_SOCK");
    fs::create_symlink("/somewhere/else", session / "SSH_AUTH_SOCK");
    CHECK(eventually([&] { return fs::read_symlink(session / "SSH_AUTH_SOCK") == scratch / "agent"; }));
    server.ask("work", "clear; cat $SSH_AUTH_SOCK", "^here it is$");
    server.ok({"server", "stop"});
    CHECK(eventually([&] { return !fs::exists(session); }));
}

TEST_CASE("links are made in no directory that others could have put there")
{
    const Server server;
    const Scratch scratch;
    std::ofstream(scratch / "agent") << "here it is\n";
    fs::create_directory(scratch / "trap");
    Variables variables = server.variables();
    variables["SSH_AUTH_SOCK"] = scratch / "agent";
    REQUIRE(test::run({Server::program(), "new", "-d", "-n", "work"}, variables).status == 0);
    const fs::path sessions = server.directory() / "run" / "sessions";

    take(sessions);
    fs::create_directory_symlink(scratch / "trap", sessions);

    CHECK(eventually([&] { return !fs::is_symlink(sessions) && fs::exists(sessions); }));
    CHECK(fs::is_empty(scratch / "trap"));
}

TEST_CASE("the way in for other users is restored while a session is shared")
{
    NEEDS_ROOT();
    const Server server;
    server.let_others_in();
    server.ok({"new", "-d", "-n", "work"});
    server.ok({"share", "work", "--everyone"});
    const auto guest = [&] {
        return test::run({"setpriv", "--reuid", std::to_string(GUEST_OF_RESTORED), "--regid",
                          std::to_string(GUEST_OF_RESTORED), "--clear-groups", Server::program(), "--owner", "0", "ls"},
                         server.variables());
    };
    REQUIRE(guest().out.find("work") != std::string::npos);

    fs::remove(server.shared_socket());
    CHECK(eventually([&] { return guest().out.find("work") != std::string::npos; }));
    take(server.shared_directory());
    CHECK(eventually([&] { return guest().out.find("work") != std::string::npos; }));
    fs::permissions(server.shared_directory(), fs::perms::owner_all);
    CHECK(eventually([&] { return guest().out.find("work") != std::string::npos; }));
    server.ok({"unshare", "work"});
    CHECK(eventually([&] { return !fs::exists(server.shared_directory()); }));
}

TEST_CASE("no second server begins while the first one's directory is taken away again and again")
{
    World world;
    const auto cleatd = fs::path(Server::program()).replace_filename("cleatd").string();
    for (int i = 0; i < 12; ++i) {
        take(world.run());
        if (i % 3 == 0) (void)test::run({cleatd}, world.server.variables());
        const Finished list = world.server.cleat({"ls"}); // at once
        INFO(list.err);
        CHECK(list.status == 0);
        CHECK(list.out.find("work") != std::string::npos);
        CHECK(world.server.keeper() == world.keeper);
    }
    for (int i = 0; i < 3; ++i) {
        take(world.run());
        world.server.ok({"new", "-d", "-n", "more" + std::to_string(i), "--", "cat"});
        CHECK(world.server.keeper() == world.keeper);
    }
    world.check_restored("the directory, often");
}

TEST_CASE("a server whose socket is gone and that does not restore it is an error that says what to do")
{
    World world;
    const std::string process = std::to_string(world.keeper);
    REQUIRE(::kill(world.keeper, SIGSTOP) == 0);
    fs::remove(world.server.socket());

    for (const std::vector<std::string>& asked :
         std::vector<std::vector<std::string>>{{"ls"}, {"new", "-d", "-n", "other"}, {"ls", "--json"}}) {
        const Finished none = world.server.cleat(asked);
        CHECK(none.status == 122);
        CHECK(none.out.empty());
        CHECK(none.err.find("a server of yours, process " + process + ", runs") != std::string::npos);
        CHECK(none.err.find("kill -USR1 " + process) != std::string::npos);
    }
    REQUIRE(::kill(world.keeper, SIGCONT) == 0);
    world.check_restored("the socket, late");
    CHECK(world.server.info("other").is_null());
}

TEST_CASE("things in the way of what is restored get names of their own, and none of them is lost")
{
    World world;
    const fs::path run = world.run();
    for (int i = 1; i <= 3; ++i) {
        const std::string kept = "kept " + std::to_string(i);
        fs::remove(world.server.socket());
        if (i == 2) std::ofstream(world.server.socket()) << kept;
        else {
            fs::create_directory(world.server.socket());
            std::ofstream(world.server.socket() / kept) << kept;
        }
        world.check_restored(kept);
    }
    CHECK(fs::exists(run / "cleatd.sock.away" / "kept 1"));
    CHECK(fs::is_regular_file(run / "cleatd.sock.away.2"));
    CHECK(fs::exists(run / "cleatd.sock.away.3" / "kept 3"));
}

TEST_CASE("a server that has ended is none: no list waits for it")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "trap '' HUP TERM; while :; do sleep 1; done"});
    server.ok({"server", "stop"}); // whose program takes its time
    const Finished list = server.cleat({"ls"});
    CHECK(list.status == 0);
    CHECK(list.out.empty());
    CHECK(list.err.empty());
}

TEST_CASE(
    "what is mounted over the runtime directory is served in when the server is asked to, by signal or by a client")
{
    NEEDS_ROOT();
    World world;
    const auto mount_over = [&] { return ::mount("none", world.run().c_str(), "tmpfs", 0, "size=1m,mode=755") == 0; };
    if (!mount_over()) {
        MESSAGE("not tested: no file system can be mounted here");
        return;
    }
    CHECK_FALSE(is_socket_at(world.server.socket()));
    REQUIRE(::kill(world.keeper, SIGUSR1) == 0);
    world.check_restored("the directory, mounted over");
    REQUIRE(::umount2(world.run().c_str(), MNT_DETACH) == 0);
    CHECK(world.server.keeper() == world.keeper); // a client asks for it
    world.check_restored("the directory, unmounted");
    REQUIRE(mount_over());
    CHECK(world.server.keeper() == world.keeper);
    world.server.ok({"server", "stop"});
    world.attached.reset();
    ::umount2(world.run().c_str(), MNT_DETACH);
}

TEST_CASE("a socket that cannot be made because there is no room is made when there is")
{
    NEEDS_ROOT();
    const Server server;
    const fs::path run = server.directory() / "run";
    fs::create_directory(run);
    if (::mount("none", run.c_str(), "tmpfs", 0, "nr_inodes=24,mode=700") != 0) {
        MESSAGE("not tested: no file system can be mounted here");
        return;
    }
    server.ok({"new", "-d", "-n", "work"});
    const pid_t keeper = server.keeper();
    REQUIRE(::kill(keeper, SIGSTOP) == 0);
    fs::remove(server.socket());
    int files = 0;
    while (std::ofstream(run / std::to_string(files)).is_open()) ++files;
    REQUIRE(files > 0);
    REQUIRE(::kill(keeper, SIGCONT) == 0);
    CHECK(server.cleat({"ls"}).status == 122);

    fs::remove(run / "0");

    CHECK(server.keeper() == keeper);
    CHECK(server.info("work")["state"] == "running");
    server.ok({"server", "stop"});
    ::umount2(run.c_str(), MNT_DETACH);
}

TEST_CASE("another user's thing in the place of the runtime directory is not believed, and gone it is restored")
{
    NEEDS_ROOT();
    World world;
    REQUIRE(::kill(world.keeper, SIGSTOP) == 0);
    take(world.run());
    fs::create_directory(world.run());
    fs::permissions(world.run(), fs::perms::all);
    REQUIRE(::chown(world.run().c_str(), SQUATTER, SQUATTER) == 0);
    REQUIRE(::kill(world.keeper, SIGCONT) == 0);

    const Finished list = world.server.cleat({"ls"});
    CHECK(list.status == 122);
    CHECK(list.err.find("belongs to user " + std::to_string(SQUATTER)) != std::string::npos);
    CHECK_FALSE(is_socket_at(world.server.socket()));
    CHECK(fs::is_empty(world.run()));
    fs::remove(world.run());

    world.check_restored("the directory, which another user had");
}
