#include "common/model/packed_row.h"
#include "common/model/same_packed.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <random>

using namespace cleat;
using cleat::test::row_of;

namespace {

/// A row as a terminal could have it: glyphs of all kinds in a few styles.
Row random_row(std::mt19937& random, int columns)
{
    const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
    const auto words = std::make_shared<Dictionary>();
    Row row(words, columns);
    row.wrapped = below(2) == 0;
    row.line_size = static_cast<LineSize>(below(4));
    if (below(2) == 0) row.mark.kinds = static_cast<std::uint8_t>(below(16));
    if (row.mark.has(Mark::END)) row.mark.status = static_cast<std::int32_t>(below(300)) - 1;
    for (std::size_t at = 0; at < row.cells.size();) {
        Style style;
        if (below(2) == 0) style.foreground = Colour::indexed(static_cast<std::uint8_t>(below(256)));
        if (below(4) == 0) style.background = Colour::rgb(1, 2, static_cast<std::uint8_t>(below(256)));
        if (below(4) == 0) style.underline = static_cast<Underline>(below(6));
        if (below(4) == 0) style.underline_colour = Colour::rgb(200, 100, 0);
        style.attributes = static_cast<std::uint16_t>(below(4) == 0 ? below(1024) : 0);
        if (below(8) == 0) style.link = words->link_id({"id", "http://example.org/" + std::to_string(below(3))});
        const StyleId id = words->style_id(style);
        for (unsigned run = 1 + below(12); run > 0 && at < row.cells.size(); --run) {
            const bool room = at + 1 < row.cells.size();
            switch (below(6)) {
            case 0: row.cells[at++] = Cell::empty(id); break;
            case 1: row.cells[at++] = Cell::code_point(U'\u00e9', id); break;
            case 2:
                if (!room) break;
                row.cells[at++] = Cell::code_point(U'\u4e2d', id, true);
                row.cells[at++] = Cell::tail(id);
                break;
            case 3: row.cells[at++] = Cell::cluster(words->cluster_id("e\u0301"), id, false); break;
            default: row.cells[at++] = Cell::code_point(static_cast<char32_t>(0x20 + below(95)), id);
            }
        }
    }
    return row;
}

} // namespace

TEST_CASE("a packed row unpacks to the same row, also in another dictionary")
{
    std::mt19937 random(1);
    for (int i = 0; i < 2'000; ++i) {
        const Row row = random_row(random, 1 + static_cast<int>(random() % 200));

        const std::string packed = pack(row);

        CHECK(unpack(packed, row.columns(), row.dictionary) == row);
        CHECK(unpack(packed, row.columns(), std::make_shared<Dictionary>()) == row);
        CHECK(is_packed_wrapped(packed) == row.wrapped);
    }
}

TEST_CASE("the returned flag of a row is kept by packing and ignored by comparison")
{
    Row row(std::make_shared<Dictionary>(), 5);
    row.returned = true;

    const Row unpacked = unpack(pack(row), 5, row.dictionary);

    CHECK(unpacked.returned);
    CHECK(unpacked == Row(row.dictionary, 5));
    CHECK(same_packed(pack(row), pack(Row(row.dictionary, 5))));
    row.wrapped = true;
    CHECK_FALSE(same_packed(pack(row), pack(Row(row.dictionary, 5))));
}

TEST_CASE("a double-width glyph in one column is kept, and complete again where there is room")
{
    Row row(std::make_shared<Dictionary>(), 1);
    row.cells[0] = Cell::code_point(U'\u4e2d', 0, true);

    const auto packed = pack(row);

    CHECK(unpack(packed, 1, row.dictionary) == row);
    const auto wider = unpack(packed, 3, row.dictionary);
    CHECK(wider.cells == std::vector<Cell>{row.cells[0], Cell::tail(0), Cell{}});
}

TEST_CASE("plain text costs its own length and four bytes")
{
    const std::string line = "plain words as a log has them, of which there are many";

    CHECK(pack(row_of(line, 80)).size() <= line.size() + 4);
}

TEST_CASE("the style of the empty cells to the margin fills a row that is unpacked wider")
{
    const auto words = std::make_shared<Dictionary>();
    Style blue;
    blue.background = Colour::indexed(4);
    Row row = row_of("title", 10, words);
    for (std::size_t i = 5; i < 10; ++i) row.cells[i] = Cell::empty(words->style_id(blue));

    const Row wider = unpack(pack(row), 20, words);

    CHECK(wider.text() == "title");
    CHECK(wider.style(wider.cells[19]) == blue);
    CHECK(packed_length(pack(row)) == 5);
}

TEST_CASE("a double-width glyph that does not fit a narrower row is left out, not halved")
{
    const auto words = std::make_shared<Dictionary>();
    Row row(words, 4);
    row.cells[2] = Cell::code_point(U'\u4e2d', 0, true);
    row.cells[3] = Cell::tail(0);

    const Row narrow = unpack(pack(row), 3, words);

    CHECK(narrow.columns() == 3);
    CHECK(narrow.cells[2].is_empty());
}

