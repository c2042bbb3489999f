#include "server/session/history_cast.h"

#include "tests/support/cases.h"
#include "tests/support/cast.h"
#include "tests/support/difference.h"
#include "tests/support/scratch.h"
#include "tests/support/shared_memory.h"

#include <algorithm>
#include <utility>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr std::size_t SMALL = 64U << 10;
constexpr std::size_t SMALLEST = 4U << 10;
constexpr std::int64_t START = 5'000'000'000;

/// A session's log and keyframes, and its clock.
struct Fixture {
    explicit Fixture(Size size, std::size_t capacity = SMALL)
        : memory(cleat::test::log_memory(capacity)),
          log(*Log::map(memory.get(), 0)),
          terminal(size),
          keyframes(terminal, START, capacity)
    {}

    /// Feeds output, divided into reads.
    void output(std::string_view bytes)
    {
        const auto space = log.space(std::max<std::size_t>(bytes.size(), 500));
        std::copy(bytes.begin(), bytes.end(), space.begin());
        log.append(bytes.size(), now);
        keyframes.feed(terminal, log.bytes(log.end() - bytes.size(), log.end()), now);
        (void)terminal.take_replies();
        (void)terminal.take_events();
    }
    void resize(Size size)
    {
        terminal.resize(size);
        keyframes.resized(terminal, now);
    }
    [[nodiscard]] std::string cast(const HistoryFacts& facts = {}) const { return history_cast(keyframes, log, facts); }

    UniqueFd memory;
    Log log;
    Terminal terminal;
    LogKeyframes keyframes;
    std::int64_t now = START;
};

/// The recording, played to its end.
CastPlayer played(const Scratch& scratch, const std::string& cast)
{
    write_file(scratch / "past.cast", cast);
    auto player = player_of(scratch / "past.cast");
    const auto nothing = CastIndex::in_memory();
    player.finish();
    while (player.step(*nothing)) {
    }
    CHECK(player.damage() == CastDamage());
    return player;
}

/// The first visible difference.
std::string seen_difference(const Terminal& shown, const Terminal& wanted)
{
    const auto a = shown.snapshot();
    const auto b = wanted.snapshot();
    if (auto found = difference(a.primary, b.primary); !found.empty()) return "primary: " + found;
    if (auto found = difference(a.alternate, b.alternate); !found.empty()) return "alternate: " + found;
    const auto seen = shown.screen();
    const auto meant = wanted.screen();
    if (seen.active != meant.active) return "another screen is active";
    if (seen.cursor != meant.cursor) return "the cursor";
    if (seen.title != meant.title) return "the title";
    if (seen.palette != meant.palette) return "the palette";
    return "";
}

/// The output events, and the time of each.
std::vector<std::pair<CastTime, std::string>> outputs(const std::string& cast)
{
    CastReader reader;
    reader.feed(cast);
    reader.finish();
    std::vector<std::pair<CastTime, std::string>> out;
    while (const auto event = reader.next())
        if (event->kind == CastKind::output) out.emplace_back(event->time, event->data);
    return out;
}

} // namespace

