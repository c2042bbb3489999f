#include "tests/support/storm_play.h"

#include "common/model/packed_row.h"
#include "common/view/history_rows.h"
#include "common/wire/codec.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleat::test {

namespace {

using std::chrono::milliseconds;

/// The time within which a client notices a resize, and a terminal draws output.
constexpr milliseconds SOON{100};

std::string text_of(const History& history, std::uint64_t line)
{
    std::string out;
    StyleId fill = 0;
    for (const std::string_view row : history.rows(line))
        out += unpack(row, std::make_shared<Dictionary>(), fill).text();
    return out;
}

} // namespace

StormPlay::StormPlay(std::uint32_t seed)
    : stream_(seed),
      client_({.rows = 24, .columns = 80}, 1'000),
      session_({.rows = 24, .columns = 80}, {.lines = 100'000})
{
    client_.attach();
    client_.delay();
}

std::string StormPlay::run()
{
    for (int step = 0; step < 150; ++step) act();
    settle();
    const std::string what = fault();
    return what.empty() ? what : what + "\nafter " + log_;
}

void StormPlay::act()
{
    switch (stream_.number(0, 9)) {
    case 0:
    case 1: return write_lines(stream_.number(1, stream_.chance(4) ? 120 : 20));
    case 2: return stream_.chance(2) ? resize_terminal() : void();
    case 3: return notice();
    case 4: return resize_session();
    case 5: return serve();
    case 6: return take_step();
    case 7: log_ += "some drawn; "; return client_.draw(static_cast<std::size_t>(stream_.number(1, 400)));
    case 8: log_ += "paint; "; return client_.paint(now_);
    default: break;
    }
    for (int times = stream_.chance(10) ? 160 : 1; times > 0; --times) pass(milliseconds(stream_.number(1, 15)));
}

void StormPlay::write_lines(int count)
{
    for (; count > 0; --count) session_.feed("line " + std::to_string(lines_++) + "\r\n");
    client_.attachment.changed(now_);
    log_ += "lines to " + std::to_string(lines_) + "; ";
}

void StormPlay::resize_terminal()
{
    const Size size = any_size();
    client_.resize_unnoticed(size);
    if (!unnoticed_since_) unnoticed_since_ = now_;
    ++resizes_;
    log_ += "terminal " + std::to_string(size.rows) + "x" + std::to_string(size.columns) + "; ";
}

/// The client requests a new size as soon as it notices it.
void StormPlay::notice()
{
    unnoticed_since_.reset();
    if (!client_.notice(now_)) return;
    asked_ = client_.size();
    log_ += "noticed; ";
    client_.paint(now_);
}

void StormPlay::resize_session()
{
    if (!asked_) return;
    const Size size = *std::exchange(asked_, std::nullopt);
    client_.attachment.follow_resize();
    if (size == session_.size()) return;
    client_.attachment.before_resize(session_.history(), session_.size(), size, now_);
    session_.resize(size);
    const History& history = session_.history();
    last_resize_ = {position_of(history, history.end_row(), size.columns), session_.screen().rows_scrolled,
                    last_resize_.number + 1};
    client_.attachment.after_resize(history, size.columns, session_.screen().rows_scrolled);
    log_ += "session " + std::to_string(size.rows) + "x" + std::to_string(size.columns) + "; ";
}

void StormPlay::serve()
{
    const auto due = client_.attachment.due();
    if (!due || *due > now_) return;
    Frame frame{session_.screen(), session_.history().end_row(), session_.offset()};
    const auto to = std::make_shared<const ShownFrame>(ShownFrame{++frames_, std::move(frame)});
    Showing showing(to, session_.history(), last_resize_);
    const auto bytes = showing.encoded(client_.attachment.next(to, showing.rows(), now_));
    const auto envelope = decode_server_message(std::string_view(*bytes).substr(4));
    client_.inbox.push_back(std::get<Step>(envelope->message));
}

/// A client checks its terminal's size at each step.
void StormPlay::take_step()
{
    if (client_.inbox.empty()) return;
    notice();
    const Step step = std::move(client_.inbox.front());
    client_.inbox.pop_front();
    client_.take(step, now_);
    client_.attachment.acknowledged(step.number, now_);
    log_ += "step " + std::to_string(step.number) + " with " + std::to_string(step.pushed.size()) + "; ";
}

void StormPlay::pass(milliseconds time)
{
    if (client_.has_drawn()) undrawn_since_.reset();
    else if (!undrawn_since_) undrawn_since_ = now_;
    now_ += time;
    log_ += "+" + std::to_string(time.count()) + "; ";
    if (unnoticed_since_ && now_ - *unnoticed_since_ > SOON) notice();
    if (undrawn_since_ && now_ - *undrawn_since_ > SOON) {
        client_.draw();
        undrawn_since_.reset();
        log_ += "drawn; ";
    }
}

void StormPlay::settle()
{
    notice();
    resize_session();
    for (int round = 0; round < 1'000 && !(client_.attachment.is_shown() && client_.inbox.empty()); ++round) {
        pass(milliseconds(20));
        serve();
        take_step();
    }
    for (auto waited = milliseconds(0); waited < Scrollback::CALM; waited += SOON) pass(SOON);
    client_.paint(now_);
    client_.draw();
}

Size StormPlay::any_size()
{
    return {.rows = stream_.number(SMALLEST.rows, LARGEST.rows),
            .columns = stream_.number(SMALLEST.columns, LARGEST.columns)};
}

std::string StormPlay::fault()
{
    std::vector<std::string> there;
    const Terminal& terminal = client_.terminal();
    for (auto line = terminal.history().first(); line < terminal.history().end(); ++line)
        there.push_back(text_of(terminal.history(), line));
    for (const RowRef& row : terminal.screen().primary) there.push_back(row->text());
    rows_ = there.size();
    std::sort(there.begin(), there.end());
    std::string out;
    for (int line = 0; line < lines_; ++line)
        if (!std::binary_search(there.begin(), there.end(), "line " + std::to_string(line)))
            out += " " + std::to_string(line);
    return out.empty() ? out : "missing:" + out;
}

} // namespace cleat::test
