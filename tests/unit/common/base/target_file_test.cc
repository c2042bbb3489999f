#include "common/base/target_file.h"

#include <doctest/doctest.h>

using namespace cleat;
using Kind = TargetFile::Kind;

namespace {

constexpr uid_t US = 1000;
constexpr uid_t OTHER = 1001;

/// The choice, or the error.
std::string chosen(const TargetFile& file, TargetRule rule)
{
    rule.user = US;
    const auto choice = choose_target(file, rule, "/x");
    if (!choice) return choice.error().code() == ErrorCode::exists ? "exists" : "refused";
    return *choice == TargetChoice::write ? "write" : *choice == TargetChoice::replace ? "replace" : "follow";
}

} // namespace

TEST_CASE("only the user's own regular file is written to or replaced")
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

TEST_CASE("an empty file with another name is written to only if no other user could have created that name")
{
    CHECK(chosen({.kind = Kind::regular, .owner = US, .names = 2}, {}) == "refused");
    CHECK(chosen({.kind = Kind::regular, .owner = US, .names = 2}, {.directory_closed = true}) == "write");
}

TEST_CASE("another user's pipe is written to only on request, and a pipe is never replaced")
{
    CHECK(chosen({.kind = Kind::fifo, .owner = US}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::fifo, .owner = OTHER}, {.overwrite = true}) == "refused");
    CHECK(chosen({.kind = Kind::fifo, .owner = OTHER}, {.overwrite = true, .to_others_pipe = true}) == "write");
}

TEST_CASE("a device is written to if it is the user's own or root's, and never replaced")
{
    CHECK(chosen({.kind = Kind::device, .owner = US}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::device, .owner = 0}, {.overwrite = true}) == "write");
    CHECK(chosen({.kind = Kind::device, .owner = OTHER}, {.to_others_pipe = true}) == "refused");
}

TEST_CASE("the user's own link is followed in a directory that no other user can write to")
{
    CHECK(chosen({.kind = Kind::link, .owner = US}, {.directory_closed = true}) == "follow");
    CHECK(chosen({.kind = Kind::link, .owner = US}, {}) == "refused");
    CHECK(chosen({.kind = Kind::link, .owner = OTHER}, {.directory_closed = true}) == "refused");
    CHECK(chosen({.kind = Kind::other, .owner = US}, {.directory_closed = true}) == "refused");
}
