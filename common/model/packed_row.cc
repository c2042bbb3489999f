#include "common/model/packed_row.h"

#include "common/base/leb128.h"
#include "common/base/utf8.h"
#include "common/model/ascii_cells.h"
#include "common/model/same_packed.h"
#include "common/model/size.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace cleat {

namespace {

constexpr unsigned WRAPPED = 1;
constexpr unsigned LINE_SIZE_SHIFT = 1;
constexpr unsigned FILL = 8;
constexpr unsigned MARK = 16;
constexpr unsigned RETURNED = 32;

constexpr char EMPTY = 0;
constexpr char WIDE = 1;
constexpr char CLUSTER_BEGIN = 2;
constexpr char CLUSTER_END = 3;
constexpr char EMPTIES = 4;

constexpr std::size_t NAMED_STYLES = 62;
constexpr unsigned SPELLED_OUT = 63;

// Flags for the parts of a style that differ from the default, in the order in which they follow.
enum Part : unsigned {
    FOREGROUND = 1,
    BACKGROUND = 2,
    UNDERLINE_COLOUR = 4,
    ATTRIBUTES = 8,
    UNDERLINE = 16,
    LINK = 32
};

char* write_colour(Colour colour, char* to)
{
    *to++ = static_cast<char>(colour.kind());
    if (colour.kind() == Colour::Kind::rgb) {
        *to++ = static_cast<char>(colour.red());
        *to++ = static_cast<char>(colour.green());
    }
    *to++ = static_cast<char>(colour.blue()); // the index, for an indexed colour
    return to;
}

void append_text_field(const std::string& text, std::string& out)
{
    append_leb128(text.size(), out);
    out += text;
}

class Packer {
 public:
    Packer(const Row& row, std::string& out) : row_(row), out_(out) {} // NOLINT: only named_count_ names are used

    void run()
    {
        const auto& cells = row_.cells;
        std::size_t end = cells.size();
        StyleId fill = 0;
        // A row that continues has no fill: its empty cells belong to the line like its text.
        const bool goes_on = row_.wrapped && row_.line_size == LineSize::normal;
        if (end > 0 && cells.back().is_empty() && !goes_on) {
            const Cell last = cells.back();
            fill = last.style;
            while (end > 0 && cells[end - 1] == last) --end;
        }
        unsigned flags = row_.wrapped ? WRAPPED : 0;
        flags |= static_cast<unsigned>(row_.line_size) << LINE_SIZE_SHIFT;
        if (fill != 0) flags |= FILL;
        if (!row_.mark.is_empty()) flags |= MARK;
        if (row_.returned) flags |= RETURNED;
        out_.push_back(static_cast<char>(flags));
        append_leb128(end, out_);
        if (!row_.mark.is_empty()) put_mark(row_.mark);
        if (fill != 0) put_style(fill);
        for (std::size_t at = 0; at < end;) at = put_run(at, end);
    }

 private:
    void put_mark(const Mark& mark)
    {
        append_leb128(mark.kinds, out_);
        append_leb128(static_cast<std::uint64_t>(std::int64_t{mark.status} + 1), out_);
    }

    void put_style(StyleId id)
    {
        if (id == 0) {
            out_.push_back(0);
            return;
        }
        if (maybe_named_[id % maybe_named_.size()]) {
            const auto end = named_.begin() + static_cast<std::ptrdiff_t>(named_count_);
            if (const auto known = std::find(named_.begin(), end, id); known != end) {
                out_.push_back(static_cast<char>(known - named_.begin() + 1));
                return;
            }
        }
        if (named_count_ < NAMED_STYLES) {
            named_[named_count_++] = id;
            maybe_named_.set(id % maybe_named_.size());
        }
        out_.push_back(static_cast<char>(SPELLED_OUT));
        spell_out(row_.dictionary->style(id));
    }

    void spell_out(const Style& style)
    {
        unsigned parts = 0;
        if (style.foreground != Colour()) parts |= FOREGROUND;
        if (style.background != Colour()) parts |= BACKGROUND;
        if (style.underline_colour != Colour()) parts |= UNDERLINE_COLOUR;
        if (style.attributes != 0) parts |= ATTRIBUTES;
        if (style.underline != Underline::none) parts |= UNDERLINE;
        if (style.link != 0) parts |= LINK;
        std::array<char, 13> colours; // NOLINT: only what was written is used
        char* to = colours.data();
        *to++ = static_cast<char>(parts);
        if (parts & FOREGROUND) to = write_colour(style.foreground, to);
        if (parts & BACKGROUND) to = write_colour(style.background, to);
        if (parts & UNDERLINE_COLOUR) to = write_colour(style.underline_colour, to);
        out_.append(colours.data(), to);
        if (parts & ATTRIBUTES) append_leb128(style.attributes, out_);
        if (parts & UNDERLINE) out_.push_back(static_cast<char>(style.underline));
        if (parts & LINK) {
            const Link& link = row_.dictionary->link(style.link);
            append_text_field(link.id, out_);
            append_text_field(link.uri, out_);
        }
    }

