#include "tests/support/cases.h"
#include "tests/support/kept_terminal.h"
#include "tests/support/recorded.h"
#include "tests/support/same_terminal.h"
#include "tests/support/steps.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::check_said;
using cleat::test::check_same;
using cleat::test::KeptTerminal;
using cleat::test::RECORDED_SIZE;
using cleat::test::steps;
using cleat::test::Stream;

namespace {

void check(KeptTerminal& kept, Terminal& whole)
{
    check_same(kept.terminal(), whole);
    check_said(kept.terminal(), whole);
}

} // namespace

TEST_CASE("a terminal whose worker ends after any byte is the same in the next one")
{
    for (const int seed : cases(150)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 7'000'000);
        const Size size = stream.size();
        const HistoryLimits limits{
            .lines = static_cast<std::uint64_t>(stream.number(1, 30)), .bytes = 4'000, .line_bytes = 200};
        Terminal whole(size, limits);
        KeptTerminal kept(size, limits);
        for (const test::Step& step : steps(stream, size, 6, 12, 2)) {
            if (step.bytes.empty()) {
                whole.resize(step.size);
                kept.resize(step.size);
            }
            for (std::size_t i = 0; i < step.bytes.size(); ++i) {
                const auto byte = std::string_view(step.bytes).substr(i, 1);
                whole.feed(byte);
                kept.feed(byte);
                check_said(kept.terminal(), whole);
                if (stream.chance(40)) kept.save();
                kept.restart();
                CAPTURE(i);
                check(kept, whole);
            }
        }
    }
}

TEST_CASE("what a worker read and did not process is processed, and replied to, by the next one")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 8'000'000);
        const Size size = stream.size();
        const HistoryLimits limits{.lines = static_cast<std::uint64_t>(stream.number(1, 30))};
        Terminal whole(size, limits);
        KeptTerminal kept(size, limits);
        for (const test::Step& step : steps(stream, size, 10, 20, 3)) {
            if (step.bytes.empty()) {
                whole.resize(step.size);
                kept.resize(step.size);
                check(kept, whole);
                continue;
            }
            const auto cut = static_cast<std::size_t>(stream.number(0, static_cast<int>(step.bytes.size())));
            const auto seen = std::string_view(step.bytes).substr(0, cut);
            const auto missed = std::string_view(step.bytes).substr(cut);
            whole.feed(seen);
            kept.feed(seen);
            check(kept, whole);
            if (stream.chance(3)) kept.save();
            kept.note(missed);
            kept.restart();
            whole.feed(missed);
            kept.answer();
            check(kept, whole);
        }
    }
}

TEST_CASE("the output of real programs is the same after a restart at every byte")
{
    for (const auto& recorded : test::recorded()) {
        CAPTURE(recorded.name);
        Terminal whole(RECORDED_SIZE, {.lines = 100});
        KeptTerminal kept(RECORDED_SIZE, {.lines = 100});
        const auto step = static_cast<std::size_t>(1000 / cleat::test::scaled(1000));
        for (std::size_t at = 0; at < recorded.bytes.size(); at += step) {
            const auto piece = std::string_view(recorded.bytes).substr(at, step);
            whole.feed(piece);
            kept.feed(piece);
            check_said(kept.terminal(), whole);
            if (at / step % 500 == 0) kept.save();
            kept.restart();
            if (at / step % 20 == 0) check(kept, whole);
        }
        check(kept, whole);
    }
}

TEST_CASE("a long history passes from worker to worker, and what it evicts is freed")
{
    const HistoryLimits limits{.lines = 5'000, .bytes = 1U << 20};
    Terminal whole({24, 80}, limits);
    KeptTerminal kept({24, 80}, limits);
    Stream stream(5);
    for (int round = 0; round < 40; ++round) {
        for (int i = 0; i < 20; ++i) {
            const std::string bytes = stream.pieces({24, 80}, 60) + std::string(200, '\n');
            whole.feed(bytes);
            kept.feed(bytes);
            if (stream.chance(4)) kept.save();
        }
        if (stream.chance(3)) {
            const Size size{stream.number(5, 60), stream.number(20, 120)};
            whole.resize(size);
            kept.resize(size);
        }
        check_said(kept.terminal(), whole);
        kept.restart();
        check(kept, whole);
    }
}
