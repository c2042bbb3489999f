#include "client/verbs/snapshot_json.h"

#include "client/verbs/json_text.h"
#include "common/model/packed_row.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <utility>
#include <vector>

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

/// Adds only what differs from the default.
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

/// The members of a row except its runs.
json row_members(const Row& row)
{
    static constexpr std::array<const char*, 4> SIZES{"normal", "double_width", "double_top", "double_bottom"};
    json out{{"text", row.text()}, {"wrapped", row.wrapped}};
    if (!row.mark.is_empty()) out["marks"] = marks_json(row.mark);
    if (row.mark.status != Mark::NO_STATUS) out["exit_status"] = row.mark.status;
    if (row.line_size != LineSize::normal) out["line_size"] = SIZES.at(static_cast<std::size_t>(row.line_size));
    return out;
}

/// The run of cells of one style that starts at `at`, up to `end`; moves `at` to the end of the run.
json take_run(const Row& row, std::size_t& at, std::size_t end)
{
    const std::size_t begin = at;
    const StyleId style = row.cells[at].style;
    std::string text;
    for (; at < end && row.cells[at].style == style; ++at) {
        if (row.cells[at].is_empty()) text.push_back(' ');
        else row.append_text(row.cells[at], text);
    }
    json run{{"column", begin}, {"width", at - begin}, {"text", text}};
    add_style(run, row, style);
    return run;
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
    json out = {{"mouse_tracking", TRACKING.at(static_cast<std::size_t>(modes.mouse_tracking))},
                {"mouse_encoding", ENCODING.at(static_cast<std::size_t>(modes.mouse_encoding))},
                {"keyboard_flags", modes.keyboard_flags},
                {"modify_other_keys", modes.modify_other_keys}};
    for (const auto& entry : MODES) out[std::string(entry.name)] = modes.*entry.flag;
    return out;
}

using Write = std::function<void(std::string_view)>;

/// The start of an object whose last member is still to be written.
std::string open_object(const json& members)
{
    std::string text = json_text(members);
    text.back() = ',';
    return text;
}

/// Writes the text of all rows as one string.
void write_line(std::span<const std::string_view> packed_rows, const Write& write)
{
    write("\"");
    for (const std::string_view packed : packed_rows) {
        StyleId fill = 0;
        const std::string text = json_text(unpack(packed, std::make_shared<Dictionary>(), fill).text());
        write(std::string_view(text).substr(1, text.size() - 2));
    }
    write("\"");
}

void write_history(const History& history, const Snapshotted& taken, const Write& write)
{
    write(open_object({{"first", taken.first}, {"lines", taken.lines}, {"given_from", history.first()}}));
    write("\"text\":[");
    for (std::uint64_t line = history.first(); line < history.end(); ++line) {
        if (line > history.first()) write(",");
        write_line(history.rows(line), write);
    }
    write("]}");
}

/// Writes run by run, since each can have a long link.
void write_row(const Row& row, const Write& write)
{
    write(open_object(row_members(row)));
    write("\"runs\":[");
    std::size_t end = row.cells.size();
    while (end > 0 && row.cells[end - 1] == Cell::empty()) --end;
    for (std::size_t at = 0; at < end;) {
        if (at > 0) write(",");
        write(json_text(take_run(row, at, end)));
    }
    write("]}");
}

void write_rows(const std::vector<RowRef>& rows, const Write& write)
{
    write("[");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) write(",");
        write_row(*rows[i], write);
    }
    write("]");
}

} // namespace

void write_json(const Snapshot& snapshot, const Snapshotted& taken, const std::function<void(std::string_view)>& write)
{
    const Screen screen = snapshot.screen();
    write(open_object({{"session", taken.name},
                       {"offset", snapshot.state.offset},
                       {"rows", screen.size.rows},
                       {"columns", screen.size.columns},
                       {"screen", screen.active == Side::primary ? "primary" : "alternate"},
                       {"cursor", to_json(screen.cursor)},
                       {"modes", to_json(screen.modes)},
                       {"title", screen.title},
                       {"icon", screen.icon},
                       {"cwd", snapshot.state.working_directory}}));
    write("\"lines\":");
    write_rows(screen.rows(), write);
    write(",\"history\":");
    write_history(snapshot.history, taken, write);
    write("}");
}

} // namespace cleat
