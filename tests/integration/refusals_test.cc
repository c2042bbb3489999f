// A refused request has no effect: no program has run, and no session and no file is left.
#include "tests/support/scratch.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/mount.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

std::string text_of(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The names of all sessions.
std::vector<std::string> names(const Server& server)
{
    std::vector<std::string> out;
    for (const auto& session : nlohmann::json::parse(server.ok({"ls", "--json"})))
        out.push_back(session["name"].get<std::string>());
    return out;
}

std::string touch(const std::string& path)
{
    return "touch '" + path + "'; exec cat";
}

} // namespace

TEST_CASE("a refused request has no effect: if the recording cannot be made no session and no program starts")
{
    const Server server;
    const Scratch scratch;
    server.start();
    std::ofstream(scratch / "there.cast") << "something\n";
    REQUIRE(::mkfifo((scratch / "unread").c_str(), 0600) == 0);
    fs::create_directory(scratch / "directory");
    const std::vector<std::string> paths{scratch / "nowhere/x.cast", scratch / "there.cast", scratch / "unread",
                                         scratch / "directory",      "/dev/null/x.cast",     scratch / "{when}.cast"};
    for (const std::string& verb : {std::string("new"), std::string("exec")})
        for (const std::string& path : paths) {
            const Finished refused =
                server.cleat({verb, "-d", "-n", "work", "--record", path, "--", "sh", "-c", touch(scratch / "ran")});
            INFO(verb << " --record " << path << ": " << refused.err);
            CHECK(refused.status != 0);
            CHECK(refused.err.find("--overwrite") == std::string::npos); // neither verb has that option
            CHECK(refused.err.find("--others-pipe") == std::string::npos);
            CHECK(names(server).empty());
        }
    // A program started by mistake would have run by now, as this one did.
    server.ok({"new", "-d", "-n", "other", "--record", scratch / "good.cast", "--", "sh", "-c",
               touch(scratch / "other ran")});
    CHECK(eventually([&] { return fs::exists(scratch / "other ran"); }));
    CHECK_FALSE(fs::exists(scratch / "ran"));
    CHECK(text_of(scratch / "there.cast") == "something\n");
    CHECK(names(server) == std::vector<std::string>{"other"});
}

TEST_CASE("a refused request has no effect: a program that cannot be run leaves no recording and takes no name")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo the end of work"});
    server.ok({"wait", "work", "--exit"});
    std::ofstream(scratch / "bad") << "#!/nowhere/at/all\n"; // an error that only exec finds
    ::chmod((scratch / "bad").c_str(), 0700);
    std::ofstream(scratch / "closed") << "#!/bin/sh\n";

    const auto asked_for = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"new", "-d", "-n", "work"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Finished refused = server.cleat(arguments);
        INFO(refused.err);
        CHECK(refused.status != 0);
        CHECK(eventually([&] { return !fs::exists(scratch / "a.cast"); }));
        CHECK(server.screen("work").find("the end of work") != std::string::npos); // the ended session is kept
        return refused.status;
    };
    CHECK(asked_for({"--", "/no/such/program"}) == 127);
    for (const std::string& program : {scratch / "nothing", scratch / "bad"})
        CHECK(asked_for({"--record", scratch / "a.cast", "--", program}) == 127);
    CHECK(asked_for({"--record", scratch / "a.cast", "--", scratch / "closed"}) == 126);
    CHECK(asked_for({"--record", scratch / "a.cast", "--", scratch.path()}) == 126);
    asked_for({"--record", scratch / "a.cast", "-C", scratch / "nowhere", "--", "true"});
    asked_for({"--record", scratch / "a.cast", "-e", "novalue", "--", "true"});
    asked_for({"--record", scratch / "a.cast", "--rlimit", "nofile=unlimited", "--", "true"});
    asked_for({"--record", scratch / "a.cast", "-u", "no-such-user", "--", "true"});
    CHECK(names(server) == std::vector<std::string>{"work"});

    server.ok({"new", "-d", "-n", "work", "--record", scratch / "a.cast", "--", "true"}); // replaces the ended session
    CHECK(eventually([&] { return text_of(scratch / "a.cast").find("\"x\"") != std::string::npos; }));
}

