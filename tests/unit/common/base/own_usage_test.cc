#include "common/base/own_usage.h"

#include "common/base/unique_fd.h"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <cstddef>
#include <vector>

using namespace cleat;

TEST_CASE("a process can count its open descriptors")
{
    const auto before = own_usage().descriptors;
    CHECK(before > 0);
    {
        const UniqueFd one{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
        const UniqueFd other{::open("/dev/null", O_RDONLY | O_CLOEXEC)};

        CHECK(own_usage().descriptors == before + 2);
    }
    CHECK(own_usage().descriptors == before);
}

TEST_CASE("a process can query its resident memory")
{
    const auto before = own_usage().resident_memory;
    constexpr std::size_t SIZE = 64U << 20U;

    const std::vector<char> used(SIZE, 'x');

    CHECK(used.back() == 'x');
    CHECK(own_usage().resident_memory >= before + SIZE / 2);
}
