#include "common/base/shared_directories.h"

#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace cleat;
namespace fs = std::filesystem;

namespace {

/// A user whose directory no other test creates.
constexpr uid_t NOBODYS = 61'021;

} // namespace

TEST_CASE("a directory with other files is not opened to other users")
{
    const Scratch scratch;
    fs::create_directory(scratch / "home");
    fs::permissions(scratch / "home", fs::perms(0700));
    std::ofstream(scratch / "home/letter") << "private\n";

    const auto made = make_shared_directory(scratch / "home");

    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code() == ErrorCode::refused);
    CHECK((fs::status(scratch / "home").permissions() & fs::perms::mask) == fs::perms(0700));
}

TEST_CASE("the shared directory is created if its name is free")
{
    const Scratch scratch;
    const SharedDirectories places(::geteuid(), scratch / "shared", true);
    CHECK(places.found().empty());

    CHECK(places.make() == scratch / "shared");

    CHECK(places.found() == std::vector<std::string>{scratch / "shared"});
    CHECK((fs::status(scratch / "shared").permissions() & fs::perms::mask) == fs::perms(0711));
    CHECK(places.make() == scratch / "shared");
}

TEST_CASE("if the name is taken a spare is created, and found even next to spares made by others")
{
    const Scratch scratch;
    std::ofstream(scratch / "shared") << "x";
    fs::create_symlink(scratch / ".", scratch / "shared.abcdef");
    const SharedDirectories places(::geteuid(), scratch / "shared", true);

    const auto made = places.make();

    REQUIRE(made.has_value());
    CHECK(made->starts_with(scratch / "shared."));
    CHECK(made->size() == std::string(scratch / "shared.").size() + 6);
    CHECK(places.found() == std::vector<std::string>{*made});
    CHECK((fs::status(*made).permissions() & fs::perms::mask) == fs::perms(0711));
    CHECK(SharedDirectories(NOBODYS, scratch / "shared", true).found().empty());
}

TEST_CASE("a chosen directory has no spares")
{
    const Scratch scratch;
    std::ofstream(scratch / "shared") << "x";
    const SharedDirectories places(::geteuid(), scratch / "shared", false);

    const auto made = places.make();

    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code() == ErrorCode::refused);
    CHECK(places.found().empty());
}
