// The server's log: its contents, and what happens when it cannot be written.
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace cleat;
using namespace cleat::test;
namespace fs = std::filesystem;

namespace {

/// Fills a pipe to its last byte.
void fill(const UniqueFd& pipe)
{
    const std::string much(4'096, 'x');
    for (const std::size_t size : {much.size(), std::size_t{1}})
        while (::write(pipe.get(), much.data(), size) > 0) {
        }
    REQUIRE(errno == EAGAIN);
}

void read_all(const UniqueFd& pipe, std::string& text)
{
    std::array<char, 4'096> buffer;
    for (ssize_t count = 0; (count = ::read(pipe.get(), buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(count));
}

std::string read_file(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("a log that is not read blocks neither keeper nor worker, and is complete once it is read")
{
    const Server server;
    const std::string log = server.directory() / "log";
    REQUIRE(::mkfifo(log.c_str(), 0600) == 0);
    const UniqueFd reader{::open(log.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    REQUIRE(reader);
    fill(reader);
    const std::string program = fs::path(Server::program()).parent_path() / "cleatd";

    run({"sh", "-c", R"("$0" --foreground </dev/null >/dev/null 2>"$1" &)", program, log}, server.variables());
    REQUIRE(eventually([&] { return server.cleat({"server", "status"}).status == 0; }));
    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    server.ask("work", "still here", "^still here$");

    std::string text;
    const auto has = [&](const char* words) {
        return eventually([&] {
            read_all(reader, text);
            return text.find(words) != std::string::npos;
        });
    };
    CHECK(has("info: ready in "));
    CHECK(has("info: session 1 runs"));
    server.ok({"server", "stop"});
    CHECK(has("info: stopping on request")); // the worker's last line
    CHECK(has("info: the server is ending"));
}

TEST_CASE("only a verbose server logs clients and recordings")
{
    const Server server;
    const std::string log = server.directory() / "log";
    const std::string program = fs::path(Server::program()).parent_path() / "cleatd";
    std::string options = "--foreground";
    SUBCASE("verbose") options += " --verbose";
    SUBCASE("not verbose") {}
    run({"sh", "-c", R"("$0" $2 </dev/null >/dev/null 2>"$1" &)", program, log, options}, server.variables());
    REQUIRE(eventually([&] { return server.cleat({"server", "status"}).status == 0; }));

    server.ok({"new", "-d", "-n", "work", "--", "cat"});
    server.ok({"record", "work", server.directory() / "work.cast"});
    server.ok({"record", "stop", "work"});
    server.ok({"exec", "--", "true"});
    server.ok({"server", "stop"});

    std::string text;
    REQUIRE(eventually([&] {
        text = read_file(log);
        return text.find("the server is ending") != std::string::npos;
    }));
    CHECK(text.find("info: session 1 runs") != std::string::npos);
    const bool is_verbose = options != "--foreground";
    for (const std::string line :
         {"work.cast\": running", "work.cast\": ended", "debug: session 2: client 1 attached as controller, process ",
          "debug: session 2: client 1 detached"}) {
        CAPTURE(line);
        CHECK((text.find(line) != std::string::npos) == is_verbose);
    }
}