    // Appends the run of cells of one style that starts at `at`; returns its end.
    std::size_t put_run(std::size_t at, std::size_t end)
    {
        const StyleId style = row_.cells[at].style;
        put_style(style);
        const std::size_t length_at = out_.size();
        out_.push_back(0);
        while (at < end && row_.cells[at].style == style) {
            at = put_text(at, end, style);
            if (at < end && row_.cells[at].style == style) at = put_other(at, end, style);
        }
        const std::size_t length = out_.size() - length_at - 1;
        if (length < 0x80) {
            out_[length_at] = static_cast<char>(length);
        } else {
            std::string number;
            append_leb128(length, number);
            out_.replace(length_at, 1, number);
        }
        return at;
    }

    // Appends the code points that start at `at`; returns their end.
    std::size_t put_text(std::size_t at, std::size_t end, StyleId style)
    {
        constexpr std::ptrdiff_t LONGEST = 5; // bytes of one cell
        std::array<char, 256> buffer;         // NOLINT: only what was written is used
        const std::span<const Cell> cells(row_.cells.data(), end);
        for (;;) {
            char* to = buffer.data();
            char* const full = to + buffer.size() - LONGEST;
            while (to < full && at < end && is_text(cells[at], style)) {
                const auto room = std::min(end - at, static_cast<std::size_t>(full - to));
                const auto ascii = cells[at].glyph < 0x7f ? narrow_ascii(cells.subspan(at, room), style, to) : 0;
                to += ascii;
                at += ascii;
                if (ascii == 0) to = write_glyph(cells[at++], to);
            }
            out_.append(buffer.data(), to);
            if (to < full) return at;
        }
    }

    static bool is_text(const Cell& cell, StyleId style)
    {
        return cell.style == style && cell.glyph - 1 < Cell::CLUSTER - 1; // neither empty nor a cluster
    }

    static char* write_glyph(const Cell& cell, char* to)
    {
        if (cell.is_tail()) return to;
        if (cell.is_wide()) *to++ = WIDE;
        return write_utf8(cell.code_point(), to);
    }

    // Appends the empty cells, or the cluster, at `at`; returns their end.
    std::size_t put_other(std::size_t at, std::size_t end, StyleId style)
    {
        const Cell& cell = row_.cells[at];
        if (cell.is_empty()) {
            std::size_t after = at;
            while (after < end && row_.cells[after] == Cell::empty(style)) ++after;
            if (after - at == 1) {
                out_.push_back(EMPTY);
            } else {
                out_.push_back(EMPTIES);
                append_leb128(after - at, out_);
            }
            return after;
        }
        if (cell.is_wide()) out_.push_back(WIDE);
        out_.push_back(CLUSTER_BEGIN);
        row_.append_text(cell, out_);
        out_.push_back(CLUSTER_END);
        return at + 1;
    }

