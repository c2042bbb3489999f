#include "common/terminal/terminal.h"
#include "common/terminal/write_vt.h"
#include "tests/support/cases.h"
#include "tests/support/difference.h"
#include "tests/support/recorded.h"
#include "tests/support/same_terminal.h"
#include "tests/support/steps.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::check_same;
using cleat::test::difference;
using cleat::test::Recorded;
using cleat::test::RECORDED_SIZE;
using cleat::test::Said;
using cleat::test::scaled;
using cleat::test::Step;
using cleat::test::steps;
using cleat::test::Stream;

namespace {} // namespace

TEST_CASE("R2: a terminal restored at any byte, with resizes in between, continues as if never interrupted")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 80'000);
        const auto size = stream.size();
        const auto all = steps(stream, size, 3, 8, 2);
        Terminal whole(size);
        for (const auto& step : all) take(whole, step);
        Said whole_said;
        whole_said.take(whole);

        Terminal walker(size);
        Said said;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const std::string_view bytes = all[at].bytes;
            for (std::size_t i = 0; i < bytes.size() || i == 0; ++i) {
                CAPTURE(at);
                CAPTURE(i);
                auto cut = Terminal::restore(*parse_snapshot(serialise(walker.snapshot())));
                auto cut_said = said;
                if (bytes.empty()) cut.resize(all[at].size);
                else cut.feed(bytes.substr(i));
                for (std::size_t later = at + 1; later < all.size(); ++later) take(cut, all[later]);
                cut_said.take(cut);
                check_same(cut, whole);
                REQUIRE(cut_said == whole_said);

                if (bytes.empty()) walker.resize(all[at].size);
                else walker.feed(bytes.substr(i, 1));
                said.take(walker);
            }
        }
    }
}

TEST_CASE("the output of real programs can be split at any byte")
{
    for (const auto& recorded : test::recorded()) {
        CAPTURE(recorded.name);
        Terminal whole(RECORDED_SIZE);
        Terminal cut(RECORDED_SIZE);
        Said whole_said;
        Said cut_said;
        const auto step = static_cast<std::size_t>(1000 / scaled(1000));
        for (std::size_t at = 0; at < recorded.bytes.size(); at += step) {
            const auto piece = std::string_view(recorded.bytes).substr(at, step);
            cut = Terminal::restore(cut.snapshot());
            whole.feed(piece);
            cut.feed(piece);
            cut_said.take(cut);
            if (at / step % 50 != 0) continue;
            CAPTURE(at);
            check_same(cut, whole);
        }
        whole_said.take(whole);
        check_same(cut, whole);
        REQUIRE(whole_said == cut_said);
    }
}

TEST_CASE("the screens of real programs can be written to any terminal, at any size")
{
    for (const auto& recorded : test::recorded()) {
        CAPTURE(recorded.name);
        Stream stream(1);
        Terminal terminal(RECORDED_SIZE);
        Terminal other(RECORDED_SIZE);
        const auto step = recorded.bytes.size() / static_cast<std::size_t>(scaled(40)) + 1;
        for (std::size_t at = 0; at < recorded.bytes.size(); at += step) {
            CAPTURE(at);
            terminal.feed(std::string_view(recorded.bytes).substr(at, step));
            if (stream.chance(3)) {
                const Size size{.rows = stream.number(2, 40), .columns = stream.number(2, 120)};
                terminal.resize(size);
                other.resize(size);
            }
            const auto wanted = terminal.snapshot();
            // The other terminal has the state written before, changed by random output.
            other.feed(write_vt(wanted));
            REQUIRE(difference(other.snapshot().primary, wanted.primary) == "");
            REQUIRE(difference(other.snapshot().alternate, wanted.alternate) == "");
            auto screen = terminal.screen();
            screen.modes.synchronised = false;
            REQUIRE(other.screen() == screen);
            other.feed(stream.pieces(terminal.size(), 20));
        }
    }
}
