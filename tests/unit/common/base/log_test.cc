#include "common/base/log.h"

#include "common/base/log_file.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace cleat;
namespace fs = std::filesystem;

namespace {

std::string content(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t count_lines(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Stops a test's logging before its directory is removed.
struct Quiet {
    Quiet() = default;
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    ~Quiet() { log_nowhere(); }
};

} // namespace

TEST_CASE("lines of the requested level and above are in the file, in a directory created for it")
{
    const Scratch scratch;
    const Quiet afterwards;
    const auto path = scratch / "state/cleat/cleatd.log";
    log_to_file(path, LogLevel::info);

    log_debug("not {}", "this");
    log_info("session {} ended with {}", "work", 3);
    log_error("disk {}", "gone");

    const auto text = content(path);
    CHECK(count_lines(text) == 2);
    CHECK(text.find("info: session work ended with 3\n") != std::string::npos);
    CHECK(text.find("error: disk gone\n") != std::string::npos);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("a line break in a message does not start a second line")
{
    const Scratch scratch;
    const Quiet afterwards;
    log_to_file(scratch / "log");

    log_info("name {}", "a\nb\x1b[2J");

    CHECK(count_lines(content(scratch / "log")) == 1);
    CHECK(content(scratch / "log").find("a\\nb\\e[2J") != std::string::npos);
}

TEST_CASE("a log that cannot be written discards lines silently")
{
    const Scratch scratch;
    const Quiet afterwards;
    std::ofstream(scratch / "file") << "text";

    log_to_file(scratch / "file/log");
    log_info("lost");
    log_to_file("/dev/full");
    log_info("lost");
    log_nowhere();
    log_info("lost");

    CHECK(content(scratch / "file") == "text");
}

TEST_CASE("a symbolic link in place of the log is not followed, and another user's file is not written")
{
    const Scratch scratch;
    std::ofstream(scratch / "target") << "text";
    fs::create_symlink(scratch / "target", scratch / "link");
    LogFile(scratch / "link").append("line\n");
    CHECK(content(scratch / "target") == "text");

    if (::geteuid() != 0) {
        MESSAGE("not tested without root: files of other users");
        return;
    }
    std::ofstream(scratch / "theirs") << "text";
    REQUIRE(::chown((scratch / "theirs").c_str(), 61'001, 61'001) == 0);
    LogFile(scratch / "theirs").append("line\n");
    CHECK(content(scratch / "theirs") == "text");
}

TEST_CASE("a log that could not be written continues once it can be")
{
    const Scratch scratch;
    const Quiet afterwards;
    std::ofstream(scratch / "in_the_way") << "text";
    log_to_file(scratch / "in_the_way/log");
    log_info("lost");
    fs::remove(scratch / "in_the_way");
    fs::create_directory(scratch / "in_the_way");

    log_info("written");

    CHECK(content(scratch / "in_the_way/log").find("written") != std::string::npos);
}

TEST_CASE("one file that reached the limit is kept under another name")
{
    const Scratch scratch;
    const Quiet afterwards;
    LogFile file(scratch / "log", 1000);
    const std::string line = std::string(99, 'x') + '\n';
    for (int i = 0; i < 10; ++i) file.append(line);
    CHECK_FALSE(fs::exists(scratch / "log.1"));

    file.append("eleven\n");

    CHECK(fs::file_size(scratch / "log.1") == 1000);
    CHECK(content(scratch / "log") == "eleven\n");

    for (int i = 0; i < 1000; ++i) file.append(line);
    CHECK(fs::file_size(scratch / "log") <= 1100);
    CHECK(fs::file_size(scratch / "log.1") <= 1100);
}

TEST_CASE("two writers that share a file both switch to the new one")
{
    const Scratch scratch;
    const Quiet afterwards;
    LogFile one(scratch / "log", 1000);
    LogFile two(scratch / "log", 1000);
    const std::string line = std::string(99, 'x') + '\n';
    for (int i = 0; i < 10; ++i) one.append(line);

    one.append("one\n");
    two.append("two\n");

    CHECK(content(scratch / "log") == "one\ntwo\n");
    CHECK(fs::file_size(scratch / "log.1") == 1000);
}
