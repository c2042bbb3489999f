#include "tests/support/libvterm_grid.h"

#include <vterm.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace cleat::test {

namespace {

struct Cell {
    PlainCell plain;
    std::uint64_t glyph = 0; ///< both halves of one have the same number
};

using Cells = std::vector<Cell>;

Colour colour_of(const VTermColor& colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&colour) || VTERM_COLOR_IS_DEFAULT_BG(&colour)) return {};
    if (VTERM_COLOR_IS_INDEXED(&colour)) return Colour::indexed(colour.indexed.idx);
    return Colour::rgb(colour.rgb.red, colour.rgb.green, colour.rgb.blue);
}

} // namespace

struct LibvtermGrid::Inner {
    Size size;
    VTerm* terminal = nullptr;
    VTermState* state = nullptr;
    std::vector<Cells> rows;
    std::vector<bool> double_width;
    Style pen;
    std::uint64_t glyphs = 0;

    [[nodiscard]] Cell& at(int row, int column)
    {
        return rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    }
    [[nodiscard]] Cell blank() const { return {.plain = {.style = {.background = pen.background}}}; }

    /// Whether the cell is half of a glyph whose other half is not beside it.
    static bool is_lost(const Cells& cells, std::size_t i, bool is_wide)
    {
        if (!is_wide) return false;
        const std::size_t other = cells[i].plain.is_tail ? i - 1 : i + 1;
        return other >= cells.size() || cells[other].glyph != cells[i].glyph ||
               cells[other].plain.is_tail == cells[i].plain.is_tail;
    }

    void repair(int row)
    {
        auto& cells = rows[static_cast<std::size_t>(row)];
        const Cells before = cells;
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (is_lost(before, i, before[i].glyph != 0))
                cells[i] = {.plain = {.style = {.background = before[i].plain.style.background}}};
    }

    static Inner& self(void* user) { return *static_cast<Inner*>(user); }

    static int put(VTermGlyphInfo* info, VTermPos at, void* user)
    {
        Inner& grid = self(user);
        Style style = grid.pen;
        style.set(Attribute::guarded, info->protected_cell != 0);
        const std::uint64_t glyph = info->width == 2 ? ++grid.glyphs : 0;
        grid.at(at.row, at.col) = {{static_cast<char32_t>(info->chars[0]), false, style}, glyph};
        if (info->width == 2) grid.at(at.row, at.col + 1) = {{0, true, style}, glyph};
        grid.repair(at.row);
        return 1;
    }

    static int scroll(VTermRect rect, int downward, int rightward, void* user)
    {
        Inner& grid = self(user);
        const auto before = grid.rows;
        for (int row = rect.start_row; row < rect.end_row; ++row) {
            for (int column = rect.start_col; column < rect.end_col; ++column) {
                const int from_row = row + downward;
                const int from_column = column + rightward;
                const bool is_inside = from_row >= rect.start_row && from_row < rect.end_row &&
                                       from_column >= rect.start_col && from_column < rect.end_col;
                grid.at(row, column) =
                    is_inside ? before[static_cast<std::size_t>(from_row)][static_cast<std::size_t>(from_column)]
                              : grid.blank();
            }
        }
        for (int row = rect.start_row; row < rect.end_row; ++row) grid.repair(row);
        return 1;
    }

    static int erase(VTermRect rect, int selective, void* user)
    {
        Inner& grid = self(user);
        for (int row = rect.start_row; row < rect.end_row; ++row) {
            for (int column = rect.start_col; column < rect.end_col; ++column) {
                Cell& cell = grid.at(row, column);
                if (selective == 0 || !cell.plain.style.has(Attribute::guarded)) cell = grid.blank();
            }
            grid.repair(row);
        }
        return 1;
    }

    static int init_pen(void* user)
    {
        self(user).pen = {};
        return 1;
    }

    static int set_pen(VTermAttr attribute, VTermValue* value, void* user)
    {
        Style& pen = self(user).pen;
        switch (attribute) {
        case VTERM_ATTR_BOLD: pen.set(Attribute::bold, value->boolean != 0); break;
        case VTERM_ATTR_ITALIC: pen.set(Attribute::italic, value->boolean != 0); break;
        case VTERM_ATTR_BLINK: pen.set(Attribute::blink, value->boolean != 0); break;
        case VTERM_ATTR_REVERSE: pen.set(Attribute::reverse, value->boolean != 0); break;
        case VTERM_ATTR_STRIKE: pen.set(Attribute::strike, value->boolean != 0); break;
        case VTERM_ATTR_UNDERLINE: pen.underline = static_cast<Underline>(value->number); break;
        case VTERM_ATTR_FOREGROUND: pen.foreground = colour_of(value->color); break;
        case VTERM_ATTR_BACKGROUND: pen.background = colour_of(value->color); break;
        default: break;
        }
        return 1;
    }

    /// When a row becomes double-width, the right half of its characters is lost (DEC STD 070), and stays empty when
    /// the row becomes normal.
    static int set_line(int row, const VTermLineInfo* now, const VTermLineInfo*, void* user)
    {
        Inner& grid = self(user);
        const bool was_double = grid.double_width[static_cast<std::size_t>(row)];
        const bool is_double = now->doublewidth != 0;
        grid.double_width[static_cast<std::size_t>(row)] = is_double;
        if (!was_double && !is_double) return 1;
        for (int column = grid.size.columns / 2; column < grid.size.columns; ++column) grid.at(row, column) = {};
        grid.repair(row);
        return 1;
    }

    static const VTermStateCallbacks CALLBACKS;
};

const VTermStateCallbacks LibvtermGrid::Inner::CALLBACKS = {
    .putglyph = put,
    .movecursor = nullptr,
    .scrollrect = scroll,
    .moverect = nullptr,
    .erase = erase,
    .initpen = init_pen,
    .setpenattr = set_pen,
    .settermprop = nullptr,
    .bell = nullptr,
    .resize = nullptr,
    .setlineinfo = set_line,
};

LibvtermGrid::LibvtermGrid(Size size) : inner_(std::make_unique<Inner>())
{
    inner_->size = size;
    inner_->rows.assign(static_cast<std::size_t>(size.rows), Cells(static_cast<std::size_t>(size.columns)));
    inner_->double_width.assign(static_cast<std::size_t>(size.rows), false);
    inner_->terminal = ::vterm_new(size.rows, size.columns);
    ::vterm_set_utf8(inner_->terminal, 1);
    inner_->state = ::vterm_obtain_state(inner_->terminal);
    ::vterm_state_set_callbacks(inner_->state, &Inner::CALLBACKS, inner_.get());
    ::vterm_state_reset(inner_->state, 1);
}

LibvtermGrid::~LibvtermGrid()
{
    ::vterm_free(inner_->terminal);
}

void LibvtermGrid::feed(std::string_view bytes)
{
    ::vterm_input_write(inner_->terminal, bytes.data(), bytes.size());
}

int LibvtermGrid::row() const
{
    VTermPos at;
    ::vterm_state_get_cursorpos(inner_->state, &at);
    return at.row;
}

int LibvtermGrid::column() const
{
    VTermPos at;
    ::vterm_state_get_cursorpos(inner_->state, &at);
    return at.col;
}

bool LibvtermGrid::is_double_width(int row) const
{
    return inner_->double_width[static_cast<std::size_t>(row)];
}

std::vector<PlainCell> LibvtermGrid::cells(int row) const
{
    std::vector<PlainCell> out;
    for (const Cell& cell : inner_->rows[static_cast<std::size_t>(row)]) out.push_back(cell.plain);
    return out;
}

} // namespace cleat::test