    const Row& row_;
    std::string& out_;
    std::array<StyleId, NAMED_STYLES> named_;
    std::bitset<512> maybe_named_; // a style whose bit is not set is not named
    std::size_t named_count_ = 0;
};

constexpr char32_t REPLACEMENT = 0xfffd;

bool is_control(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/// Whether `text` is not empty, has no controls and is valid UTF-8. A terminal that does not decode UTF-8 may find
/// controls in malformed bytes.
bool is_text(std::string_view text)
{
    bool any = false;
    for (; !text.empty(); any = true) {
        const auto character = decode_utf8(text);
        if (is_control(character.code_point) || character.is_invalid()) return false;
        text.remove_prefix(character.length);
    }
    return any;
}

class Unpacker {
 public:
    Unpacker(std::string_view bytes, const DictionaryRef& dictionary) // NOLINT: only named_count_ names are used
        : bytes_(bytes), dictionary_(dictionary)
    {}

    /// Returns the row; `columns` < 0 means as many as were packed.
    Row run(int columns, StyleId& fill)
    {
        const unsigned flags = take_byte().value_or(0);
        const std::uint64_t count = take_leb128(bytes_).value_or(0);
        const Mark mark = flags & MARK ? take_mark() : Mark();
        fill = flags & FILL ? take_style() : 0;
        // In a run of empty cells a cell takes less than a byte, so the count is limited to the size of a row.
        const std::uint64_t most = columns < 0 ? CELL_LIMIT : static_cast<std::uint64_t>(columns);
        limit_ = static_cast<std::size_t>(std::min(count, most));
        Row row(dictionary_, 0);
        row.wrapped = (flags & WRAPPED) != 0;
        row.returned = (flags & RETURNED) != 0;
        row.line_size = static_cast<LineSize>((flags >> LINE_SIZE_SHIFT) & 3U);
        row.mark = mark;
        row.cells.reserve(columns < 0 ? std::min(limit_, bytes_.size()) : static_cast<std::size_t>(columns));
        // An empty run would cost a style or a link and is not valid.
        while (!bytes_.empty() && row.cells.size() < limit_ && take_run(row.cells)) {
        }
        if (columns > 1 && limit_ == 1 && row.cells.size() == 1 && row.cells[0].is_wide())
            row.cells.push_back(Cell::tail(row.cells[0].style));
        if (columns >= 0) row.cells.resize(static_cast<std::size_t>(columns), Cell::empty(fill));
        return row;
    }

 private:
    static constexpr std::uint64_t CELL_LIMIT = MAX_SIDE;     // no screen has more columns
    static constexpr std::size_t MAX_LINK_BYTES = 256U << 10; // per row; cells beyond that have no link
    static constexpr std::size_t LONGEST_CLUSTER = std::size_t{4} * MAX_CODE_POINTS_OF_A_CELL;

    std::optional<unsigned> take_byte()
    {
        if (bytes_.empty()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return byte;
    }

    Mark take_mark()
    {
        Mark mark{.kinds = static_cast<std::uint8_t>(take_leb128(bytes_).value_or(0) & Mark::ALL)};
        const std::uint64_t status = take_leb128(bytes_).value_or(0);
        if (mark.has(Mark::END) && status > 0 && status <= std::numeric_limits<std::int32_t>::max())
            mark.status = static_cast<std::int32_t>(status - 1);
        return mark;
    }

    std::string_view take_text()
    {
        const std::uint64_t length = take_leb128(bytes_).value_or(0);
        const std::string_view text =
            bytes_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes_.size())));
        bytes_.remove_prefix(text.size());
        return text;
    }

    Colour take_colour()
    {
        const unsigned kind = take_byte().value_or(0);
        if (kind == static_cast<unsigned>(Colour::Kind::rgb)) {
            const auto red = static_cast<std::uint8_t>(take_byte().value_or(0));
            const auto green = static_cast<std::uint8_t>(take_byte().value_or(0));
            return Colour::rgb(red, green, static_cast<std::uint8_t>(take_byte().value_or(0)));
        }
        const auto index = static_cast<std::uint8_t>(take_byte().value_or(0));
        return kind == static_cast<unsigned>(Colour::Kind::indexed) ? Colour::indexed(index) : Colour();
    }

    /// Whether our own terminal could have made the link and the row has room for it.
    bool is_link(const Link& link)
    {
        const bool is_good = link.uri.size() <= Link::LONGEST_URI && link.id.size() <= Link::LONGEST_ID &&
                             is_text(link.uri) && (link.id.empty() || is_text(link.id));
        const std::size_t size = link.uri.size() + link.id.size();
        if (!is_good || size > MAX_LINK_BYTES - link_bytes_) return false;
        link_bytes_ += size;
        return true;
    }

    StyleId take_style()
    {
        const unsigned code = take_byte().value_or(0);
        if (code == 0) return 0;
        if (code < SPELLED_OUT) return code <= named_count_ ? named_[code - 1] : 0;
        Style style;
        const unsigned parts = take_byte().value_or(0);
        if (parts & FOREGROUND) style.foreground = take_colour();
        if (parts & BACKGROUND) style.background = take_colour();
        if (parts & UNDERLINE_COLOUR) style.underline_colour = take_colour();
        if (parts & ATTRIBUTES) style.attributes = static_cast<std::uint16_t>(take_leb128(bytes_).value_or(0));
        if (parts & UNDERLINE) style.underline = static_cast<Underline>(std::min(take_byte().value_or(0), 5U));
        if (parts & LINK) {
            Link link;
            link.id = take_text();
            link.uri = take_text();
            if (is_link(link)) style.link = dictionary_->link_id(link);
        }
        const StyleId id = dictionary_->style_id(style);
        if (named_count_ < NAMED_STYLES) named_[named_count_++] = id;
        return id;
    }