TEST_CASE("arbitrary bytes unpack to some row of the right width")
{
    std::mt19937 random(2);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = i % 2 == 0 ? std::string() : pack(random_row(random, 40));
        if (bytes.empty())
            for (auto n = random() % 40; n > 0; --n) bytes.push_back(static_cast<char>(random()));
        else bytes[random() % bytes.size()] = static_cast<char>(random());

        const Row row = unpack(bytes, 30, std::make_shared<Dictionary>());

        REQUIRE(row.columns() == 30);
        for (std::size_t at = 0; at < row.cells.size(); ++at) {
            if (row.cells[at].is_wide()) REQUIRE((at + 1 < row.cells.size() && row.cells[at + 1].is_tail()));
            if (row.cells[at].is_tail()) REQUIRE((at > 0 && row.cells[at - 1].is_wide()));
        }
    }
}

TEST_CASE("a row unpacked from untrusted bytes has no controls and no empty clusters")
{
    const auto words = std::make_shared<Dictionary>();
    const std::string replaced = "\xef\xbf\xbd";
    const auto text_of = [&](const std::string& text) {
        const std::string packed = std::string("\0\x09\0", 3) + static_cast<char>(text.size()) + text;
        return unpack(packed, 9, words).text();
    };

    CHECK(text_of("a\x02\x03z") == "a" + replaced + "z");
    CHECK(text_of("a\x02\x1b[2J\x03z") == "a" + replaced + "z");
    CHECK(text_of("a\x02o\xc2\x9b\x03z") == "a" + replaced + "z");
    CHECK(text_of("a\x02o\xcc\x81\x03z") == "ao\xcc\x81z");
    CHECK(text_of("a\x02o") == "ao");
    CHECK(text_of("a\x7fz") == "a" + replaced + "z");
    CHECK(text_of("a\xc2\x9bz") == "a" + replaced + "z");
    // Malformed UTF-8 contains controls for some terminals.
    CHECK(text_of("a\x9bz") == "a" + replaced + "z");
    CHECK(text_of("a\x02o\x9b\x03z") == "a" + replaced + "z");

    const std::string link = std::string("\0\x01\x3f\x20\0\x04u\x1b[c\x01z", 11);
    const auto row = unpack(link, 1, words);
    CHECK(row.style(row.cells[0]).link == 0);
}

TEST_CASE("a row unpacked from untrusted bytes has no overlong links or clusters, nor many long links")
{
    const auto row_of_links = [](std::size_t links, std::size_t length) {
        const auto words = std::make_shared<Dictionary>();
        Row row(words, static_cast<int>(links));
        for (std::size_t i = 0; i < links; ++i) {
            std::string uri = std::to_string(i);
            uri.resize(length, 'u');
            Style style;
            style.link = words->link_id({"", uri});
            row.cells[i] = Cell::code_point(U'x', words->style_id(style));
        }
        return row;
    };
    const auto links_in = [](const Row& row) {
        return std::count_if(row.cells.begin(), row.cells.end(),
                             [&row](const Cell& cell) { return row.style(cell).link != 0; });
    };
    const auto unpacked = [](const Row& row) {
        return unpack(pack(row), row.columns(), std::make_shared<Dictionary>());
    };

    CHECK(links_in(unpacked(row_of_links(20, Link::LONGEST_URI))) == 20);
    CHECK(links_in(unpacked(row_of_links(1, Link::LONGEST_URI + 1))) == 0);
    CHECK(links_in(unpacked(row_of_links(1'000, Link::LONGEST_URI))) == 128);

    const auto words = std::make_shared<Dictionary>();
    Row clusters(words, 2);
    std::string longest = "a";
    for (int i = 1; i < MAX_CODE_POINTS_OF_A_CELL; ++i) longest += "\xcc\x81";
    clusters.cells[0] = Cell::cluster(words->cluster_id(longest), 0, false);
    clusters.cells[1] = Cell::cluster(words->cluster_id(std::string(1'000, 'a')), 0, false);
    CHECK(unpacked(clusters).text() == longest + "\xef\xbf\xbd");
}

TEST_CASE("packed bytes that claim too many cells, or have empty runs, unpack to no more than a row")
{
    const auto words = std::make_shared<Dictionary>();
    StyleId fill = 0;
    // A million empty cells in a run of a few bytes.
    CHECK(unpack(std::string_view("\0\xc0\x84\x3d\0\x04\x04\xc0\x84\x3d", 10), words, fill).cells.size() <= MAX_SIDE);

    std::string runs("\0\x50", 2);
    for (int i = 0; i < 10'000; ++i) {
        runs += "\x3f\x01\x02"; // a style spelled out: a foreground, 24 bits
        runs += static_cast<char>(i);
        runs += static_cast<char>(i >> 8);
        runs += "\x01";
        runs += '\0'; // no text
    }
    CHECK(unpack(runs, 80, words).cells.size() == 80);
    CHECK(words->entries() <= 2);
}
