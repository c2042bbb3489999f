#include "client/verbs/open_recording.h"
#include "common/base/unique_fd.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>

using namespace cleat;

namespace {

constexpr uid_t OTHER = 61021;
constexpr std::string_view HEADER = "{\"version\": 2, \"width\": 80, \"height\": 24}\n";

/// Replaces this process's standard input by another file for this object's lifetime.
class StandardInput {
 public:
    explicit StandardInput(int fd) : before_(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)) { ::dup2(fd, STDIN_FILENO); }
    ~StandardInput()
    {
        if (before_) ::dup2(before_.get(), STDIN_FILENO);
        else ::close(STDIN_FILENO);
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

 private:
    UniqueFd before_;
};

} // namespace

TEST_CASE("a pipe of another user is refused without waiting for a writer")
{
    if (::geteuid() != 0) {
        MESSAGE("skipped: needs root to create another user's files");
        return;
    }
    const Scratch scratch;
    const auto path = scratch / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0666) == 0);
    REQUIRE(::chown(path.c_str(), OTHER, OTHER) == 0);

    const auto opened = open_recording(path);

    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code() == ErrorCode::refused);
    CHECK(opened.error().message() == "\"" + path + "\" is a pipe of another user");
}

TEST_CASE("a pipe of another user is read if it is standard input")
{
    if (::geteuid() != 0) {
        MESSAGE("skipped: needs root to create another user's files");
        return;
    }
    const Scratch scratch;
    const auto path = scratch / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0666) == 0);
    REQUIRE(::chown(path.c_str(), OTHER, OTHER) == 0);
    const UniqueFd both(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    const StandardInput input(both.get());

    for (const std::string name : {"-", "/dev/stdin"}) {
        REQUIRE(::write(both.get(), HEADER.data(), HEADER.size()) == static_cast<ssize_t>(HEADER.size()));
        const auto opened = open_recording(name);
        REQUIRE(opened.has_value());
        CHECK(opened->feed.has_value());
    }
}

TEST_CASE("a pipe of the same user is read once it has a writer")
{
    const Scratch scratch;
    const auto path = scratch / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    std::thread writer([&path] {
        const UniqueFd pipe(::open(path.c_str(), O_WRONLY | O_CLOEXEC)); // waits for the reader
        (void)!::write(pipe.get(), HEADER.data(), HEADER.size());
    });

    auto opened = open_whole_recording(path);
    writer.join();

    REQUIRE(opened.has_value());
    std::string read;
    CHECK(opened->source.read(read));
    CHECK(read == HEADER);
}
