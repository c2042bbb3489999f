#include "tests/support/xterm.h"

#include "common/base/base64.h"
#include "common/base/utf8.h"
#include "common/model/width.h"
#include "tests/support/process.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <set>

namespace cleat::test {

namespace {

using nlohmann::json;

/// The characters beyond U+FFFF that have two columns.
std::set<char32_t> wide_in(std::string_view bytes)
{
    std::set<char32_t> out;
    while (!bytes.empty()) {
        const auto character = decode_utf8(bytes);
        bytes.remove_prefix(character.length);
        if (character.code_point > 0xffff && width(character.code_point) == 2) out.insert(character.code_point);
    }
    return out;
}

Colour colour(long value)
{
    if (value < 0) return {};
    if (value < 256) return Colour::indexed(static_cast<std::uint8_t>(value));
    return Colour::rgb(static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
                       static_cast<std::uint8_t>(value));
}

Cell cell_of(const json& told, Dictionary& words)
{
    constexpr int UNDERLINE = 4096;
    const auto flags = told[4].get<int>();
    const Style style{.foreground = colour(told[2]),
                      .background = colour(told[3]),
                      .attributes = static_cast<std::uint16_t>(flags & (UNDERLINE - 1)),
                      .underline = (flags & UNDERLINE) != 0 ? Underline::single : Underline::none};
    const auto id = words.style_id(style);
    const auto text = told[0].get<std::string>();
    const int columns = told[1];
    if (columns == 0) return Cell::tail(id);
    if (text.empty()) return Cell::empty(id);
    const auto first = decode_utf8(text);
    if (first.length == text.size()) return Cell::code_point(first.code_point, id, columns == 2);
    return Cell::cluster(words.cluster_id(text), id, columns == 2);
}

std::vector<RowRef> rows_of(const json& told, Size size)
{
    const auto words = std::make_shared<Dictionary>();
    std::vector<std::shared_ptr<Row>> rows;
    for (const auto& row : told) {
        if (row["continues"].get<bool>() && !rows.empty()) rows.back()->wrapped = true;
        rows.push_back(std::make_shared<Row>(words, size.columns));
        for (std::size_t column = 0; column < rows.back()->cells.size(); ++column)
            rows.back()->cells[column] = cell_of(row["cells"][column], *words);
    }
    return {rows.begin(), rows.end()};
}

Modes modes_of(const json& told)
{
    Modes modes;
    modes.cursor_keys = told["cursorKeys"];
    modes.keypad = told["keypad"];
    modes.bracketed_paste = told["paste"];
    modes.insert = told["insert"];
    modes.origin = told["origin"];
    modes.reverse_wrap = told["reverseWrap"];
    modes.focus_reports = told["focus"];
    modes.autowrap = told["wrap"];
    const std::vector<std::string> trackings = {"none", "x10", "vt200", "drag", "any"};
    for (std::size_t i = 0; i < trackings.size(); ++i)
        if (told["mouse"] == trackings[i]) modes.mouse_tracking = static_cast<MouseTracking>(i);
    return modes;
}

} // namespace

std::optional<std::string> xterm_folder()
{
    const char* folder = std::getenv("CLEAT_XTERM_HEADLESS");
    if (folder == nullptr || *folder == '\0') return std::nullopt;
    return folder;
}

std::vector<XtermScreen> show_in_xterm(const std::string& folder, const std::vector<XtermCase>& cases)
{
    auto told = json::array();
    for (const auto& one : cases)
        told.push_back({{"rows", one.size.rows},
                        {"columns", one.size.columns},
                        {"bytes", encode_base64(one.bytes)},
                        {"wide", wide_in(one.bytes)}});
    const auto finished = run({"node", CLEAT_XTERM_SCRIPT, folder}, {}, told.dump());
    INFO(finished.err);
    REQUIRE(finished.status == 0);

    const auto shown = json::parse(finished.out);
    REQUIRE(shown.size() == cases.size());
    std::vector<XtermScreen> out;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& one = shown[i];
        const bool alternate = one["alternate"];
        // As one list, because the last row of the scrollback may continue in the first row of the screen.
        auto normal = one["scrollback"];
        normal.insert(normal.end(), one["primary"].begin(), one["primary"].end());
        const auto rows = rows_of(normal, cases[i].size);
        const auto border = rows.begin() + static_cast<std::ptrdiff_t>(one["scrollback"].size());
        out.push_back({.active = alternate ? Side::alternate : Side::primary,
                       .row = one["cursor"][0],
                       .column = one["cursor"][1],
                       .scrollback = {rows.begin(), border},
                       .primary = {border, rows.end()},
                       .alternate = alternate ? rows_of(one["alternateRows"], cases[i].size) : std::vector<RowRef>{},
                       .title = one["title"],
                       .answers = one["answers"],
                       .modes = modes_of(one["modes"])});
    }
    return out;
}

} // namespace cleat::test
