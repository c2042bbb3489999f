#include "server/program/input_merge.h"
#include "server/program/input_queue.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <random>

using namespace cleat;

namespace {

std::string bytes_of(const std::vector<InputPiece>& pieces)
{
    std::string out;
    for (const InputPiece& piece : pieces) out += piece.bytes;
    return out;
}

std::string take_framed(InputMerge& merge)
{
    return bytes_of(merge.take(PasteFrame::on));
}

const std::string BEGIN = "\x1b[200~";
const std::string END = "\x1b[201~";
constexpr PastePart FIRST{.begin = true};
constexpr PastePart MIDDLE{};
constexpr PastePart LAST{.end = true};
constexpr PastePart WHOLE{.begin = true, .end = true};

} // namespace

TEST_CASE("without a paste input keeps the order in which it arrived")
{
    InputMerge merge;
    merge.type(1, "a");
    merge.type(2, "b");
    merge.type(1, "c");

    CHECK(merge.take(PasteFrame::on) == std::vector<InputPiece>{{1, "a"}, {2, "b"}, {1, "c"}});
    CHECK_FALSE(merge.is_blocked());
}

TEST_CASE("other typed and pasted input waits for the end of a paste, and follows in order, each paste whole")
{
    InputMerge merge;
    merge.paste(1, "one ", FIRST);
    CHECK(take_framed(merge) == BEGIN + "one ");
    merge.type(2, "x");
    merge.paste(3, "three ", FIRST);
    merge.type(TERMINAL, "answer");
    merge.paste(3, "and more", LAST);
    merge.paste(1, "goes on", MIDDLE);

    CHECK(take_framed(merge) == "goes on");
    CHECK(merge.is_blocked());
    CHECK(merge.waiting(3) == 14);
    merge.paste(1, "", LAST);
    CHECK(take_framed(merge) == END + "x" + BEGIN + "three and more" + END + "answer");
    CHECK(merge.waiting() == 0);
}

TEST_CASE("a paste that was framed when it began is closed even if the program has turned framing off")
{
    InputMerge merge;
    merge.paste(1, "one", FIRST);
    CHECK(take_framed(merge) == BEGIN + "one");
    merge.end_paste(1);
    CHECK(bytes_of(merge.take(PasteFrame::off)) == END);

    merge.paste(1, "two", FIRST);
    CHECK(bytes_of(merge.take(PasteFrame::off)) == "two");
    merge.paste(1, "", LAST);
    CHECK(take_framed(merge).empty());
}

TEST_CASE("an empty paste is framed, and the end of a paste that did not begin has no effect")
{
    InputMerge merge;
    merge.paste(1, "", WHOLE);
    CHECK(take_framed(merge) == BEGIN + END);
    merge.paste(1, "", LAST);
    merge.end_paste(1);
    CHECK(take_framed(merge).empty());
}

TEST_CASE("the rest of an interrupted paste is a separate paste")
{
    InputMerge merge;
    merge.paste(1, "first", FIRST);
    CHECK(take_framed(merge) == BEGIN + "first");
    merge.type(2, "x");
    merge.interrupt();
    CHECK(take_framed(merge) == END + "x");
    merge.paste(1, "second", LAST);
    CHECK(take_framed(merge) == BEGIN + "second" + END);
}

TEST_CASE("a paste that begins before the end of the previous one closes it")
{
    InputMerge merge;
    merge.paste(1, "one", FIRST);
    merge.paste(1, "two", WHOLE);
    CHECK(take_framed(merge) == BEGIN + "one" + END + BEGIN + "two" + END);
}

TEST_CASE("many small waiting pieces count for more than their bytes")
{
    InputMerge merge;
    merge.paste(1, "x", FIRST);
    CHECK(take_framed(merge) == BEGIN + "x");
    for (int i = 0; i < 1'000; ++i) merge.paste(2, "", WHOLE);

    CHECK(merge.waiting(2) == 0);
    CHECK(merge.weight(2) >= 1'000 * sizeof(void*));
}

TEST_CASE("in any sequence of events every paste is whole, frames are balanced and nothing is lost")
{
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        INFO("round ", round);
        InputMerge merge;
        std::array<std::string, 4> given;
        std::array<bool, 4> pasting{};
        std::vector<InputPiece> got;
        const auto take = [&] {
            for (auto& piece : merge.take(random() % 2 == 0 ? PasteFrame::on : PasteFrame::off)) got.push_back(piece);
        };
        for (int step = 0; step < 60; ++step) {
            const auto source = random() % 4;
            const std::string text(random() % 3, static_cast<char>('a' + source));
            given.at(source) += text;
            if (pasting.at(source)) {
                pasting.at(source) = random() % 3 != 0;
                merge.paste(source, text, {.end = !pasting.at(source)});
            } else if (random() % 2 == 0) {
                pasting.at(source) = true;
                merge.paste(source, text, FIRST);
            } else {
                merge.type(source, text);
            }
            if (random() % 20 == 0) merge.interrupt();
            if (random() % 2 == 0) take();
        }
        for (std::size_t source = 0; source < 4; ++source) merge.end_paste(source);
        take();

        std::array<std::string, 4> arrived;
        std::optional<InputSource> inside; // the source of the text in the open frame
        bool open = false;
        for (const InputPiece& piece : got) {
            if (piece.source == PASTE_MARKS) {
                for (std::string_view marks = piece.bytes; !marks.empty(); marks.remove_prefix(6)) {
                    REQUIRE(marks.substr(0, 6) == (open ? END : BEGIN));
                    open = !open;
                    inside.reset();
                }
                continue;
            }
            if (open && !inside) inside = piece.source;
            if (open) REQUIRE(*inside == piece.source);
            arrived.at(piece.source) += piece.bytes;
        }
        REQUIRE_FALSE(open);
        REQUIRE(arrived == given);
        REQUIRE(merge.waiting() == 0);
        REQUIRE_FALSE(merge.pasting().has_value());
    }
}

TEST_CASE("a queue of input knows how much of each source the program has not taken")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0);
    InputQueue queue;
    const std::string much(1U << 20, 'x');
    queue.add(1, "abc");
    queue.add(2, much);
    queue.add(1, "def");

    const auto written = queue.write_to(ends[1]);

    CHECK(written.is_read);
    CHECK(written.sources == std::vector<InputSource>{1, 2});
    CHECK(queue.waiting(1) == 3);
    CHECK(queue.waiting(2) > 0);
    CHECK(queue.waiting(2) < much.size());
    CHECK(queue.size() == queue.waiting(1) + queue.waiting(2));
    ::close(ends[0]);
    std::signal(SIGPIPE, SIG_IGN);
    CHECK_FALSE(queue.write_to(ends[1]).is_read);
    CHECK(queue.is_empty());
    CHECK(queue.waiting(1) + queue.waiting(2) == 0);
    ::close(ends[1]);
}
