#include "client/verbs/table.h"

#include <doctest/doctest.h>

#include <string>

using namespace cleat;

TEST_CASE("columns are as wide as their widest entry, and no line ends in spaces")
{
    Table table({"NAME", "SIZE"});
    table.add({"work", "80x24"});
    table.add({"a longer name", ""});

    CHECK(table.text() == "NAME           SIZE\n"
                          "work           80x24\n"
                          "a longer name\n");
}

TEST_CASE("an entry wider than a column can be takes the rest of its own row aside, and of no other")
{
    const std::string wide(Table::WIDEST_COLUMN + 1, 'w');
    const std::string widest(Table::WIDEST_COLUMN, 'n');
    Table table({"A", "B"});
    table.add({wide, "1"});
    table.add({widest, "2"});
    table.add({"x", "3"});

    CHECK(table.text() == "A" + std::string(Table::WIDEST_COLUMN + 1, ' ') + "B\n" + wide + "  1\n" + widest +
                              "  2\nx" + std::string(Table::WIDEST_COLUMN + 1, ' ') + "3\n");
}

TEST_CASE("a table's text is a small multiple of its entries, however wide some of them are")
{
    constexpr std::size_t ROWS = 10'000;
    Table table({"NAME", "COMMAND", "TITLE"});
    std::string hidden;
    for (int i = 0; i < 1'000; ++i) hidden += "\U000e0001";
    table.add({hidden, hidden, hidden});
    for (std::size_t i = 0; i < ROWS; ++i) table.add({"1", "2", "3"});

    CHECK(table.text().size() <= ROWS * (2 * (Table::WIDEST_COLUMN + 2) + 2) + 20'000);
}

TEST_CASE("what is hidden is shown escaped, and a kilobyte of an entry at most")
{
    Table table({"A"});
    table.add({"a\u202eb\x1b[m"});
    table.add({std::string(2'000, 'x')});

    CHECK(table.text() == "A\na\\u{202e}b\\e[m\n" + std::string(1'024, 'x') + "...\n");
}
