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

/// libvterm's state layer, as the interpreter of what moves lines and columns within margins. It is given complete
/// control sequences only, with parameters that were checked, and is in its ground state between them; text never
/// reaches it. All that it has to remember is the margins and where the cursor is, and both are told to it when it is
/// asked for something.
class Libvterm {
 public:
    /// What a sequence does to the screen. The rectangle lies within it and is not empty.
    class Editor {
     public:
        /// The contents of `rect` move up by `up` rows (down, where negative), or left by `left` columns.
        virtual void scroll(Rect rect, int up, int left) = 0;

     protected:
        ~Editor() = default;
    };

    /// `editor` must outlive this.
    Libvterm(Size size, Editor& editor);
    ~Libvterm();

    /// Also forgets the margins.
    void resize(Size size);
    /// `sideways` is whether the left and the right margin count (DECLRMM).
    void set_margins(const Margins& margins, bool sideways);

    /// A sequence with up to two numbers (-1 is none) between `CSI` and `intermediate final`.
    struct Command {
        int first = -1;
        int second = -1;
        char intermediate = 0;
        char final = 0;
    };
    /// Carries it out with the cursor at `from`; gives where it is then.
    Position execute(const Command& command, Position from);

 private:
    class Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