    /// Returns whether there were any cells.
    bool take_run(std::vector<Cell>& cells)
    {
        const std::size_t before = cells.size();
        const StyleId style = take_style();
        std::string_view text = take_text();
        while (!text.empty() && cells.size() < limit_) take_cell(text, style, cells);
        return cells.size() > before;
    }

    void take_cell(std::string_view& text, StyleId style, std::vector<Cell>& cells)
    {
        const char first = text.front();
        if (first >= 0x20 && first != 0x7f) {
            cells.push_back(Cell::code_point(static_cast<char32_t>(first), style));
            text.remove_prefix(1);
            return;
        }
        if (first == EMPTY || first == EMPTIES) {
            text.remove_prefix(1);
            const std::uint64_t count = first == EMPTY ? 1 : take_leb128(text).value_or(1);
            const auto room = static_cast<std::uint64_t>(limit_ - cells.size());
            cells.insert(cells.end(), static_cast<std::size_t>(std::min(count, room)), Cell::empty(style));
            return;
        }
        take_glyph(text, style, cells);
    }

    void take_glyph(std::string_view& text, StyleId style, std::vector<Cell>& cells)
    {
        const bool wide = text.front() == WIDE;
        if (wide) text.remove_prefix(1);
        if (text.empty()) return;
        Cell cell;
        if (text.front() == CLUSTER_BEGIN) {
            const std::string_view cluster = text.substr(1, text.find(CLUSTER_END, 1) - 1);
            text.remove_prefix(std::min(text.size(), cluster.size() + 2));
            cell = cluster.size() <= LONGEST_CLUSTER && is_text(cluster)
                       ? Cell::cluster(dictionary_->cluster_id(cluster), style, wide)
                       : Cell::code_point(REPLACEMENT, style, wide);
        } else {
            const Utf8Character character = decode_utf8(text);
            text.remove_prefix(character.length);
            const bool printable = !is_control(character.code_point);
            cell = Cell::code_point(printable ? character.code_point : REPLACEMENT, style, wide);
        }
        const bool fits = !wide || cells.size() + 2 <= limit_;
        // A row of one column keeps the glyph, so that a wider row can show it.
        cells.push_back(fits || limit_ == 1 ? cell : Cell::empty(style));
        if (wide && fits) cells.push_back(Cell::tail(style));
    }

    std::string_view bytes_;
    const DictionaryRef& dictionary_;
    std::size_t limit_ = 0;
    std::size_t link_bytes_ = 0; ///< bytes of links spelled out so far
    std::array<StyleId, NAMED_STYLES> named_;
    std::size_t named_count_ = 0;
};

} // namespace

void pack(const Row& row, std::string& out)
{
    Packer(row, out).run();
}

std::string pack(const Row& row)
{
    std::string out;
    pack(row, out);
    return out;
}

Row unpack(std::string_view packed, int columns, const DictionaryRef& dictionary)
{
    StyleId fill = 0;
    return Unpacker(packed, dictionary).run(columns, fill);
}

Row unpack(std::string_view packed, const DictionaryRef& dictionary, StyleId& fill)
{
    return Unpacker(packed, dictionary).run(-1, fill);
}

std::string pack_without_links(std::string_view packed)
{
    const auto words = std::make_shared<Dictionary>();
    StyleId fill = 0;
    Row row = unpack(packed, words, fill);
    const bool goes_on = row.wrapped && row.line_size == LineSize::normal;
    if (!goes_on) row.cells.push_back(Cell::empty(fill)); // so that the fill is packed, too
    for (Cell& cell : row.cells) {
        Style style = words->style(cell.style);
        style.link = 0;
        cell.style = words->style_id(style);
    }
    return pack(row);
}

std::size_t packed_length(std::string_view packed)
{
    if (packed.empty()) return 0;
    packed.remove_prefix(1);
    return static_cast<std::size_t>(take_leb128(packed).value_or(0));
}

bool same_packed(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return a == b;
    return ((static_cast<unsigned char>(a.front()) ^ static_cast<unsigned char>(b.front())) & ~RETURNED) == 0 &&
           a.substr(1) == b.substr(1);
}

} // namespace cleat
