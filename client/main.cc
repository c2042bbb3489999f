#include "client/verbs/all_verbs.h"

#include <cstdio>
#include <exception>

int main(int argc, char** argv)
{
    try {
        return cleat::run_command_line(argc, argv);
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "cleat: %s\n", problem.what());
        return cleat::STATUS_FAILED;
    }
}
