#include "common/terminal/libvterm.h"

#include <vterm.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <string>
#include <utility>

namespace cleat {

namespace {

void append(int number, std::string& out)
{
    char digits[12];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

} // namespace

class Libvterm::Inner {
 public:
    Inner(Size size, Editor& editor) : editor_(editor) { begin(size); }

    /// Creates a new one: when the old one is resized, the margins and arrays of some versions refer to rows that were
    /// removed or do not exist yet.
    void begin(Size size)
    {
        size_ = size;
        margins_passed_ = true;
        terminal_.reset(::vterm_new(size.rows, size.columns));
        ::vterm_set_utf8(terminal_.get(), 1);
        state_ = ::vterm_obtain_state(terminal_.get());
        // Before the callbacks are set, because resetting erases.
        ::vterm_state_reset(state_, 1);
        ::vterm_state_set_callbacks(state_, &CALLBACKS, this);
    }

    /// Stores the margins until they are needed: programs that scroll a part of the screen set margins more often than
    /// they execute anything here.
    void set_margins(const Margins& margins, bool sideways)
    {
        margins_ = margins;
        sideways_ = sideways;
        margins_passed_ = false;
    }

    void pass_margins()
    {
        if (std::exchange(margins_passed_, true)) return;
        muted_ = true;
        execute({.first = margins_.top + 1, .second = margins_.bottom + 1, .final = 'r'});
        write(sideways_ ? "\x1b[?69h" : "\x1b[?69l");
        execute({.first = margins_.left + 1, .second = margins_.right + 1, .final = 's'});
        muted_ = false;
    }

    void execute(const Command& command)
    {
        buffer_ = "\x1b[";
        if (command.first >= 0) append(command.first, buffer_);
        if (command.second >= 0) {
            buffer_ += ';';
            append(command.second, buffer_);
        }
        if (command.intermediate != 0) buffer_ += command.intermediate;
        buffer_ += command.final;
        write(buffer_);
    }

    void place(Position wanted)
    {
        if (position() == wanted) return;
        execute({.first = wanted.row + 1, .second = wanted.column + 1, .final = 'H'});
        assert(position() == wanted);
    }

    [[nodiscard]] Position position() const
    {
        VTermPos at;
        ::vterm_state_get_cursorpos(state_, &at);
        return {std::clamp(at.row, 0, size_.rows - 1), std::clamp(at.col, 0, size_.columns - 1)};
    }

 private:
    struct Free {
        void operator()(VTerm* terminal) const { ::vterm_free(terminal); }
    };

    static const VTermStateCallbacks CALLBACKS;

    static Inner& self(void* user) { return *static_cast<Inner*>(user); }

    void write(std::string_view bytes) { ::vterm_input_write(terminal_.get(), bytes.data(), bytes.size()); }

    /// The part of `rect` on the screen: all of it, unless libvterm has a bug.
    [[nodiscard]] Rect clamped(VTermRect rect) const
    {
        const Rect inside{.top = std::clamp(rect.start_row, 0, size_.rows),
                          .bottom = std::clamp(rect.end_row, 0, size_.rows),
                          .left = std::clamp(rect.start_col, 0, size_.columns),
                          .right = std::clamp(rect.end_col, 0, size_.columns)};
        assert(inside.top == rect.start_row && inside.bottom == rect.end_row);
        assert(inside.left == rect.start_col && inside.right == rect.end_col);
        return inside;
    }

    static int on_scroll(VTermRect rect, int downward, int rightward, void* user)
    {
        const auto inside = self(user).clamped(rect);
        if (!self(user).muted_ && inside.rows() > 0 && inside.columns() > 0)
            self(user).editor_.scroll(inside, downward, rightward);
        return 1;
    }

    static int on_erase(VTermRect, int, void*) { return 1; }
    static int on_line_info(int, const VTermLineInfo*, const VTermLineInfo*, void*) { return 1; }
    static int on_move(VTermPos, VTermPos, int, void*) { return 1; }
    static int on_glyph(VTermGlyphInfo*, VTermPos, void*) { return 1; }
    static int on_move_rect(VTermRect, VTermRect, void*) { return 1; }
    static int on_pen(void*) { return 1; }
    static int on_attribute(VTermAttr, VTermValue*, void*) { return 1; }
    static int on_property(VTermProp, VTermValue*, void*) { return 1; }
    static int on_bell(void*) { return 1; }

    Size size_;
    Editor& editor_;
    std::unique_ptr<VTerm, Free> terminal_;
    VTermState* state_ = nullptr;
    Margins margins_;
    bool sideways_ = false;
    bool margins_passed_ = true;
    bool muted_ = false;
    std::string buffer_;
};

const VTermStateCallbacks Libvterm::Inner::CALLBACKS = {
    .putglyph = on_glyph,
    .movecursor = on_move,
    .scrollrect = on_scroll,
    .moverect = on_move_rect,
    .erase = on_erase,
    .initpen = on_pen,
    .setpenattr = on_attribute,
    .settermprop = on_property,
    .bell = on_bell,
    .resize = nullptr,
    .setlineinfo = on_line_info,
};

Libvterm::Libvterm(Size size, Editor& editor) : inner_(std::make_unique<Inner>(size, editor)) {}

Libvterm::~Libvterm() = default;

void Libvterm::resize(Size size)
{
    inner_->begin(size);
}

void Libvterm::set_margins(const Margins& margins, bool sideways)
{
    inner_->set_margins(margins, sideways);
}

Position Libvterm::execute(const Command& command, Position from)
{
    inner_->pass_margins();
    inner_->place(from);
    inner_->execute(command);
    return inner_->position();
}

} // namespace cleat
