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

/// What happens to a user's terminal: bytes, or another size where there are none.
struct TerminalEvent {
    std::string bytes;
    Size size;
};

/// What a session's history has had, in the order in which its rows left. No character is
/// printed twice.
class LeftText {
 public:
    void look_at(const History& history);
    /// What is wrong with the rows of a scrollback, oldest first: one that is not of the history, or not in its order,
    /// or there twice; empty where nothing is.
    [[nodiscard]] std::string fault_in(const std::vector<std::string>& rows) const;
    /// The first of the history's lines `from` to `end - 1` that is not in the rows; empty where all are.
    [[nodiscard]] std::string gap_in(const std::vector<std::string>& rows, std::uint64_t from, std::uint64_t end) const;

 private:
    void add(const std::u32string& text);

    std::map<char32_t, std::vector<std::size_t>> places_;
    std::size_t count_ = 0;
    std::map<std::uint64_t, std::u32string> now_;
};

/// A client on a terminal of its own: a painter, and a model that draws what it writes.
class ModelClient {
 public:
    ModelClient(Size size, std::uint64_t history);

    void attach();
    void detach();
    void take(const Step& step, Clock::time_point now);
    /// The terminal's; the session is about to follow.
    void resize(Size size, Clock::time_point now);
    /// What is written is on its way until it is `draw`n.
    void delay() { is_delayed_ = true; }
    /// The terminal draws so many of the bytes that are on their way, as far as there are any.
    void draw(std::size_t bytes = std::string::npos);
    [[nodiscard]] bool has_drawn() const { return on_its_way_.empty(); }
    /// The terminal is resized, and the client does not know it before `notice`.
    void resize_unnoticed(Size size);
    /// Whether the client learnt of a size that it did not know.
    bool notice(Clock::time_point now);
    /// Draws what can be drawn by now.
    void paint(Clock::time_point now);
    [[nodiscard]] Size size() const { return painter_.terminal(); }
    [[nodiscard]] bool is_attached() const { return painter_.has_begun(); }
    /// Whether it is known what a resize of the terminal moves: not where lines of its scrollback are on its screen,
    /// too.
    [[nodiscard]] bool is_resizable() const { return painter_.is_main_empty() || !scrollback_.overlaps(); }
    [[nodiscard]] bool wishes_history() const { return history_ > 0; }

    /// In what `shown` is not the client's window on the session, described; or empty.
    [[nodiscard]] std::string difference(const Screen& session, const Screen& shown) const;
    /// The same of its rows alone.
    [[nodiscard]] std::string difference_in_rows(const Screen& session, const std::vector<RowRef>& shown) const;
    /// Rows of the scrollback since it was attached.
    [[nodiscard]] std::vector<std::string> scrollback() const;
    /// All that happened to the terminal, and how much of that before it was attached last.
    [[nodiscard]] const std::vector<TerminalEvent>& events() const { return events_; }
    [[nodiscard]] std::size_t events_before() const { return events_before_; }
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }

    Attachment attachment;
    std::deque<Step> inbox;  ///< sent, and not yet handled
    std::uint64_t since = 0; ///< lines of the history from there on are to be in the scrollback

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

/// What may be in a script.
struct ScriptKind {
    bool resizes_terminals = true;
    bool rewrites = true; ///< clears, regions, insertion: lines that never leave
};

/// A session with one to three clients of different sizes that take turns, made up from a seed.
class ScrollbackPlay {
 public:
    ScrollbackPlay(std::uint32_t seed, ScriptKind kind);

    /// Plays all of it; what was wrong, or empty.
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
    int narrow_ = 0; ///< characters printed, of each width
    int wide_ = 0;
    std::string log_;
};

} // namespace cleat::test
