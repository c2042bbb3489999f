#include "tests/bench/model/vterm_screen.h"

#include "common/base/utf8.h"

#include <vterm.h>

#include <cstdint>

namespace cleat::bench {

/// The callbacks that a program would need: here they do as little as possible.
struct VTermScreenUser::Inner {
    Size size;
    VTerm* terminal = nullptr;
    VTermScreen* screen = nullptr;
    std::uint64_t told = 0;

    static int note(void* user)
    {
        ++static_cast<Inner*>(user)->told;
        return 1;
    }
    static int damage(VTermRect, void* user) { return note(user); }
    static int moverect(VTermRect, VTermRect, void* user) { return note(user); }
    static int movecursor(VTermPos, VTermPos, int, void* user) { return note(user); }
    static int settermprop(VTermProp, VTermValue*, void* user) { return note(user); }
    static int bell(void* user) { return note(user); }
    static int resize(int, int, void* user) { return note(user); }
    static int pushline(int, const VTermScreenCell*, void* user) { return note(user); }
    static int popline(int, VTermScreenCell*, void*) { return 0; }

    static const VTermScreenCallbacks CALLBACKS;
};

const VTermScreenCallbacks VTermScreenUser::Inner::CALLBACKS = {
    .damage = damage,
    .moverect = moverect,
    .movecursor = movecursor,
    .settermprop = settermprop,
    .bell = bell,
    .resize = resize,
    .sb_pushline = pushline,
    .sb_popline = popline,
};

VTermScreenUser::VTermScreenUser(Size size) : inner_(std::make_unique<Inner>())
{
    inner_->size = size;
    inner_->terminal = ::vterm_new(size.rows, size.columns);
    ::vterm_set_utf8(inner_->terminal, 1);
    inner_->screen = ::vterm_obtain_screen(inner_->terminal);
    ::vterm_screen_set_callbacks(inner_->screen, &Inner::CALLBACKS, inner_.get());
    ::vterm_screen_set_damage_merge(inner_->screen, VTERM_DAMAGE_SCROLL);
    ::vterm_screen_enable_altscreen(inner_->screen, 1);
    ::vterm_screen_reset(inner_->screen, 1);
}

VTermScreenUser::~VTermScreenUser()
{
    ::vterm_free(inner_->terminal);
}

void VTermScreenUser::feed(std::string_view bytes)
{
    ::vterm_input_write(inner_->terminal, bytes.data(), bytes.size());
    ::vterm_screen_flush_damage(inner_->screen);
}

std::string VTermScreenUser::text() const
{
    std::string out;
    for (int row = 0; row < inner_->size.rows; ++row) {
        std::string line;
        for (int column = 0; column < inner_->size.columns; ++column) {
            VTermScreenCell cell;
            ::vterm_screen_get_cell(inner_->screen, {.row = row, .col = column}, &cell);
            if (cell.chars[0] == 0) line += ' ';
            if (cell.chars[0] == UINT32_MAX) continue; // the second half of a glyph
            for (std::size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; ++i)
                append_utf8(static_cast<char32_t>(cell.chars[i]), line);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

} // namespace cleat::bench
