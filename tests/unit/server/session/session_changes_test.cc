#include "server/session/session_changes.h"

#include "common/conversation/list_mirror.h"
#include "tests/support/cases.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace cleat;
using cleat::test::cases;

namespace {

bool always_there(std::uint64_t)
{
    return true;
}

SessionInfo named(std::uint64_t id, std::string name)
{
    return {.id = id, .name = std::move(name)};
}

std::vector<std::uint64_t> ids_of(const std::vector<SessionInfo>& sessions)
{
    std::vector<std::uint64_t> out;
    for (const SessionInfo& info : sessions) out.push_back(info.id);
    return out;
}

} // namespace

TEST_CASE("a watcher is sent what it does not know, once")
{
    SessionChanges news;
    SessionChanges::Known known;
    news.set(named(1, "one"));
    news.set(named(2, "two"));
    CHECK(ids_of(news.take(known, always_there).changed) == std::vector<std::uint64_t>{1, 2});
    CHECK(news.take(known, always_there) == SessionsChanged());

    news.set(named(2, "two"));
    CHECK(news.take(known, always_there) == SessionsChanged());

    news.set(named(2, "renamed"));
    news.remove(1);
    const auto told = news.take(known, always_there);
    REQUIRE(told.changed.size() == 1);
    CHECK(told.changed[0].name == "renamed");
    CHECK(told.gone == std::vector<std::uint64_t>{1});
}

TEST_CASE("a session that came and went between two updates is not sent, and of several changes only the last")
{
    SessionChanges news;
    SessionChanges::Known known;
    news.set(named(1, "a"));
    (void)news.take(known, always_there);
    news.set(named(2, "short-lived"));
    news.remove(2);
    news.set(named(1, "b"));
    news.set(named(1, "c"));

    const auto told = news.take(known, always_there);
    REQUIRE(told.changed.size() == 1);
    CHECK(told.changed[0].name == "c");
    CHECK(told.gone.empty());
}

TEST_CASE(
    "for a watcher with hidden sessions, a session appears when it becomes visible and disappears when it is hidden")
{
    SessionChanges news;
    SessionChanges::Known known;
    news.set(named(1, "one"));
    news.set(named(2, "two"));
    const auto only = [](std::uint64_t shown) { return [shown](std::uint64_t id) { return id == shown; }; };

    CHECK(ids_of(news.take(known, only(2)).changed) == std::vector<std::uint64_t>{2});
    news.set(named(1, "renamed"));
    CHECK(news.take(known, only(2)) == SessionsChanged());
    const auto told = news.take(known, only(1));
    CHECK(ids_of(told.changed) == std::vector<std::uint64_t>{1});
    CHECK(told.gone == std::vector<std::uint64_t>{2});
}

TEST_CASE("changes are sent in parts of limited size, with at least one session")
{
    SessionChanges news;
    SessionChanges::Known known;
    for (std::uint64_t id = 1; id <= 3; ++id) news.set(named(id, std::string(10'000, 'x')));

    CHECK(ids_of(news.take(known, always_there, 25'000).changed) == std::vector<std::uint64_t>{1, 2});
    CHECK(ids_of(news.take(known, always_there, 1).changed) == std::vector<std::uint64_t>{3});
    CHECK(news.take(known, always_there, 1) == SessionsChanged());
}

TEST_CASE("after any changes, taken at any time and in any amounts, a watcher knows all that is visible to it")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const auto below = [&random](std::uint64_t n) {
            return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random);
        };
        SessionChanges news;
        std::map<std::uint64_t, SessionInfo> there;
        std::set<std::uint64_t> hidden;
        SessionChanges::Known known;
        ListMirror mirror;
        const auto is_there = [&hidden](std::uint64_t id) { return !hidden.contains(id); };
        const auto take = [&](std::size_t most) {
            auto told = news.take(known, is_there, most);
            const bool is_news = told != SessionsChanged();
            REQUIRE(mirror.take(std::move(told)).has_value());
            return is_news;
        };
        for (int step = 0; step < 100; ++step) {
            const std::uint64_t id = 1 + below(8);
            switch (below(4)) {
            case 0:
                news.remove(id);
                there.erase(id);
                break;
            case 1:
                if (!hidden.erase(id)) hidden.insert(id);
                break;
            case 2: (void)take(below(2'000)); break;
            default: there[id] = named(id, std::to_string(below(3))); news.set(there[id]);
            }
        }
        while (take(below(2'000))) {
        }

        std::vector<SessionInfo> expected;
        for (const auto& [id, info] : there)
            if (is_there(id)) expected.push_back(info);
        REQUIRE(mirror.sessions() == expected);
    }
}
