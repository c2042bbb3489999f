#pragma once

#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

/// Ends a test case that nobody but root can run, for only root can be other users; it says so.
#define NEEDS_ROOT()                                                                                                   \
    if (::geteuid() != 0) {                                                                                            \
        MESSAGE("skipped: only root can be other users");                                                              \
        return;                                                                                                        \
    }

namespace cleat::test {

/// Whether everybody may run a program: where it was built in somebody's home directory others often cannot come to it.
inline bool others_can_run(const std::filesystem::path& program)
{
    for (auto path = std::filesystem::canonical(program); path != path.root_path(); path = path.parent_path()) {
        struct stat status {};
        if (::stat(path.c_str(), &status) < 0 || (status.st_mode & S_IXOTH) == 0) return false;
    }
    return true;
}

/// Whether a test can run `cleat` as other users; says so where it cannot.
inline bool can_run_as_others()
{
    if (::geteuid() != 0) MESSAGE("skipped: only root can be other users");
    else if (!others_can_run(Server::program())) MESSAGE("skipped: other users cannot run " << Server::program());
    else return true;
    return false;
}

} // namespace cleat::test
