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
    main_screen,     ///< among the user's other lines; what leaves the top goes to the terminal's own history
    alternate_screen ///< on the alternate screen all the time; nothing goes to the history
};

/// Shows a session's screen on the user's terminal: remembers what that shows (both its screens, cursor, pen, modes)
/// and makes the bytes that turn it into what it should show. Pure: the caller writes the bytes, all of them and in
/// order.
///
/// The terminal is on its alternate screen exactly while the session's program is, or while the two have different
/// sizes: then it shows a window on the session's screen that follows the cursor. Its main screen is empty meanwhile,
/// for lines that stayed there would get into its history when it is resized. Frames are bracketed in DEC mode 2026
/// where the terminal has it; each string closes what it opens.
class Painter {
 public:
    explicit Painter(Capabilities capabilities);

    /// Takes the terminal over. What the user had on the screen is scrolled up into the terminal's history, not erased,
    /// and bracketed paste is turned on. Nothing is assumed about modes that change how output is taken.
    [[nodiscard]] std::string begin(Size terminal, Placing placing = Placing::main_screen);
    /// Makes the terminal show `wanted`. `pushed` are the packed rows (common/model/packed_row.h) that left the top of
    /// the primary screen since the last call, oldest first; each goes once into the terminal's history, after a line
    /// that says `notice`, if that is not empty. They are passed over while the terminal shows a window.
    [[nodiscard]] std::string paint(const Screen& wanted, std::span<const std::string> pushed = {},
                                    std::string_view notice = {});
    /// Makes the terminal show a page of the client's own, which has the terminal's size: on its alternate screen, if
    /// it has one. What its main screen shows stays, and `paint` goes on from there.
    [[nodiscard]] std::string paint_page(const Screen& page);
    /// The terminal has another size now; it has moved its lines itself, in a way that is not known. The next `paint`
    /// writes every row in place. A client whose session follows it waits for the session's new size before it paints.
    void resized(Size terminal);
    /// After `resized`: as many rows as that are to come back from the terminal's history, where it leaves them there
    /// unless it is told. The next `paint` tells it.
    void take_back(int rows);
    /// The terminal may show anything now (another program wrote on it): the next `paint` writes every row in place.
    void forget() { resized(canvas_.size()); }
    /// Whether the terminal's main screen is empty because the terminal is on the other one: then a resize moves none
    /// of its lines.
    [[nodiscard]] bool is_main_empty() const { return is_main_aside_; }
    /// Gives the terminal back: turns off what was turned on and nothing else, and leaves the cursor on the line below
    /// the last used one. `begin` may be called again.
    [[nodiscard]] std::string end();

    [[nodiscard]] bool has_begun() const { return begun_; }
    [[nodiscard]] Size terminal() const { return canvas_.size(); }
    [[nodiscard]] const Capabilities& capabilities() const { return canvas_.capabilities(); }
    /// The terminal was found out to be able to do more: counts from the next `paint` on.
    void set_capabilities(Capabilities capabilities);

    /// The shape of the user's own cursor is known, as DECSCUSR's number; counts from the next change of it on.
    void set_resting_cursor(int style) { modes_.set_resting_cursor(style); }

    /// Covers the last rows with what the user asked for or has to know, whether the cursor is there or not, from the
    /// next `paint` on: as many of them as the pieces need. No pieces uncover them.
    void set_banner(std::vector<std::string> pieces) { say(std::move(pieces), {}); }
    /// Says something else in place of that, in a row that is never the cursor's (`notice_place`); empty: no more.
    void set_notice(std::string text) { say({}, std::move(text)); }
    [[nodiscard]] bool has_words() const { return !banner_.empty() || !notice_.empty(); }

    /// What the last row says while the terminal shows a window, which then is one row less high, from the next `paint`
    /// on; nothing leaves the row to the window.
    void set_status(std::optional<WindowStatus> status) { status_ = std::move(status); }

    /// Moves the window by so much, where the session's screen is larger than the terminal; it stays there until
    /// `follow_cursor`. Both count from the next `paint` on.
    void pan(int rows, int columns);
    void follow_cursor() { panned_ = false; }
    /// Top left corner of the window, in the session's rows and columns, as last painted.
    [[nodiscard]] Corner corner() const { return corner_; }
    /// Size of the window, where the terminal shows one on `wanted`: all of the terminal but the status.
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
    void set_main_aside();
    void put_main_back();
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
    Placing placing_ = Placing::main_screen;
    bool begun_ = false;
    std::vector<RowRef> primary_; ///< rows of the session's primary screen that the terminal's has yet to show; or none
    bool is_main_aside_ = false;
    std::vector<RowRef> aside_;         ///< what it showed before; empty where that is not known
    std::vector<RowRef> before_resize_; ///< what it showed before the terminal was resized
    Corner corner_;
    bool panned_ = false;
    std::vector<std::string> banner_;
    std::string notice_; ///< where there is no banner
    std::optional<WindowStatus> status_;
    DictionaryRef dictionary_; ///< of pushed rows and the client's own lines
};

} // namespace cleat
