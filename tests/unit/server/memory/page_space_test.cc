#include "server/memory/page_space.h"

#include "tests/support/cases.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace cleat;
using cleat::test::cases;

TEST_CASE("the lowest consecutive free pages are taken")
{
    PageSpace space(10);
    CHECK(space.take(3) == 0U);
    CHECK(space.take(2) == 3U);
    space.free_pages(0, 3);

    CHECK(space.take(4) == 5U);
    CHECK(space.take(3) == 0U);
    CHECK(space.take(1) == 9U);
    CHECK_FALSE(space.take(1));
}

TEST_CASE("pages are never taken twice, and released pages can be taken again")
{
    constexpr std::uint64_t PAGES = 64;
    for (const int seed : cases(100)) {
        CAPTURE(seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto below = [&random](std::uint64_t n) {
            return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random);
        };
        PageSpace space(PAGES);
        std::vector<bool> used(PAGES);
        std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
        const auto is_free = [&used](std::uint64_t first, std::uint64_t count) {
            for (auto page = first; page < first + count; ++page)
                if (page >= PAGES || used[page]) return false;
            return true;
        };
        const auto note = [&](std::uint64_t first, std::uint64_t count) {
            REQUIRE(is_free(first, count));
            for (auto page = first; page < first + count; ++page) used[page] = true;
            taken.emplace_back(first, count);
        };
        for (int step = 0; step < 200; ++step) {
            const auto count = 1 + below(9);
            const auto what = below(3);
            if (what == 0 && !taken.empty()) {
                const auto which = taken.begin() + static_cast<std::ptrdiff_t>(below(taken.size()));
                space.free_pages(which->first, which->second);
                for (auto page = which->first; page < which->first + which->second; ++page) used[page] = false;
                taken.erase(which);
            } else if (what == 1) {
                const auto first = below(PAGES + 4);
                const bool is_taken = is_free(first, count);
                REQUIRE(space.take_at(first, count) == is_taken);
                if (is_taken) note(first, count);
            } else if (const auto first = space.take(count)) {
                note(*first, count);
            } else {
                for (std::uint64_t page = 0; page < PAGES; ++page) REQUIRE_FALSE(is_free(page, count));
            }
            std::uint64_t free = 0;
            for (const auto& [first, pages] : space.gaps()) {
                REQUIRE(is_free(first, pages));
                REQUIRE((first + pages == PAGES || used[first + pages]));
                free += pages;
            }
            REQUIRE(free == static_cast<std::uint64_t>(std::count(used.begin(), used.end(), false)));
        }
    }
}
