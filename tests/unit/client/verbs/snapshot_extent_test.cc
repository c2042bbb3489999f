#include "client/verbs/snapshot_extent.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace cleat;
using namespace cleat::test;

namespace {

using Links = SnapshotExtent::Links;

/// A row in which every other cell has the link.
Row striped_row(const std::string& uri, int columns)
{
    Row row = row_of("", columns);
    const auto link = row.dictionary->link_id({.id = "", .uri = uri});
    const auto linked = row.dictionary->style_id(Style{.link = link});
    for (std::size_t i = 0; i < row.cells.size(); ++i) row.cells[i] = Cell::code_point('x', i % 2 == 0 ? linked : 0);
    return row;
}

Snapshot snapshot_of(const Row& row, int rows)
{
    Snapshot snapshot{.state = TerminalState({rows, row.columns()})};
    for (int i = 0; i < rows; ++i) {
        snapshot.primary.push_back(std::make_shared<const Row>(row));
        snapshot.alternate.push_back(std::make_shared<const Row>(std::make_shared<Dictionary>(), row.columns()));
    }
    return snapshot;
}

} // namespace

TEST_CASE("a link counts as often as it is written, in the rows whose links are written")
{
    Snapshot snapshot = snapshot_of(striped_row("12345678", 10), 3);
    snapshot.history.append(striped_row("12345678", 10));
    Row half = row_of("", 10);
    half.cells[4] = Cell::code_point('x', 0);
    snapshot.history.append(half);

    CHECK(SnapshotExtent::of(snapshot, Links::none) == SnapshotExtent{15, 0});
    CHECK(SnapshotExtent::of(snapshot, Links::of_screen) == SnapshotExtent{15, 3UL * 5 * 8});
    CHECK(SnapshotExtent::of(snapshot, Links::of_all) == SnapshotExtent{15, 4UL * 5 * 8});
}

TEST_CASE("a link that covers the screen counts once per row")
{
    Row row = row_of("", 10);
    const auto link = row.dictionary->link_id({.id = "", .uri = "12345678"});
    for (Cell& cell : row.cells) cell = Cell::code_point('x', row.dictionary->style_id(Style{.link = link}));

    CHECK(SnapshotExtent::of(snapshot_of(row, 3), Links::of_screen).link_bytes == 3 * 8);
}

TEST_CASE("a small snapshot that expands to too much text is refused, without counting to its end")
{
    Row wide = row_of("", 1'000);
    wide.cells.back() = Cell::code_point('x', 0);
    Snapshot snapshot = snapshot_of(row_of("", 1'000), 1);
    snapshot.history = History({.lines = 200'000});
    for (int i = 0; i < 100'000; ++i) snapshot.history.append(wide);
    REQUIRE(snapshot.history.bytes() < 2U << 20);

    const auto extent = SnapshotExtent::of(snapshot, Links::none);

    CHECK(extent.history_cells > SnapshotExtent::CELL_LIMIT);
    CHECK(extent.history_cells <= SnapshotExtent::CELL_LIMIT + 1'000);
    CHECK(check_extent(extent).error().code() == ErrorCode::invalid);
    CHECK_FALSE(check_extent({0, SnapshotExtent::MAX_LINK_BYTES + 1}).has_value());
    CHECK(check_extent({SnapshotExtent::CELL_LIMIT, SnapshotExtent::MAX_LINK_BYTES}).has_value());
}
