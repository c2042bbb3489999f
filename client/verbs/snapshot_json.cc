#include "client/verbs/snapshot_json.h"

#include "common/model/packed_row.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <utility>

namespace cleat {

namespace {

using nlohmann::json;

json to_json(Colour colour)
{
    if (colour.kind() == Colour::Kind::standard) return "default";
    if (colour.kind() == Colour::Kind::indexed) return colour.index();
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", colour.red(), colour.green(), colour.blue());
    return text.data();
}

/// Only what differs from the default.
void add_style(json& run, const Row& row, StyleId id)
{
    static constexpr std::array<std::pair<Attribute, const char*>, 10> ATTRIBUTES{{
        {Attribute::bold, "bold"},
        {Attribute::faint, "faint"},
        {Attribute::italic, "italic"},
        {Attribute::blink, "blink"},
        {Attribute::rapid_blink, "rapid_blink"},
        {Attribute::reverse, "reverse"},
        {Attribute::conceal, "conceal"},
        {Attribute::strike, "strike"},
        {Attribute::overline, "overline"},
        {Attribute::guarded, "protected"},
    }};
    static constexpr std::array<const char*, 6> UNDERLINES{"none", "single", "double", "curly", "dotted", "dashed"};
    const Style& style = row.dictionary->style(id);
    if (style.foreground != Colour()) run["fg"] = to_json(style.foreground);
    if (style.background != Colour()) run["bg"] = to_json(style.background);
    for (const auto& [attribute, name] : ATTRIBUTES)
        if (style.has(attribute)) run[name] = true;
    if (style.underline != Underline::none) run["underline"] = UNDERLINES.at(static_cast<std::size_t>(style.underline));
    if (style.underline_colour != Colour()) run["underline_colour"] = to_json(style.underline_colour);
    if (style.link != 0) run["link"] = row.dictionary->link(style.link).uri;
}

json marks_json(const Mark& mark)
{
    static constexpr std::array<std::pair<std::uint8_t, const char*>, 4> KINDS{
        {{Mark::PROMPT, "prompt"}, {Mark::INPUT, "input"}, {Mark::OUTPUT, "output"}, {Mark::END, "end"}}};
    json out = json::array();
    for (const auto& [kind, name] : KINDS)
        if (mark.has(kind)) out.push_back(name);
    return out;
}

json to_json(const Row& row)
{
    json runs = json::array();
    std::size_t end = row.cells.size();
    while (end > 0 && row.cells[end - 1] == Cell::empty()) --end;
    for (std::size_t at = 0; at < end;) {
        const std::size_t begin = at;
        const StyleId style = row.cells[at].style;
        std::string text;
        for (; at < end && row.cells[at].style == style; ++at) {
            if (row.cells[at].is_empty()) text.push_back(' ');
            else row.append_text(row.cells[at], text);
        }
        json run{{"column", begin}, {"width", at - begin}, {"text", text}};
        add_style(run, row, style);
        runs.push_back(std::move(run));
    }
    json out{{"text", row.text()}, {"wrapped", row.wrapped}, {"runs", std::move(runs)}};
    static constexpr std::array<const char*, 4> SIZES{"normal", "double_width", "double_top", "double_bottom"};
    if (!row.mark.is_empty()) out["marks"] = marks_json(row.mark);
    if (row.mark.status != Mark::NO_STATUS) out["exit_status"] = row.mark.status;
    if (row.line_size != LineSize::normal) out["line_size"] = SIZES.at(static_cast<std::size_t>(row.line_size));
    return out;
}

json to_json(const Cursor& cursor)
{
    static constexpr std::array<const char*, 4> SHAPES{"default", "block", "underline", "bar"};
    return {{"row", cursor.row},
            {"column", cursor.column},
            {"pending_wrap", cursor.pending_wrap},
            {"visible", cursor.visible},
            {"blink", cursor.blink},
            {"shape", SHAPES.at(static_cast<std::size_t>(cursor.shape))}};
}

json to_json(const Modes& modes)
{
    static constexpr std::array<const char*, 5> TRACKING{"off", "x10", "click", "drag", "motion"};
    static constexpr std::array<const char*, 5> ENCODING{"default", "utf8", "sgr", "urxvt", "sgr_pixels"};
    return {{"insert", modes.insert},
            {"newline", modes.newline},
            {"cursor_keys", modes.cursor_keys},
            {"reverse_screen", modes.reverse_screen},
            {"origin", modes.origin},
            {"autowrap", modes.autowrap},
            {"reverse_wrap", modes.reverse_wrap},
            {"keypad", modes.keypad},
            {"left_right_margins", modes.left_right_margins},
            {"focus_reports", modes.focus_reports},
            {"alternate_scroll", modes.alternate_scroll},
            {"bracketed_paste", modes.bracketed_paste},
            {"synchronised", modes.synchronised},
            {"grapheme_clusters", modes.grapheme_clusters},
            {"theme_reports", modes.theme_reports},
            {"size_reports", modes.size_reports},
            {"mouse_tracking", TRACKING.at(static_cast<std::size_t>(modes.mouse_tracking))},
            {"mouse_encoding", ENCODING.at(static_cast<std::size_t>(modes.mouse_encoding))},
            {"keyboard_flags", modes.keyboard_flags},
            {"modify_other_keys", modes.modify_other_keys}};
}

json history_json(const Snapshot& snapshot, const Snapshotted& taken)
{
    json lines = json::array();
    const auto words = std::make_shared<Dictionary>();
    for (std::uint64_t line = snapshot.history.first(); line < snapshot.history.end(); ++line) {
        std::string text;
        for (const std::string_view packed : snapshot.history.rows(line)) {
            StyleId fill = 0;
            text += unpack(packed, words, fill).text();
        }
        lines.push_back(std::move(text));
    }
    return {{"first", taken.first},
            {"lines", taken.lines},
            {"given_from", snapshot.history.first()},
            {"text", std::move(lines)}};
}

} // namespace

std::string to_json(const Snapshot& snapshot, const Snapshotted& taken)
{
    const Screen screen = snapshot.screen();
    json rows = json::array();
    for (const RowRef& row : screen.rows()) rows.push_back(to_json(*row));
    const json out{{"session", taken.name},
                   {"offset", snapshot.state.offset},
                   {"rows", screen.size.rows},
                   {"columns", screen.size.columns},
                   {"screen", screen.active == Side::primary ? "primary" : "alternate"},
                   {"cursor", to_json(screen.cursor)},
                   {"modes", to_json(screen.modes)},
                   {"title", screen.title},
                   {"icon", screen.icon},
                   {"cwd", snapshot.state.working_directory},
                   {"lines", std::move(rows)},
                   {"history", history_json(snapshot, taken)}};
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace cleat