TEST_CASE("recent history played to its end shows the session's screen, cell for cell")
{
    const Scratch scratch;
    for (const int seed : cases(150)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 90'000);
        Size size = stream.size();
        // Most of the output is not in the log any more.
        Fixture session(size, stream.chance(4) ? SMALL : SMALLEST);
        const auto bytes = stream.pieces(size, stream.number(0, stream.chance(2) ? 4'000 : 400));
        // Reads are split anywhere.
        for (std::string_view left = bytes; !left.empty();) {
            const auto piece = left.substr(0, static_cast<std::size_t>(stream.number(1, 500)));
            left.remove_prefix(piece.size());
            session.output(piece);
            session.now += stream.number(0, 2'000'000);
            if (stream.chance(20)) session.resize(size = stream.size());
        }

        REQUIRE(session.keyframes.all().back().offset >= session.log.begin());
        const auto player = played(scratch, session.cast());

        REQUIRE(seen_difference(player.terminal(), session.terminal) == "");
    }
}

TEST_CASE("recent history never starts between a character and what belongs to it, however reads are split")
{
    const Scratch scratch;
    Fixture session({.rows = 100, .columns = 100}, SMALLEST);
    // Each read starts with what belongs to the last character of the previous one: a mark, and its repetition.
    for (int i = 0; i < 500; ++i) session.output("\xcc\x81 some text e");
    for (int i = 0; i < 200; ++i) session.output("\x1b[3b some text e");

    for (const auto& keyframe : session.keyframes.all()) {
        if (keyframe.offset < session.log.begin()) continue;
        const auto next = session.log.bytes(keyframe.offset, keyframe.offset + 1).front();
        CHECK((next >= ' ' && next <= '~'));
        CHECK(keyframe.snapshot.tail.empty());
    }
    CHECK(seen_difference(played(scratch, session.cast()).terminal(), session.terminal) == "");
}

TEST_SUITE_BEGIN("keyframes");

TEST_CASE("there is always a keyframe in reach of the log, and their size is limited")
{
    for (const int seed : cases(30)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        const Size size = stream.chance(2) ? Size{.rows = 24, .columns = 80} : Size{.rows = 500, .columns = 500};
        Fixture session(size, Log::DEFAULT_CAPACITY);
        const bool is_plain = stream.chance(2);
        std::uint64_t newest = 0;
        while (session.log.end() < 3 * Log::DEFAULT_CAPACITY) {
            session.output(is_plain ? std::string(40'000, '\x01') : stream.pieces(size, 400));
            session.now += 1'000;
            if (stream.chance(50)) session.resize({.rows = size.rows - stream.number(0, 5), .columns = size.columns});
            const auto& all = session.keyframes.all();
            REQUIRE(all.back().offset >= session.log.begin());
            REQUIRE(all.size() <= LogKeyframes::LIMIT);
            if (std::exchange(newest, all.back().offset) == all.back().offset) continue;
            REQUIRE((session.keyframes.bytes() <= LogKeyframes::MAX_BYTES || all.size() == 1));
        }
    }
}

TEST_SUITE_END();

TEST_CASE("keyframes have the intended spacing, and recent history reaches nearly as far back as the log")
{
    Fixture session({.rows = 24, .columns = 80}, Log::DEFAULT_CAPACITY);
    while (session.log.end() < 3 * Log::DEFAULT_CAPACITY) session.output(std::string(70, 'x') + "\r\n");

    const auto& all = session.keyframes.all();
    for (std::size_t i = 1; i < all.size(); ++i) {
        CHECK(all[i].offset - all[i - 1].offset >= LogKeyframes::SPACING);
        CHECK(all[i].offset - all[i - 1].offset < LogKeyframes::SPACING + 100);
    }
    const auto reached = std::find_if(all.begin(), all.end(), [&](auto& k) { return k.offset >= session.log.begin(); });
    REQUIRE(reached != all.end());
    CHECK(reached->offset < session.log.begin() + LogKeyframes::SPACING + 100);
}

TEST_CASE("each read has its time, and reads within a millisecond are one event")
{
    Fixture session({.rows = 5, .columns = 20});
    session.output("one");
    session.now += 400;
    session.output(" two");
    session.now += 3'000'000;
    session.output(" three\xe2\x82");
    session.now += 1'000'000;
    session.output("\xac four");

    const auto events = outputs(session.cast());

    REQUIRE(events.size() == 4);
    CHECK(events[0].first == CastTime(0));
    CHECK(events[1] == std::pair(CastTime(0), std::string("one two")));
    CHECK(events[2] == std::pair(CastTime(3'000'400), std::string(" three")));
    CHECK(events[3] == std::pair(CastTime(4'000'400), std::string("\xe2\x82\xac four")));
}

TEST_CASE("output before the reads with known times has approximate times")
{
    Fixture session({.rows = 5, .columns = 20});
    for (int i = 0; i < 6'000; ++i) {
        session.now += 100'000;
        session.output("x");
    }

    const auto events = outputs(session.cast());

    REQUIRE(events.size() > 4'200);
    CHECK(events[0].first == CastTime(0));
    for (std::size_t i = 1; i < events.size(); ++i) CHECK(events[i].first - events[i - 1].first <= CastTime(1'100'000));
    CHECK(events.back().first == CastTime(600'000'000));
}

TEST_CASE("recent history contains the session's facts, its resizes, and its end")
{
    const Scratch scratch;
    Fixture session({.rows = 5, .columns = 20});
    session.output("0123456789012345678901234");
    session.now += 2'000'000;
    session.resize({.rows = 5, .columns = 10});
    session.now += 2'000'000;
    session.resize({.rows = 6, .columns = 30});
    HistoryFacts facts;
    facts.title = "a title";
    facts.command = "cat -v";
    facts.terminal_type = "xterm-256color";
    facts.epoch = 1'000'000'000;
    facts.end = HistoryEnd{3, session.now + 1'000'000};

    const auto cast = session.cast(facts);

    CastReader reader;
    reader.feed(cast);
    reader.finish();
    std::vector<std::string> events;
    while (const auto event = reader.next())
        if (event->kind != CastKind::output)
            events.push_back(static_cast<char>(event->kind) + std::string(event->data) + " at " +
                             std::to_string(event->time.count()));
    CHECK(events == std::vector<std::string>{"r10x5 at 2000000", "r30x6 at 4000000", "x3 at 5000000"});
    CHECK(reader.header()->size == Size{.rows = 5, .columns = 20});
    CHECK(reader.header()->title == "a title");
    CHECK(reader.header()->command == "cat -v");
    CHECK(reader.header()->terminal_type == "xterm-256color");
    CHECK(reader.header()->timestamp == 6'000);
    CHECK(seen_difference(played(scratch, cast).terminal(), session.terminal) == "");
}

TEST_CASE("resizes in quick succession, without output in between, are one")
{
    Fixture session({.rows = 5, .columns = 20});
    session.output("text");
    session.now += 5'000'000;
    for (int columns = 21; columns < 90; ++columns) session.resize({.rows = 5, .columns = columns});

    CHECK(session.keyframes.all().size() == 2);
    CHECK(session.keyframes.all().back().snapshot.state.size.columns == 89);
}

TEST_CASE("without output the recent history is a header and a blank screen")
{
    const Scratch scratch;
    const Fixture session({.rows = 5, .columns = 20});

    const auto cast = session.cast();

    CHECK(outputs(cast).size() == 1);
    CHECK(played(scratch, cast).terminal().screen() == Screen({.rows = 5, .columns = 20}));
}

TEST_CASE("recent history that would be too long starts later")
{
    const Scratch scratch;
    const Size size{.rows = 70, .columns = 70};
    Fixture session(size, Log::DEFAULT_CAPACITY);
    // A screen in which every cell has its own colours is resized many times.
    for (int i = 0; i < 40; ++i) {
        std::string bytes = "\x1b[H";
        for (int cell = 0; cell < 70 * 60; ++cell)
            bytes += "\x1b[38;2;" + std::to_string(cell % 256) + ";" + std::to_string(cell / 256) + ";" +
                     std::to_string(i) + "mx";
        for (std::string_view left = bytes; !left.empty();
             left.remove_prefix(std::min<std::size_t>(left.size(), 4'000)))
            session.output(left.substr(0, 4'000));
        for (int columns = 60; columns <= 70; ++columns) {
            session.now += 2'000'000;
            session.resize({.rows = 70, .columns = columns});
        }
    }

    const auto cast = session.cast();

    CHECK(cast.size() <= MAX_HISTORY);
    CHECK(seen_difference(played(scratch, cast).terminal(), session.terminal) == "");
}

TEST_CASE("a long unfinished clipboard sequence enlarges no keyframe, and later output is shown")
{
    const Scratch scratch;
    Fixture session({.rows = 5, .columns = 20}, 1U << 20);
    const auto before = session.keyframes.bytes() / session.keyframes.all().size();

    session.output("before\x1b]52;c;");
    for (int i = 0; i < 80; ++i) session.output(std::string(16'000, 'A'));
    const auto each = session.keyframes.bytes() / session.keyframes.all().size();
    session.output("\aafter");

    CHECK(session.keyframes.all().size() > 5);
    CHECK(each < before + 1'000);
    CHECK(seen_difference(played(scratch, session.cast()).terminal(), session.terminal) == "");
}
