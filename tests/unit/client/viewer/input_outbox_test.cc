#include "client/viewer/input_outbox.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;

namespace {

/// The input that the outbox sends now, as text, with pastes in brackets.
std::string send_all(InputOutbox& outbox, std::size_t queued = 0)
{
    std::string out;
    while (const auto message = outbox.next(queued)) {
        if (const auto* const input = std::get_if<Input>(&*message)) out += input->bytes.data;
        if (const auto* const mouse = std::get_if<Mouse>(&*message)) out += mouse->bytes.data;
        if (const auto* const focus = std::get_if<Focus>(&*message)) out += focus->focused ? "+" : "-";
        if (const auto* const paste = std::get_if<Paste>(&*message))
            out += (paste->begin ? "[" : "") + paste->bytes.data + (paste->end ? "]" : "");
    }
    return out;
}

} // namespace

TEST_CASE("input is sent in order, as much as fits in the window, and the rest as the program takes it")
{
    InputOutbox outbox;
    outbox.attached(10);
    outbox.add_typed("abc");
    outbox.add_focus(true);
    outbox.add_pasted("defg", true, false);
    outbox.add_pasted("hijk", false, true);
    outbox.add_mouse("!");

    CHECK(send_all(outbox) == "abc+[defg");
    CHECK(outbox.waiting() == 5);
    outbox.taken(1);
    CHECK(send_all(outbox) == "hijk]");
    outbox.taken(11);
    CHECK(send_all(outbox) == "!");
    CHECK(outbox.is_empty());
}

TEST_CASE("a message larger than the window is sent when no other input is in flight")
{
    InputOutbox outbox;
    outbox.attached(10);
    outbox.add_typed("a");
    CHECK(send_all(outbox) == "a");
    outbox.add_typed(std::string(20, 'b'));

    CHECK(send_all(outbox).empty());
    outbox.taken(1);
    CHECK(send_all(outbox) == std::string(20, 'b'));
}

TEST_CASE("for a server that does not report taken input, the bytes queued on the link are limited")
{
    InputOutbox outbox;
    outbox.attached(0);
    outbox.add_typed("abc");

    CHECK(send_all(outbox, InputOutbox::OTHERWISE).empty());
    CHECK(send_all(outbox, 1) == "abc");
}

TEST_CASE("reports that more was taken than was sent, or less than before, do not enlarge the window")
{
    InputOutbox outbox;
    outbox.attached(4);
    outbox.add_typed("abcd");
    CHECK(send_all(outbox) == "abcd");
    outbox.taken(1'000);
    outbox.taken(0);
    outbox.add_typed("efgh");
    CHECK(send_all(outbox) == "efgh");
    outbox.add_typed("ijkl");
    CHECK(send_all(outbox).empty());
}

TEST_CASE("dropped input and the rest of its paste are counted, and the next paste is sent whole")
{
    InputOutbox outbox;
    outbox.attached(4);
    outbox.add_pasted("abcd", true, false);
    CHECK(send_all(outbox) == "[abcd");
    outbox.add_pasted("efgh", false, false);
    CHECK(outbox.drop() == 4);
    outbox.attached(100);
    outbox.add_pasted("ijklm", false, true);
    outbox.add_typed("x");
    outbox.add_pasted("whole", true, true);

    CHECK(send_all(outbox) == "x[whole]");
    CHECK(outbox.drop() == 5);
}

TEST_CASE("an outbox is full at its limit, and never drops anything by itself")
{
    InputOutbox outbox;
    outbox.attached(1);
    const std::string piece(1U << 20, 'x');
    for (int i = 0; i < 64; ++i) {
        CHECK_FALSE(outbox.is_full());
        outbox.add_pasted(piece, i == 0, false);
    }
    CHECK(outbox.is_full());
    CHECK(outbox.waiting() == InputOutbox::LIMIT);
    outbox.add_pasted("end", false, true);
    CHECK(outbox.drop() == InputOutbox::LIMIT + 3);
}

TEST_CASE("many keys are combined into few messages")
{
    InputOutbox outbox;
    outbox.attached(1);
    outbox.add_typed("0");
    CHECK(send_all(outbox) == "0");
    for (int i = 0; i < 100'000; ++i) outbox.add_typed("k");

    outbox.attached(1U << 20);
    int messages = 0;
    while (outbox.next(0)) ++messages;
    CHECK(messages < 10);
}

TEST_CASE("random input is all sent, in order, and never more than a window is in flight")
{
    std::mt19937 random(5);
    constexpr std::uint64_t WINDOW = 64U << 10;
    for (int round = 0; round < 20; ++round) {
        InputOutbox outbox;
        outbox.attached(WINDOW);
        std::string wanted;
        std::string got;
        std::uint64_t sent = 0;
        std::uint64_t taken = 0;
        bool pasting = false;
        for (int step = 0; step < 100; ++step) {
            const std::string text(1 + random() % 10'000, static_cast<char>('a' + step % 26));
            const bool begin = !pasting && random() % 2 == 0;
            if (pasting || begin) {
                pasting = random() % 2 == 0;
                outbox.add_pasted(text, begin, !pasting);
                wanted += (begin ? "[" : "") + text + (pasting ? "" : "]");
            } else {
                outbox.add_typed(text);
                wanted += text;
            }
            const std::size_t before = outbox.waiting();
            got += send_all(outbox);
            sent += before - outbox.waiting();
            REQUIRE(sent - taken <= WINDOW);
            if (random() % 2 == 0) outbox.taken(taken += random() % (sent - taken + 1));
        }
        while (!outbox.is_empty()) {
            outbox.taken(~std::uint64_t{0});
            got += send_all(outbox);
        }
        REQUIRE(got == wanted);
    }
}
