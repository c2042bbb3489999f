#include "common/render/brush.h"

#include "common/render/degrade.h"
#include "common/render/sequences.h"

#include <array>
#include <string_view>

namespace cleat {

namespace {

/// Collects the parameters of one SGR. Sub-parameters carry their own colons.
class Sgr {
 public:
    void add(std::string_view parameter)
    {
        if (!parameters_.empty()) parameters_ += ';';
        parameters_ += parameter;
    }
    [[nodiscard]] std::size_t size() const { return parameters_.size(); }
    [[nodiscard]] bool is_empty() const { return parameters_.empty(); }
    void append_to(std::string& out) const
    {
        if (parameters_.empty()) return;
        out += "\x1b[";
        out += parameters_ == "0" ? std::string_view() : std::string_view(parameters_);
        out += 'm';
    }

 private:
    std::string parameters_;
};

struct Switch {
    Attribute attribute;
    std::string_view on;
    std::string_view off;
};

constexpr std::array<Switch, 9> SWITCHES = {{
    {Attribute::bold, "1", "22"},
    {Attribute::faint, "2", "22"},
    {Attribute::italic, "3", "23"},
    {Attribute::blink, "5", "25"},
    {Attribute::rapid_blink, "6", "25"},
    {Attribute::reverse, "7", "27"},
    {Attribute::conceal, "8", "28"},
    {Attribute::strike, "9", "29"},
    {Attribute::overline, "53", "55"},
}};

void add_colour(Sgr& sgr, Colour colour, int base)
{
    std::string text;
    if (colour.kind() == Colour::Kind::standard) {
        append_number(text, base + 9);
    } else if (colour.kind() == Colour::Kind::rgb) {
        append_number(text, base + 8);
        text += ";2;";
        append_number(text, colour.red());
        text += ';';
        append_number(text, colour.green());
        text += ';';
        append_number(text, colour.blue());
    } else if (colour.index() < 8) {
        append_number(text, base + colour.index());
    } else if (colour.index() < 16) {
        append_number(text, base + 60 + colour.index() - 8);
    } else {
        append_number(text, base + 8);
        text += ";5;";
        append_number(text, colour.index());
    }
    sgr.add(text);
}

void add_underline_colour(Sgr& sgr, Colour colour)
{
    if (colour.kind() == Colour::Kind::standard) return sgr.add("59");
    std::string text = "58:";
    if (colour.kind() == Colour::Kind::indexed) {
        text += "5:";
        append_number(text, colour.index());
    } else {
        text += "2::";
        append_number(text, colour.red());
        text += ':';
        append_number(text, colour.green());
        text += ':';
        append_number(text, colour.blue());
    }
    sgr.add(text);
}

std::string_view underline_parameter(Underline underline)
{
    switch (underline) {
    case Underline::none: return "24";
    case Underline::single: return "4";
    case Underline::twice: return "4:2";
    case Underline::curly: return "4:3";
    case Underline::dotted: return "4:4";
    case Underline::dashed: return "4:5";
    }
    return "24";
}

/// Attributes that share an "off" parameter are turned off together; those that stay on must be set again.
std::uint16_t add_switched_off(Sgr& sgr, std::uint16_t from, std::uint16_t to)
{
    const auto bit = [](const Switch& s) { return static_cast<std::uint16_t>(s.attribute); };
    std::string_view last;
    for (const auto& lost : SWITCHES) {
        if ((from & ~to & bit(lost)) == 0 || lost.off == last) continue;
        sgr.add(lost.off);
        last = lost.off;
        for (const auto& other : SWITCHES) {
            if (other.off == lost.off) from = static_cast<std::uint16_t>(from & ~bit(other));
        }
    }
    return from;
}

Sgr difference(const Style& from, const Style& to)
{
    Sgr sgr;
    const std::uint16_t still_on = add_switched_off(sgr, from.attributes, to.attributes);
    for (const auto& s : SWITCHES) {
        if ((to.attributes & ~still_on & static_cast<std::uint16_t>(s.attribute)) != 0) sgr.add(s.on);
    }
    if (from.underline != to.underline) sgr.add(underline_parameter(to.underline));
    if (from.foreground != to.foreground) add_colour(sgr, to.foreground, 30);
    if (from.background != to.background) add_colour(sgr, to.background, 40);
    if (from.underline_colour != to.underline_colour) add_underline_colour(sgr, to.underline_colour);
    return sgr;
}

Sgr reset_and_set(const Style& to)
{
    Sgr sgr;
    sgr.add("0");
    const Sgr rest = difference(Style(), to);
    std::string text;
    rest.append_to(text);
    if (!rest.is_empty()) sgr.add(std::string_view(text).substr(2, text.size() - 3));
    return sgr;
}

} // namespace

void Brush::become(const Row& row, StyleId id, const Capabilities& capabilities, std::string& out)
{
    if (is(row, id)) return;
    Style style = degrade(row.dictionary->style(id), capabilities);
    show_link(style.link == 0 ? nullptr : &row.dictionary->link(style.link), out);
    style.link = 0;
    show(style, out);
    dictionary_ = row.dictionary;
    id_ = id;
}

void Brush::become_default(std::string& out)
{
    show_link(nullptr, out);
    show(Style(), out);
    dictionary_ = nullptr;
}

void Brush::show(const Style& style, std::string& out)
{
    if (known_ && style == shown_) return;
    const Sgr whole = reset_and_set(style);
    const Sgr change = difference(shown_, style);
    (known_ && change.size() < whole.size() ? change : whole).append_to(out);
    shown_ = style;
    known_ = true;
}

void Brush::show_link(const Link* link, std::string& out)
{
    const Link wanted = link == nullptr ? Link() : *link;
    if (known_ && wanted == link_) return;
    if (!known_ && wanted == Link() && link_ == Link()) return; // SGR state is unknown, but no link was ever opened
    const std::string target = wanted.uri.empty() ? std::string(";") : "id=" + shown_link_id(wanted) + ";" + wanted.uri;
    append_osc(out, "8;" + target);
    link_ = wanted;
}

std::string shown_link_id(const Link& link)
{
    if (!link.id.empty()) {
        std::string id;
        for (char c : link.id.substr(0, 200)) id += c == ':' || c == ';' ? '_' : c;
        return id;
    }
    std::uint64_t hash = 14695981039346656037U; // FNV-1a
    for (char c : link.uri) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::string id = "cleat-";
    for (int nibble = 15; nibble >= 0; --nibble) id += "0123456789abcdef"[(hash >> (nibble * 4)) & 15U];
    return id;
}

} // namespace cleat
