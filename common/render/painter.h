#pragma once

#include "common/model/screen.h"
#include "common/render/canvas.h"
#include "common/render/crop.h"
#include "common/render/mode_mirror.h"
#include "common/render/sheet.h"
#include "common/render/window_status.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Where a session is shown.
enum class Placing : std::uint8_t {
    main_screen,     ///< among the user's other lines; rows that leave the top go to the terminal's history
    alternate_screen ///< always on the alternate screen; nothing goes to the history
};

/// Shows a session's screen on the user's terminal: remembers the terminal's state (both screens, cursor, pen, modes)
/// and produces the bytes that change this state to the one to be shown. Pure: the caller must write all of the bytes,
/// in order.
///
/// While terminal and session have different sizes, the terminal shows a window on the session's screen, which follows
/// the cursor. With `Placing::main_screen`, the terminal is on its alternate screen, if it has one, only while it shows
/// the session's alternate screen, a window or a page (`paint_page`). Meanwhile its main screen is empty, because lines
/// left there would enter its history when it is resized. Output is enclosed in a synchronised update (DEC mode 2026)
/// if the terminal has that mode; each returned string that starts an update also ends it.
class Painter {
 public:
    explicit Painter(Capabilities capabilities);

    /// Takes over the terminal. The user's earlier screen contents are scrolled up into the terminal's history, not
    /// erased, and bracketed paste is turned on. Assumes nothing about modes that affect how output is interpreted.
    [[nodiscard]] std::string begin(Size terminal, Placing placing = Placing::main_screen);
    /// Makes the terminal show `wanted`. `pushed` are the packed rows (common/model/packed_row.h) that left the top of
    /// the primary screen since the last call, oldest first; each goes once into the terminal's history, after a line
    /// with the text `notice`, unless that is empty. Pushed rows are dropped while the terminal shows a window.
    [[nodiscard]] std::string paint(const Screen& wanted, std::span<const std::string> pushed = {},
                                    std::string_view notice = {});
    /// Makes the terminal show a page of the client's own, which must have the terminal's size: on its alternate
    /// screen, if it has one. The painter remembers the main screen's contents, and `paint` continues from there.
    [[nodiscard]] std::string paint_page(const Screen& page);
    /// The terminal has another size now, and has moved its lines in an unknown way. The next `paint` writes every row
    /// in place. A client whose session follows the terminal's size waits for the session's new size before it paints.
    void resized(Size terminal);
    /// Call after `resized`: moves that many rows from the terminal's history back to its screen, if the terminal does
    /// this only on command (`Capabilities::unscroll`). The command is part of the next `paint`.
    void take_back(int rows);
    /// The terminal's contents are unknown (another program wrote to it): the next `paint` writes every row in place.
    void invalidate() { resized(canvas_.size()); }
    /// Whether the terminal's main screen is empty because it is on the alternate one: then a resize moves none of its
    /// lines.
    [[nodiscard]] bool is_main_empty() const { return is_main_cleared_; }
    /// Restores the terminal: resets exactly what was set, and leaves the cursor on the line below the last used one.
    /// `begin` can be called again.
    [[nodiscard]] std::string end();

    [[nodiscard]] bool has_begun() const { return begun_; }
    [[nodiscard]] Size terminal() const { return canvas_.size(); }
    [[nodiscard]] const Capabilities& capabilities() const { return canvas_.capabilities(); }
    /// The terminal turned out to have other capabilities; effective from the next `paint`.
    void set_capabilities(Capabilities capabilities);

    /// Sets the shape of the user's own cursor, as a DECSCUSR number; effective from the next change of the shape.
    void set_resting_cursor(int style) { modes_.set_resting_cursor(style); }

    /// Shows, from the next `paint` on, information that the user requested or has to see. It is in the last rows,
    /// wherever the cursor is, and covers as many rows as the pieces need; an empty list removes it.
    void set_banner(std::vector<std::string> pieces) { say(std::move(pieces), {}); }
    /// Replaces the banner with a message in a row that never has the cursor (`notice_position`); an empty text removes
    /// it.
    void set_notice(std::string text) { say({}, std::move(text)); }
    [[nodiscard]] bool has_text() const { return !banner_.empty() || !notice_.empty(); }

    /// Sets the status shown in the last row while the terminal shows a window, which is then one row shorter. Without
    /// a status the window uses that row. Effective from the next `paint`.
    void set_status(std::optional<WindowStatus> status) { status_ = std::move(status); }

    /// Moves the window if the session's screen is larger than the terminal; it stays there until `follow_cursor`. Both
    /// functions take effect from the next `paint`.
    void pan(int rows, int columns);
    void follow_cursor() { panned_ = false; }
    /// The top left corner of the window, in the session's rows and columns, as last painted.
    [[nodiscard]] Corner corner() const { return corner_; }
    /// The size of the window on `wanted`, if the terminal shows one: the terminal's size without the status row.
    [[nodiscard]] Size window(const Screen& wanted) const;

 private:
    [[nodiscard]] bool is_drawable() const { return canvas_.size().rows > 0 && canvas_.size().columns > 0; }
    [[nodiscard]] bool is_window(const Screen& wanted) const { return wanted.size != canvas_.size(); }
    [[nodiscard]] Screen window_on(const Screen& wanted) const;
    [[nodiscard]] Side side_for(const Screen& wanted) const;
    Sheet& sheet() { return side_ == Side::primary ? main_ : alternate_; }

    void place_window(const Screen& wanted);
    void paint_rows(const Screen& wanted, std::span<const std::string> pushed, std::string_view notice);
    void paint_primary(const Screen& wanted, std::span<const std::string> pushed, std::string_view notice,
                       bool covered);
    void paint_top(const Screen& wanted);
    [[nodiscard]] std::vector<RowRef> covered(const Screen& shown);
    void say(std::vector<std::string> banner, std::string notice)
    {
        banner_ = std::move(banner);
        notice_ = std::move(notice);
    }
    void show(Side side);
    void clear_main();
    void restore_main();
    void enter_alternate();
    void leave_alternate();
    void place_cursor(const Screen& shown);
    [[nodiscard]] std::string frame(bool cursor_was_visible);
    void renew_dictionary();

    Canvas canvas_;
    ModeMirror modes_;
    Sheet main_;
    Sheet alternate_;
    Side side_ = Side::primary; ///< the terminal's
    Placing placement_ = Placing::main_screen;
    bool begun_ = false;
    std::vector<RowRef> primary_; ///< the session's primary screen, if the terminal's main screen has yet to show it
    bool is_main_cleared_ = false;
    std::vector<RowRef> saved_main_;    ///< the main screen's earlier contents; empty if unknown
    std::vector<RowRef> before_resize_; ///< the main screen's contents before the terminal was resized
    Corner corner_;
    bool panned_ = false;
    std::vector<std::string> banner_;
    std::string notice_; ///< shown while there is no banner
    std::optional<WindowStatus> status_;
    DictionaryRef dictionary_; ///< of pushed rows and the client's own lines
};

} // namespace cleat
