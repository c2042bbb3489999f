#pragma once

#include <doctest/doctest.h>

#include <unistd.h>

/// Ends a test case that nobody but root can run, for only root can be other users; it says so.
#define NEEDS_ROOT()                                                                                                   \
    if (::geteuid() != 0) {                                                                                            \
        MESSAGE("skipped: only root can be other users");                                                              \
        return;                                                                                                        \
    }
