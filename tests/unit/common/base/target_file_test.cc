#include "common/base/target_file.h"

#include <doctest/doctest.h>

using namespace cleat;
using Kind = TargetFile::Kind;

namespace {

constexpr uid_t US = 1000;
constexpr uid_t OTHER = 1001;

/// The choice, or what it was refused with.
std::string chosen(const TargetFile& file, TargetRule rule)
{
    rule.user = US;
    const auto choice = choose_target(file, rule, "/x");
    if (!choice) return choice.error().code() == ErrorCode::exists ? "exists" : "refused";
    return *choice == TargetChoice::write ? "write" : *choice == TargetChoice::replace ? "replace" : "follow";
}

} // namespace

TEST_CASE("only a regular file of one's own is written to or replaced")
{
    CHECK(chosen({.kind = Kind::regular, .owner = US}, {}) == "write");
    CHECK(chosen({.kind = Kind::regular, .owner = US, .is_empty = false}, {}) == "exists");
    CHECK(chosen({.kind = Kind::regular, .owner = US, .is_empty = false}, {.overwrite = true}) == "replace");
    for (const uid_t owner : {OTHER, uid_t{0}})
        for (const bool empty : {true, false})
            for (const bool overwrite : {true, false})
                CHECK(chosen({.kind = Kind::regular, .owner = owner, .is_empty = empty},
                             {.overwrite = overwrite, .to_others_pipe = true, .directory_closed = true}) == "refused");
}

TEST_CASE("an empty file that has another name is written to only where nobody else could have given it that name")
{
    CHECK(chosen({.kind = Kind::regular, .owner = US, .names = 2}, {}) == "refused");
    CHECK(chosen({.kind = Kind::regular, .owner = US, .names = 2}, {.directory_closed = true}) == "write");
}

TEST_CASE("a pipe of another user's is written to only if that was asked for, and no pipe is replaced")
{
    CHECK(chosen({.kind = Kind::fifo, .owner = US}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::fifo, .owner = OTHER}, {.overwrite = true}) == "refused");
    CHECK(chosen({.kind = Kind::fifo, .owner = OTHER}, {.overwrite = true, .to_others_pipe = true}) == "write");
}

TEST_CASE("a device is written to where it is one's own or root's, and never replaced")
{
    CHECK(chosen({.kind = Kind::device, .owner = US}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::device, .owner = 0}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::device, .owner = OTHER}, {.to_others_pipe = true}) == "refused");
}

TEST_CASE("a link is followed where it is one's own, in a directory that nobody else can write to")
{
    CHECK(chosen({.kind = Kind::link, .owner = US}, {.directory_closed = true}) == "follow");
    CHECK(chosen({.kind = Kind::link, .owner = US}, {}) == "refused");
    CHECK(chosen({.kind = Kind::link, .owner = OTHER}, {.directory_closed = true}) == "refused");
    CHECK(chosen({.kind = Kind::other, .owner = US}, {.directory_closed = true}) == "refused");
}
