#include "server/memory/session_memory.h"

#include "tests/support/cases.h"
#include "tests/support/kept_terminal.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <random>
#include <string>
#include <utility>

using namespace cleat;
using cleat::test::cases;
using cleat::test::KeptTerminal;
using cleat::test::shared_memory;

namespace {

SessionMemory mapped(const UniqueFd& memfd)
{
    auto memory = SessionMemory::map(UniqueFd(::dup(memfd.get())));
    REQUIRE(memory.has_value());
    return std::move(*memory);
}

std::uint64_t pages_of(const UniqueFd& memfd)
{
    struct stat status {};
    REQUIRE(::fstat(memfd.get(), &status) == 0);
    return static_cast<std::uint64_t>(status.st_blocks) * 512 / 4'096;
}

/// Overwrites the arena of a memory with noise.
void spoil_arena(const UniqueFd& memfd)
{
    struct stat status {};
    REQUIRE(::fstat(memfd.get(), &status) == 0);
    std::mt19937 random(1);
    for (off_t at = SessionMemory::ARENA_AT; at < SessionMemory::ARENA_AT + (256 << 10) && at < status.st_size;
         at += 4) {
        const auto noise = static_cast<std::uint32_t>(random());
        REQUIRE(::pwrite(memfd.get(), &noise, sizeof noise, at) == sizeof noise);
    }
}

} // namespace

TEST_CASE("empty memory becomes a session's, and cannot be truncated")
{
    const UniqueFd memfd = shared_memory();
    SessionMemory memory = mapped(memfd);

    CHECK_FALSE(memory.facts().has_value());
    CHECK(memory.moments() == SessionMoments());
    CHECK(memory.log().end() == 0);
    CHECK(memory.terminal({24, 80}, {}).offset() == 0);
    CHECK(::ftruncate(memfd.get(), 0) < 0);
}

TEST_CASE("the facts that were saved last are available to the next process, whatever their length")
{
    const UniqueFd memfd = shared_memory();
    std::optional<SessionMemory> memory(mapped(memfd));
    std::mt19937 random(2);
    for (const int i : cases(200)) {
        CAPTURE(i);
        std::string facts(random() % 3 == 0 ? random() % 100'000 : random() % 3'000, 'a');
        for (char& c : facts) c = static_cast<char>(random());
        REQUIRE(memory->save_facts(facts));
        REQUIRE(memory->facts() == facts);
        memory.reset();
        memory.emplace(mapped(memfd));
        REQUIRE(memory->facts() == facts);
    }
}

TEST_CASE("facts that were not completely written are ignored")
{
    const UniqueFd memfd = shared_memory();
    {
        SessionMemory memory = mapped(memfd);
        REQUIRE(memory.save_facts("first"));
        REQUIRE(memory.save_facts("second"));
    }
    // The first page of the arena has one version, the second page the other.
    const char torn = 'X';
    REQUIRE(::pwrite(memfd.get(), &torn, 1, SessionMemory::ARENA_AT) == 1);
    REQUIRE(mapped(memfd).facts() == "second");
    REQUIRE(::pwrite(memfd.get(), &torn, 1, SessionMemory::ARENA_AT + 4'096) == 1);
    CHECK_FALSE(mapped(memfd).facts().has_value());
}

TEST_CASE("moments are available to the next process that maps the memory")
{
    const UniqueFd memfd = shared_memory();
    const SessionMoments moments{.active = 1, .used = 2, .output = 3, .answered = 4, .followed = 5};
    mapped(memfd).moments() = moments;
    CHECK(mapped(memfd).moments() == moments);
}

TEST_CASE("output that was read but not appended is appended when the memory is mapped")
{
    const UniqueFd memfd = shared_memory();
    {
        SessionMemory memory = mapped(memfd);
        const auto space = memory.log().space(100);
        std::string_view("abc").copy(space.data(), 3);
    }
    CHECK(mapped(memfd).log().bytes(0, 3) == "abc");
}

TEST_CASE("memory that is not a session's is refused")
{
    const auto is_refused = [](const UniqueFd& memfd) {
        const auto memory = SessionMemory::map(UniqueFd(::dup(memfd.get())));
        return !memory && memory.error().code() == ErrorCode::invalid;
    };
    CHECK(is_refused(shared_memory(4'096)));
    CHECK(is_refused(shared_memory(4U << 20)));

    const UniqueFd other = shared_memory();
    (void)mapped(other);
    const std::uint64_t version = 1'000;
    REQUIRE(::pwrite(other.get(), &version, sizeof version, 8) == sizeof version);
    CHECK(is_refused(other));
}

TEST_CASE("a terminal whose state is damaged is restored from the log alone")
{
    const UniqueFd memfd = shared_memory();
    {
        SessionMemory memory = mapped(memfd);
        Terminal terminal = memory.terminal({5, 20}, {});
        const std::string_view hello = "hello";
        std::string_view(hello).copy(memory.log().space(hello.size()).data(), hello.size());
        memory.log().append(hello.size(), 0);
        terminal.feed(hello);
        memory.moments().answered = hello.size();
        REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::kept));
        REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::kept));
    }
    spoil_arena(memfd);

    SessionMemory memory = mapped(memfd);
    const Terminal terminal = memory.terminal({5, 20}, {});

    CHECK(terminal.offset() == 5);
    CHECK(terminal.screen().rows().front()->text() == "hello");
}

TEST_CASE("an idle session takes few pages, and one whose history is cleared releases them")
{
    const UniqueFd memfd = shared_memory();
    SessionMemory memory = mapped(memfd);
    REQUIRE(memory.save_facts(std::string(1'000, 'f')));
    REQUIRE(memory.save_facts(std::string(1'000, 'f')));
    Terminal terminal = memory.terminal({24, 80}, {});
    terminal.feed("user@host:~$ ");
    REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::freed));
    REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::freed));
    const auto idle = pages_of(memfd);
    CHECK(idle <= 8);

    for (int i = 0; i < 9'000; ++i) terminal.feed(std::string(70, 'x') + "\r\n");
    REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::freed));
    CHECK(pages_of(memfd) > idle + 100);
    terminal.feed("\x1b[H\x1b[2J\x1b[3J");
    REQUIRE(memory.save(terminal, ArenaHistoryStore::Spares::freed));
    CHECK(pages_of(memfd) <= idle + 4);
}
