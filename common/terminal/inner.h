#pragma once

#include "common/terminal/grid.h"
#include "common/terminal/libvterm.h"
#include "common/terminal/scanner.h"
#include "common/terminal/state.h"
#include "common/terminal/terminal.h"

namespace cleat {

/// The terminal itself: acts on what the scanner finds. Its functions are in files by topic: text.cc, sequences.cc,
/// rectangles.cc, modes.cc, reports.cc, commands.cc and colours.cc (OSC), resize.cc, and inner.cc for the rest.
class Terminal::Inner final : private Scanner::Sink, private Libvterm::Editor {
 public:
    Inner(Size size, History history);
    Inner(const Snapshot& snapshot, History history);

    void feed(std::string_view bytes);
    void resize(Size size);
    [[nodiscard]] Screen screen() const;
    [[nodiscard]] Snapshot snapshot(SnapshotHistory history, UnfinishedClipboard unfinished) const;
    [[nodiscard]] const Frame* before_update() const { return before_update_ ? &*before_update_ : nullptr; }
    [[nodiscard]] std::uint64_t updates() const { return updates_; }
    [[nodiscard]] const TerminalState& state() const { return state_; }
    [[nodiscard]] const History& history() const { return history_; }
    void seal_history() { history_.seal(); }
    void set_profile(const TerminalProfile& profile);
    void set_readback(Readback readback) { state_.readback = readback; }
    [[nodiscard]] std::string take_replies() { return std::exchange(replies_, {}); }
    [[nodiscard]] std::vector<TerminalEvent> take_events() { return std::exchange(events_, {}); }

 private:
    using Handler = void (Inner::*)(const ControlSequence&);
    struct Entry;
    static const Entry SEQUENCES[];

    // Scanner::Sink
    void text(std::string_view run) override;
    void control(char c) override;
    void escape(char intermediate, char final) override;
    void sequence(const ControlSequence& s) override;
    void string(Scanner::StringKind kind, std::string_view payload, Scanner::StringEnd end) override;
    void clipboard_too_long() override;

    // Libvterm::Editor
    void scroll(Rect rect, int up, int left) override;

    // inner.cc
    [[nodiscard]] Grid& grid() { return state_.active == Side::primary ? primary_ : alternate_; }
    [[nodiscard]] const Grid& grid() const { return state_.active == Side::primary ? primary_ : alternate_; }
    [[nodiscard]] std::uint64_t now() const { return state_.offset; }
    [[nodiscard]] Cell blank();
    StyleId pen_style() { return pen_known_ ? pen_style_ : find_pen_style(); }
    StyleId find_pen_style();
    void pen_changed() { pen_known_ = blank_known_ = false; }
    void renew_dictionary_if_large();
    void renew_dictionary();
    void settle(int first_row, int last_row);
    void erase(Rect rect, bool selective);
    void reset_line_size(int row);
    void pass_margins();
    void reply(std::string_view bytes);
    void report(TerminalEvent event);
    void home();
    void carriage_return();
    void line_feed();
    void new_line();
    void index();
    void reverse_index();
    void column_index(int direction);
    void scroll_up(int count);
    void backspace();
    void go_back(int count);
    void tab(int count);
    void tab_back(int count);
    void save_cursor();
    void restore_cursor();
    [[nodiscard]] bool may_wrap() const;
    void switch_to(Side side);
    void align();
    void set_line_size(LineSize size);
    void designate(int set, char final);
    void reset();
    void soft_reset();
    void reset_margins();

    // text.cc
    [[nodiscard]] std::size_t direct_room(int limit) const;
    void put_directly(std::string_view& run);
    void put(char32_t c);
    void write_glyph(Cell head, int width);
    void amend(char32_t c);
    [[nodiscard]] std::size_t unclustered(std::string_view run) const;
    [[nodiscard]] bool is_wrapped(int row) const;
    void wrap_again(int row);
    [[nodiscard]] int last_glyph() const;
    bool join(char32_t c);
    void replace_glyph(int column, std::string_view cluster, int columns);
    void wrap();
    void wrap_if_pending();
    [[nodiscard]] int right_limit() const;
    [[nodiscard]] int left_limit() const;
    void advance(int columns, int limit);

    // sequences.cc
    void relay(const Libvterm::Command& command);
    void place(int row, int column);
    [[nodiscard]] Margins addressed() const;
    void move_to(int row, int column);
    void cursor_up(const ControlSequence& s);
    void cursor_down(const ControlSequence& s);
    void cursor_forward(const ControlSequence& s);
    void cursor_back(const ControlSequence& s);
    void next_line(const ControlSequence& s);
    void previous_line(const ControlSequence& s);
    void column_absolute(const ControlSequence& s);
    void row_absolute(const ControlSequence& s);
    void cursor_position(const ControlSequence& s);
    void column_relative(const ControlSequence& s);
    void row_relative(const ControlSequence& s);
    void edit_characters(const ControlSequence& s);
    void edit_lines(const ControlSequence& s);
    void edit_columns(const ControlSequence& s);
    void erase_in_display(const ControlSequence& s);
    void erase_in_line(const ControlSequence& s);
    void erase_characters(const ControlSequence& s);
    void scroll_region(const ControlSequence& s);
    void forward_tabs(const ControlSequence& s);
    void backward_tabs(const ControlSequence& s);
    void clear_tabs(const ControlSequence& s);
    void set_usual_tabs(const ControlSequence& s);
    void repeat(const ControlSequence& s);
    void set_top_bottom(const ControlSequence& s);
    void set_left_right(const ControlSequence& s);
    void restore_cursor_sequence(const ControlSequence& s);
    void rendition(const ControlSequence& s);
    [[nodiscard]] bool spares(const ControlSequence& s) const;
    void protect(Protection from, bool on);
    void protection(const ControlSequence& s);
    void cursor_style(const ControlSequence& s);
    void soft_reset_sequence(const ControlSequence& s);
    void push_keyboard(const ControlSequence& s);
    void pop_keyboard(const ControlSequence& s);
    void set_keyboard(const ControlSequence& s);
    void key_modifiers(const ControlSequence& s);

