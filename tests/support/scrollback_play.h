#pragma once

#include "common/render/painter.h"
#include "common/render/scrollback.h"
#include "common/terminal/terminal.h"
#include "common/view/attachment.h"
#include "common/view/showing.h"
#include "tests/support/stream.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cleat::test {

/// An event on a user's terminal: output, or a new size if there is none.
struct TerminalEvent {
    std::string bytes;
    Size size;
};

/// All text that a session's history has had, in the order in which rows scrolled off. No character is printed twice.
class LeftText {
 public:
    void look_at(const History& history);
    /// Describes an error in the rows of a scrollback, oldest first: a row that was never in the history, is out of
    /// order, or is a duplicate. Empty if there is none.
    [[nodiscard]] std::string fault_in(const std::vector<std::string>& rows) const;
    /// The first of the history's lines `from` to `end - 1` that is missing in the rows; empty if none is.
    [[nodiscard]] std::string gap_in(const std::vector<std::string>& rows, std::uint64_t from, std::uint64_t end) const;

 private:
    void add(const std::u32string& text);

    std::map<char32_t, std::vector<std::size_t>> places_;
    std::size_t count_ = 0;
    std::map<std::uint64_t, std::u32string> now_;
};

/// A client on its own terminal: a painter, and a model of the terminal that gets its output.
class ModelClient {
 public:
    ModelClient(Size size, std::uint64_t history);

    void attach();
    void detach();
    void take(const Step& step, Clock::time_point now);
    /// Resizes the terminal; the session is about to follow.
    void resize(Size size, Clock::time_point now);
    /// From now on output is in flight until it is drawn by `draw`.
    void delay() { is_delayed_ = true; }
    /// The terminal draws up to that many of the bytes in flight.
    void draw(std::size_t bytes = std::string::npos);
    [[nodiscard]] bool has_drawn() const { return on_its_way_.empty(); }
    /// Resizes the terminal without the client knowing, until `notice`.
    void resize_unnoticed(Size size);
    /// Has the client check the terminal's size; returns whether it has changed.
    bool notice(Clock::time_point now);
    /// Paints what can be painted now.
    void paint(Clock::time_point now);
    [[nodiscard]] Size size() const { return painter_.terminal(); }
    [[nodiscard]] bool is_attached() const { return painter_.has_begun(); }
    /// Whether the effect of resizing the terminal is known: not if lines are both in its scrollback and on its screen.
    [[nodiscard]] bool is_resizable() const { return painter_.is_main_empty() || !scrollback_.overlaps(); }
    [[nodiscard]] bool wishes_history() const { return history_ > 0; }

    /// Describes how `shown` differs from the client's window on the session; empty if it does not.
    [[nodiscard]] std::string difference(const Screen& session, const Screen& shown) const;
    /// Likewise, for the rows alone.
    [[nodiscard]] std::string difference_in_rows(const Screen& session, const std::vector<RowRef>& shown) const;
    /// The rows added to the scrollback since the client attached.
    [[nodiscard]] std::vector<std::string> scrollback() const;
    /// All events on the terminal, and how many of them came before the client last attached.
    [[nodiscard]] const std::vector<TerminalEvent>& events() const { return events_; }
    [[nodiscard]] std::size_t events_before() const { return events_before_; }
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }

    Attachment attachment;
    std::deque<Step> inbox;  ///< steps sent and not handled yet
    std::uint64_t since = 0; ///< history lines from this one on must be in the scrollback

 private:
    void write(std::string bytes);

    Terminal terminal_;
    Painter painter_;
    Scrollback scrollback_;
    Screen screen_;
    bool has_screen_ = false;
    bool awaits_size_ = false;
    std::uint64_t history_;
    std::uint64_t first_line_ = 0;
    std::vector<TerminalEvent> events_;
    std::size_t events_before_ = 0;
    bool is_delayed_ = false;
    std::string on_its_way_;
};

/// What a script can contain.
struct ScriptKind {
    bool resizes_terminals = true;
    bool rewrites = true; ///< clears, regions, insertions: lines that never scroll off
};

/// A session with one to three clients of different sizes that type in turn, generated from a seed.
class ScrollbackPlay {
 public:
    ScrollbackPlay(std::uint32_t seed, ScriptKind kind);

    /// Runs the script; returns a description of the first error, or an empty string.
    [[nodiscard]] std::string run();
    [[nodiscard]] const std::vector<std::unique_ptr<ModelClient>>& clients() const { return clients_; }
    [[nodiscard]] Screen session_screen() const { return session_.screen(); }
    [[nodiscard]] const LeftText& left() const { return left_; }

 private:
    std::string act();
    Size size();
    std::string line();
    std::string row();
    std::string rewriting();
    void feed(const std::string& bytes);
    void resize(Size size);
    void attach(ModelClient& client);
    void serve(bool all);
    void settle();
    void serve(ModelClient& client);
    [[nodiscard]] std::string fault();

    Stream stream_;
    ScriptKind kind_;
    Terminal session_;
    LeftText left_;
    LastResize last_resize_;
    std::vector<std::unique_ptr<ModelClient>> clients_;
    Clock::time_point now_ = Clock::time_point() + std::chrono::hours(1);
    std::uint64_t frames_ = 0;
    int narrow_ = 0; ///< number of characters printed, by width
    int wide_ = 0;
    std::string log_;
};

} // namespace cleat::test
