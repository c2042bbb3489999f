#pragma once

#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

/// Skips a test case, with a message, unless it is run by root: only root can run programs as other users.
#define NEEDS_ROOT()                                                                                                   \
    if (::geteuid() != 0) {                                                                                            \
        MESSAGE("skipped: only root can run as other users");                                                          \
        return;                                                                                                        \
    }

namespace cleat::test {

/// Whether all users can run a program. In a home directory, other users often cannot reach it.
inline bool others_can_run(const std::filesystem::path& program)
{
    for (auto path = std::filesystem::canonical(program); path != path.root_path(); path = path.parent_path()) {
        struct stat status {};
        if (::stat(path.c_str(), &status) < 0 || (status.st_mode & S_IXOTH) == 0) return false;
    }
    return true;
}

/// Whether a test can run `cleat` as other users; prints a message if not.
inline bool can_run_as_others()
{
    if (::geteuid() != 0) MESSAGE("skipped: only root can run as other users");
    else if (!others_can_run(Server::program())) MESSAGE("skipped: other users cannot run " << Server::program());
    else return true;
    return false;
}

} // namespace cleat::test