TEST_CASE("a refused request has no effect: no recording starts on a full disk")
{
    const Server server;
    const Scratch scratch;
    server.start();
    const std::string disk = scratch / "disk";
    fs::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
        MESSAGE("not tested: no file system can be mounted here");
        return;
    }
    std::ofstream(disk + "/filling") << std::string(1U << 20, 'x');

    const Finished refused =
        server.cleat({"new", "-d", "--record", disk + "/a.cast", "--", "sh", "-c", touch(scratch / "ran")});

    CHECK(refused.status == 123);
    CHECK(refused.err.find("No space left on device") != std::string::npos);
    CHECK(names(server).empty());
    CHECK(eventually([&] { return !fs::exists(disk + "/a.cast"); }));
    server.ok({"new", "-d", "--", "sh", "-c", touch(scratch / "other ran")});
    CHECK(eventually([&] { return fs::exists(scratch / "other ran"); }));
    CHECK_FALSE(fs::exists(scratch / "ran"));
    ::umount2(disk.c_str(), MNT_DETACH);
}

TEST_CASE("a refused request has no effect: an existing empty file is kept if the program cannot be run")
{
    const Server server;
    const Scratch scratch;
    server.start();
    std::ofstream(scratch / "bad") << "#!/nowhere/at/all\n";
    ::chmod((scratch / "bad").c_str(), 0700);
    std::ofstream(scratch / "empty.cast").flush();

    CHECK(server.cleat({"new", "-d", "--record", scratch / "empty.cast", "--", scratch / "bad"}).status == 127);

    CHECK(fs::exists(scratch / "empty.cast"));
    CHECK(names(server).empty());
}

TEST_CASE("a refused request has no effect: no session is created inside another if it could not be attached to")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work"});
    const std::string program = Server::program();
    const std::string ran = scratch / "ran";
    for (const std::string& arguments :
         {std::string("new -n leak"), "new -- touch " + ran, std::string("attach -c leak"), "exec -t -- touch " + ran,
          "exec -t -n leak -- touch " + ran}) {
        INFO(arguments);
        server.ask("work", "clear; " + program + " " + arguments + "; echo st=$?", "^st=121$");
        const std::string screen = server.screen("work");
        CHECK(screen.find("inside a session already") != std::string::npos);
        const bool has_option = arguments.starts_with("new") || arguments.starts_with("attach");
        CHECK((screen.find("--nested") != std::string::npos) == has_option);
        CHECK(names(server) == std::vector<std::string>{"work"});
    }
    server.ok({"new", "-d", "-n", "other", "--", "sh", "-c", touch(scratch / "other ran")});
    CHECK(eventually([&] { return fs::exists(scratch / "other ran"); }));
    CHECK_FALSE(fs::exists(ran));
    server.ask("work", program + " new -d -n allowed; echo st=$?", "^st=0$"); // -d does not attach
    CHECK(server.info("allowed")["state"] == "running");
}

TEST_CASE("a refused request has no effect: no session is created without a terminal that can show it")
{
    const Server server;
    const Scratch scratch;
    server.start();
    const std::string ran = scratch / "ran";
    const std::vector<std::vector<std::string>> all{{"new", "-n", "leak", "--", "touch", ran},
                                                    {"attach", "-c", "leak"},
                                                    {"exec", "-t", "-n", "leak", "touch", ran}};
    for (const auto& arguments : all) {
        CHECK(server.cleat(arguments).status != 0); // standard input is not a terminal
        OuterTerminal dumb = server.terminal(arguments, {24, 80}, {{"TERM", "dumb"}});
        CHECK(dumb.finish() != 0);
        CHECK(names(server).empty());
    }
    for (const std::vector<std::string>& bad :
         std::vector<std::vector<std::string>>{{"new", "-n", "leak", "--escape", "nokey"},
                                               {"new", "-n", "leak", "-s", "0x0"},
                                               {"new", "-n", "leak", "-s", "99999x99999"},
                                               {"new", "-n", "leak", "--timeout", "soon"},
                                               {"new", "-n", "leak", "--size-policy", "none"},
                                               {"new", "-n", "bad name"},
                                               {"new", "-n", "leak", "-r", "--exclusive", "--take"},
                                               {"--config", scratch / "nothing", "new", "-n", "leak", "-e", "=x"}}) {
        OuterTerminal terminal = server.terminal(bad);
        CHECK(terminal.finish() != 0);
        CHECK(names(server).empty());
    }
    CHECK_FALSE(fs::exists(ran));
}
