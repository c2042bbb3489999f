#include "client/verbs/table.h"
#include "tests/support/allocated_bytes.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

using Entries = std::vector<std::string>;

std::string table(const Entries& headings, const std::vector<Entries>& rows)
{
    std::string out;
    write_table(
        headings, rows, [](const Entries& row) { return row; }, [&out](std::string_view line) { out += line; });
    return out;
}

} // namespace

TEST_CASE("columns are as wide as their widest entry, and no line ends in spaces")
{
    CHECK(table({"NAME", "SIZE"}, {{"work", "80x24"}, {"a longer name", ""}}) == "NAME           SIZE\n"
                                                                                 "work           80x24\n"
                                                                                 "a longer name\n");
}

TEST_CASE("an entry that is too wide shifts the rest of its own row only")
{
    constexpr auto LIMIT = TableColumns::WIDEST_COLUMN;
    const std::string wide(LIMIT + 1, 'w');
    const std::string widest(LIMIT, 'n');

    CHECK(table({"A", "B"}, {{wide, "1"}, {widest, "2"}, {"x", "3"}}) == "A" + std::string(LIMIT + 1, ' ') + "B\n" +
                                                                             wide + "  1\n" + widest + "  2\nx" +
                                                                             std::string(LIMIT + 1, ' ') + "3\n");
}

TEST_CASE("the text of a table is a small multiple of its entries, however wide some are")
{
    constexpr std::size_t ROWS = 10'000;
    std::string hidden;
    for (int i = 0; i < 1'000; ++i) hidden += "\U000e0001";
    std::vector<Entries> rows{{hidden, hidden, hidden}};
    rows.resize(ROWS + 1, {"1", "2", "3"});

    CHECK(table({"NAME", "COMMAND", "TITLE"}, rows).size() <=
          ROWS * (2 * (TableColumns::WIDEST_COLUMN + 2) + 2) + 20'000);
}

TEST_CASE("a table is written line by line, and only one line is held")
{
    const std::vector<Entries> rows(1'000, Entries{std::string(2'000, '\x01')});
    std::size_t size = 0;

    const HeldBytes held;
    write_table(
        {"A"}, rows, [](const Entries& row) { return row; }, [&size](std::string_view line) { size += line.size(); });

    CHECK(size >= 4'000 * rows.size());
    CHECK(held.most() < 64U << 10);
}

TEST_CASE("hidden characters are escaped, and entries are cut after a kilobyte")
{
    CHECK(table({"A"}, {{"a\u202eb\x1b[m"}, {std::string(2'000, 'x')}}) ==
          "A\na\\u{202e}b\\e[m\n" + std::string(1'024, 'x') + "...\n");
}

TEST_CASE("an entry is shown like the text that it was cut from")
{
    for (std::size_t offset = 0; offset < 4; ++offset) {
        std::string text(offset, 'x');
        for (int i = 0; i < 1'000; ++i) text += "\U000e0001👍";
        CHECK(table({"A"}, {{TableColumns::entry(text)}}) == table({"A"}, {{text}}));
    }
    CHECK(TableColumns::entry("short") == "short");
    CHECK(TableColumns::entry(std::string(1'024, 'x')) == std::string(1'024, 'x'));
}
