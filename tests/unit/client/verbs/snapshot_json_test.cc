#include "client/verbs/snapshot_json.h"
#include "common/model/packed_row.h"
#include "tests/support/allocated_bytes.h"
#include "tests/support/rows.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace cleat;
using namespace cleat::test;
using nlohmann::json;

namespace {

Snapshot blank_snapshot(Size size)
{
    Snapshot snapshot{.state = TerminalState(size)};
    const auto words = std::make_shared<Dictionary>();
    for (int row = 0; row < size.rows; ++row) {
        snapshot.primary.push_back(std::make_shared<const Row>(words, size.columns));
        snapshot.alternate.push_back(snapshot.primary.back());
    }
    return snapshot;
}

} // namespace

TEST_CASE("a snapshot in pieces is one JSON object")
{
    Snapshot snapshot = blank_snapshot({2, 10});
    Row row = row_of("ab", 10);
    const auto link = row.dictionary->link_id({.id = "", .uri = "https://example.org/\u202e"});
    row.cells[1].style = row.dictionary->style_id(Style{.link = link});
    snapshot.primary[0] = std::make_shared<const Row>(row);
    snapshot.state.title = "t\u202e";
    for (const auto* text : {"0123456789", "ab"}) snapshot.history.append(wrapped_row_of(text, 10));
    snapshot.history.close_line();
    snapshot.history.append(row_of("next", 10));
    Snapshotted taken;
    taken.name = "work";

    std::string text;
    write_json(snapshot, taken, [&text](std::string_view piece) { text += piece; });

    const auto read = json::parse(text);
    CHECK(read["session"] == "work");
    CHECK(read["title"] == "t\u202e");
    CHECK(text.find("\u202e") == std::string::npos);
    CHECK(read["lines"].size() == 2);
    CHECK(read["lines"][0]["text"] == "ab");
    CHECK(read["lines"][0]["runs"].size() == 2);
    CHECK(read["lines"][0]["runs"][1]["link"] == "https://example.org/\u202e");
    CHECK(read["lines"][1]["runs"] == json::array());
    CHECK(read["history"]["text"] == json::array({"0123456789ab", "next"}));
}

TEST_CASE("links of every cell of a screen are held one at a time")
{
    constexpr std::size_t LONG = 8U << 10;
    Snapshot snapshot = blank_snapshot({4, 500});
    Row row = row_of("", 500);
    const auto link = row.dictionary->link_id({.id = "", .uri = std::string(LONG, 'u')});
    const auto linked = row.dictionary->style_id(Style{.link = link});
    for (std::size_t i = 0; i < row.cells.size(); ++i) row.cells[i] = Cell::code_point('x', i % 2 == 0 ? linked : 0);
    for (auto& each : snapshot.primary) each = std::make_shared<const Row>(row);

    std::size_t written = 0;
    const HeldBytes held;
    write_json(snapshot, {}, [&written](std::string_view piece) { written += piece.size(); });

    CHECK(written > 4 * 250 * LONG);
    CHECK(held.most() < 16 * LONG);
}
