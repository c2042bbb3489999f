#pragma once

#include "common/model/size.h"
#include "common/terminal/margins.h"

#include <memory>

namespace cleat {

/// A cell of the screen, from 0.
struct Position {
    int row = 0;
    int column = 0;

    bool operator==(const Position&) const = default;
};

/// libvterm's state layer, used to interpret sequences that move lines and columns within margins. It gets only
/// complete control sequences with checked parameters, and is in its ground state between them; it never gets text. Its
/// only state is the margins and the cursor position, which are set before it executes anything.
class Libvterm {
 public:
    /// Receives a sequence's effect on the screen. The rectangle lies within the screen and is not empty.
    class Editor {
     public:
        /// Moves the contents of `rect` up by `up` rows (down if negative), or left by `left` columns (right if
        /// negative).
        virtual void scroll(Rect rect, int up, int left) = 0;

     protected:
        ~Editor() = default;
    };

    /// `editor` must outlive this.
    Libvterm(Size size, Editor& editor);
    ~Libvterm();

    /// Also resets the margins.
    void resize(Size size);
    /// `sideways`: whether the left and right margins apply (DECLRMM).
    void set_margins(const Margins& margins, bool sideways);

    /// A sequence with up to two numbers (-1 if missing) between `CSI` and `intermediate final`.
    struct Command {
        int first = -1;
        int second = -1;
        char intermediate = 0;
        char final = 0;
    };
    /// Executes the sequence with the cursor at `from`; returns the new cursor position.
    Position execute(const Command& command, Position from);

 private:
    class Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