    // rectangles.cc
    [[nodiscard]] Rect area(const Parameters& p, int first) const;
    void settle_area(int first_row, int last_row);
    void copy_area(const ControlSequence& s);
    void fill_area(const ControlSequence& s);
    void erase_area(const ControlSequence& s);
    void erase_area_selectively(const ControlSequence& s);
    void change_area(const ControlSequence& s);
    void set_change_extent(const ControlSequence& s);
    void request_checksum(const ControlSequence& s);

    // modes.cc
    void set_ansi_modes(const ControlSequence& s);
    void set_private_modes(const ControlSequence& s);
    void request_ansi_mode(const ControlSequence& s);
    void request_private_mode(const ControlSequence& s);
    void set_private_mode(int number, bool on);
    void save_modes(const ControlSequence& s);
    void restore_modes(const ControlSequence& s);
    void set_level(const ControlSequence& s);
    void set_wide_columns(bool on);
    [[nodiscard]] int private_mode_status(int number) const;
    [[nodiscard]] int ansi_mode_status(int number) const;
    bool set_acting_mode(int number, bool on);
    void set_size_reports(bool on);
    void set_origin(bool on);
    void set_autowrap(bool on);
    void set_sideways_margins(bool on);
    void set_synchronised(bool on);
    void set_alternate(int number, bool on);

    // reports.cc
    void device_attributes(const ControlSequence& s);
    void secondary_attributes(const ControlSequence& s);
    void tertiary_attributes(const ControlSequence& s);
    void version(const ControlSequence& s);
    void device_status(const ControlSequence& s);
    void private_device_status(const ControlSequence& s);
    void request_keyboard(const ControlSequence& s);
    void report_title(char kind, const std::string& title);
    void set_title_modes(const ControlSequence& s);
    void window_operation(const ControlSequence& s);
    [[nodiscard]] bool is_dark() const;
    void report_theme();
    void report_size_in_band();
    void device_control(std::string_view payload);
    void request_status_string(std::string_view what);
    void request_capabilities(std::string_view names);

    // commands.cc
    void command(std::string_view payload, Scanner::StringEnd end);
    void set_titles(int which, std::string_view text);
    void hyperlink(std::string_view text);
    void clipboard(std::string_view text, Scanner::StringEnd end);
    void prompt_mark(std::string_view text);
    void notification(int number, std::string_view text);

    // colours.cc
    /// Where a colour that was set is stored: in the palette, or in `other_colours`.
    struct ColourSlot {
        bool is_drawn;
        int key;
    };
    static std::optional<ColourSlot> indexed_colour(int index);
    static std::optional<ColourSlot> special_colour(int number);
    static std::optional<ColourSlot> dynamic_colour(int number);
    std::map<int, Colour>& colours(const ColourSlot& place)
    {
        return place.is_drawn ? state_.palette : state_.other_colours;
    }
    [[nodiscard]] Colour colour(const ColourSlot& place) const;
    void set_or_report(const ColourSlot& place, const std::string& command, std::string_view wanted,
                       Scanner::StringEnd end);
    void numbered_colours(int command, std::string_view text, Scanner::StringEnd end);
    void dynamic_colours(int first, std::string_view text, Scanner::StringEnd end);
    void reset_numbered_colours(int command, std::string_view text);
    void reset_dynamic_colour(int command);

    // resize.cc
    [[nodiscard]] ResizeAnchor make_anchor();
    void take_back(const ResizeAnchor& anchor);
    void reflow_primary(Size size);
    void cut_alternate(Size size);

    TerminalState state_;
    DictionaryRef dictionary_;
    Grid primary_;
    Grid alternate_;
    History history_;
    Scanner scanner_;
    Libvterm libvterm_;

    // The pen's ids in the dictionary, looked up when needed.
    StyleId pen_style_ = 0;
    StyleId blank_style_ = 0;
    bool pen_known_ = true;
    bool blank_known_ = true;

    std::uint64_t fed_before_ = 0; ///< bytes before those being fed
    std::optional<Frame> before_update_;
    std::uint64_t updates_ = 0;
    std::string replies_;
    std::vector<TerminalEvent> events_;
};

/// A row of `Inner`'s table of control sequences.
struct Terminal::Inner::Entry {
    char leader = 0;
    char intermediate = 0;
    char final = 0;
    Handler handler = nullptr;
    std::uint8_t level = 1; ///< the lowest DECSCL level at which it is available
};

} // namespace cleat
