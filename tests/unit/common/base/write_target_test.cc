#include "common/base/write_target.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace cleat;

namespace {

void put_text(const std::string& path, const std::string& text)
{
    std::ofstream(path) << text;
}

std::string text_at(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const std::string& path)
{
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

std::ptrdiff_t names_in(const Scratch& scratch)
{
    return std::distance(std::filesystem::directory_iterator(scratch.path()), {});
}

/// Opened to replace an existing file, with something written to it.
WriteTarget written(const std::string& path)
{
    auto target =
        WriteTarget::open(path, {.user = ::geteuid(), .overwrite = true}, {.mode = 0600, .like_replaced = true});
    REQUIRE(target.has_value());
    REQUIRE(::write(target->fd(), "new", 3) == 3);
    return std::move(*target);
}

} // namespace

TEST_CASE("a new file exists once it is put in place and is removed otherwise")
{
    const Scratch scratch;
    {
        const auto target = written(scratch / "x");
        CHECK(target.is_made());
    }
    CHECK(names_in(scratch) == 0);

    CHECK(written(scratch / "x").put_in_place().has_value());

    CHECK(text_at(scratch / "x") == "new");
    CHECK(mode_of(scratch / "x") == 0600);
}

TEST_CASE("a replaced file is unchanged until the new one, with the same mode, is put in place")
{
    const Scratch scratch;
    put_text(scratch / "x", "old");
    REQUIRE(::chmod((scratch / "x").c_str(), 0640) == 0);
    {
        const auto given_up = written(scratch / "x");
        CHECK(text_at(scratch / "x") == "old");
    }
    CHECK(text_at(scratch / "x") == "old");
    CHECK(names_in(scratch) == 1);

    CHECK(written(scratch / "x").put_in_place().has_value());

    CHECK(text_at(scratch / "x") == "new");
    CHECK(mode_of(scratch / "x") == 0640);
    CHECK(names_in(scratch) == 1);
}

TEST_CASE("the user's own link is kept and its target is replaced")
{
    const Scratch scratch;
    put_text(scratch / "x", "old");
    std::filesystem::create_symlink("x", scratch / "link");

    CHECK(written(scratch / "link").put_in_place().has_value());

    CHECK(std::filesystem::is_symlink(scratch / "link"));
    CHECK(text_at(scratch / "x") == "new");
}

TEST_CASE("a pipe is written to directly and neither created nor removed")
{
    const Scratch scratch;
    REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0600) == 0);
    const UniqueFd reader(::open((scratch / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    {
        const auto target = written(scratch / "pipe");
        CHECK_FALSE(target.is_made());
    }
    CHECK(std::filesystem::is_fifo(scratch / "pipe"));
    CHECK(names_in(scratch) == 1);
}
