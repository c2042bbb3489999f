// Whatever is removed from the runtime directory is restored while sessions run.
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

/// Removes a file or directory, with everything that is created in it meanwhile.
void remove_tree(const fs::path& path)
{
    std::error_code failure;
    CHECK(eventually([&] {
        fs::remove_all(path, failure);
        return !failure;
    }));
}

/// A server with one session and an attached client, with a function that checks that all of them still work.
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

    /// Checks that the server has restored everything by itself.
    void check_restored(const std::string& what)
    {
        INFO(what);
        CHECK(eventually([&] {
            return is_private_directory(run()) && is_socket_at(server.socket()) && fs::exists(run() / "cleatd.lock");
        }));
        CHECK(server.keeper() == keeper);
        CHECK(server.info("work")["controllers"] == 1); // the client is still attached
        attached->type("clear; echo al''ive " + std::to_string(++round_) + "\r");
        CHECK(attached->until_text("alive " + std::to_string(round_)));
        server.ask("work", "clear; echo an''swered", "^answered$");
        // There is one server: a second one refuses to start.
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

TEST_CASE("whatever is removed from the runtime directory is restored while sessions run")
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
    remove_tree(run);
    world.check_restored("the directory");
    fs::rename(run, away);
    world.check_restored("the directory, moved away");
    fs::permissions(run, fs::perms::all);
    world.check_restored("its mode");
    fs::permissions(run, fs::perms::none);
    world.check_restored("its mode, with no right for anybody");
    remove_tree(run);
    fs::create_directory_symlink(away, run);
    world.check_restored("the directory, which a link replaced");
    CHECK_FALSE(is_socket_at(away / "shared.sock"));
    remove_tree(run);
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

TEST_CASE("a runtime directory chosen by the user is restored with its parents")
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

    remove_tree(above);

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
    remove_tree(session);
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    remove_tree(run / "sessions");
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    remove_tree(run);
    CHECK(eventually([&] { return fs::is_symlink(session / "SSH_AUTH_SOCK"); }));
    fs::remove(session / "SSH_AUTH_SOCK");
    fs::create_symlink("/somewhere/else", session / "SSH_AUTH_SOCK");
    CHECK(eventually([&] { return fs::read_symlink(session / "SSH_AUTH_SOCK") == scratch / "agent"; }));
    server.ask("work", "clear; cat $SSH_AUTH_SOCK", "^here it is$");
    server.ok({"server", "stop"});
    CHECK(eventually([&] { return !fs::exists(session); }));
}

TEST_CASE("no links are created in a directory that another user could have put there")
{
    const Server server;
    const Scratch scratch;
    std::ofstream(scratch / "agent") << "here it is\n";
    fs::create_directory(scratch / "trap");
    Variables variables = server.variables();
    variables["SSH_AUTH_SOCK"] = scratch / "agent";
    REQUIRE(test::run({Server::program(), "new", "-d", "-n", "work"}, variables).status == 0);
    const fs::path sessions = server.directory() / "run" / "sessions";

    remove_tree(sessions);
    fs::create_directory_symlink(scratch / "trap", sessions);

    CHECK(eventually([&] { return !fs::is_symlink(sessions) && fs::exists(sessions); }));
    CHECK(fs::is_empty(scratch / "trap"));
}

TEST_CASE("the guest directory and socket are restored while a session is shared")
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
    remove_tree(server.shared_directory());
    CHECK(eventually([&] { return guest().out.find("work") != std::string::npos; }));
    fs::permissions(server.shared_directory(), fs::perms::owner_all);
    CHECK(eventually([&] { return guest().out.find("work") != std::string::npos; }));
    server.ok({"unshare", "work"});
    CHECK(eventually([&] { return !fs::exists(server.shared_directory()); }));
}

TEST_CASE("no second server starts while the first one's directory is removed again and again")
{
    World world;
    const auto cleatd = fs::path(Server::program()).replace_filename("cleatd").string();
    for (int i = 0; i < 12; ++i) {
        remove_tree(world.run());
        if (i % 3 == 0) (void)test::run({cleatd}, world.server.variables());
        const Finished list = world.server.cleat({"ls"}); // without waiting
        INFO(list.err);
        CHECK(list.status == 0);
        CHECK(list.out.find("work") != std::string::npos);
        CHECK(world.server.keeper() == world.keeper);
    }
    for (int i = 0; i < 3; ++i) {
        remove_tree(world.run());
        world.server.ok({"new", "-d", "-n", "more" + std::to_string(i), "--", "cat"});
        CHECK(world.server.keeper() == world.keeper);
    }
    world.check_restored("the directory, often");
}

TEST_CASE("a server that does not restore its removed socket is an error that says what to do")
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
        CHECK(none.err.find("your server, process " + process + ", is running") != std::string::npos);
        CHECK(none.err.find("kill -USR1 " + process) != std::string::npos);
    }
    REQUIRE(::kill(world.keeper, SIGCONT) == 0);
    world.check_restored("the socket, late");
    CHECK(world.server.info("other").is_null());
}

TEST_CASE("whatever is in the way of a restored file is renamed and not lost")
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

TEST_CASE("ls does not wait for a server that has been stopped")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "trap '' HUP TERM; while :; do sleep 1; done"});
    server.ok({"server", "stop"}); // the program delays the end
    const Finished list = server.cleat({"ls"});
    CHECK(list.status == 0);
    CHECK(list.out.empty());
    CHECK(list.err.empty());
}

TEST_CASE("a server moves into a file system mounted over its directory on a signal or a client's request")
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
    CHECK(world.server.keeper() == world.keeper); // a client's request makes the server move
    world.check_restored("the directory, unmounted");
    REQUIRE(mount_over());
    CHECK(world.server.keeper() == world.keeper);
    world.server.ok({"server", "stop"});
    world.attached.reset();
    ::umount2(world.run().c_str(), MNT_DETACH);
}

TEST_CASE("a socket that cannot be created for lack of space is created when there is space")
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

TEST_CASE("a runtime directory replaced by another user's is not used, and is restored once that is removed")
{
    NEEDS_ROOT();
    World world;
    REQUIRE(::kill(world.keeper, SIGSTOP) == 0);
    remove_tree(world.run());
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

    world.check_restored("the directory, after another user's was removed");
}
