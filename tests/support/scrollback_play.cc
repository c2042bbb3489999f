#include "tests/support/scrollback_play.h"

#include "common/base/utf8.h"
#include "common/model/packed_row.h"
#include "common/view/history_rows.h"
#include "common/wire/codec.h"
#include "tests/support/look.h"

#include <algorithm>
#include <utility>

namespace cleat::test {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view SKIPPED = "skipped";

/// The characters of a text without blanks.
std::u32string characters_of(std::string_view text)
{
    std::u32string out;
    while (!text.empty()) {
        const auto character = decode_utf8(text);
        text.remove_prefix(character.length);
        if (character.code_point != U' ') out += character.code_point;
    }
    return out;
}

std::u32string line_of(const History& history, std::uint64_t line)
{
    std::u32string out;
    StyleId fill = 0;
    for (const std::string_view row : history.rows(line))
        out += characters_of(unpack(row, std::make_shared<Dictionary>(), fill).text());
    return out;
}

/// The character of that number and width. There are as many as a script needs.
char32_t character(int number, int width)
{
    constexpr std::pair<char32_t, int> NARROW[] = {
        {0x1401, 638}, {0x12000, 920}, {0x13000, 1'070}, {0xa500, 268}, {0x16800, 568}};
    if (width == 1) {
        for (const auto& [first, count] : NARROW) {
            if (number < count) return first + static_cast<char32_t>(number);
            number -= count;
        }
    }
    return (width == 1 ? 0xac00 : 0x4e00) + static_cast<char32_t>(number % 10'000);
}

std::string described(Size size)
{
    return std::to_string(size.columns) + "x" + std::to_string(size.rows);
}

} // namespace

// --- text of the history ---------------------------------------------------------------------------------------------

void LeftText::look_at(const History& history)
{
    // Lines from the history's end on are on the screen again and can scroll off once more.
    now_.erase(now_.lower_bound(history.end()), now_.end());
    for (std::uint64_t line = history.first(); line < history.end(); ++line) {
        const std::u32string text = line_of(history, line);
        const auto [known, is_new] = now_.try_emplace(line, text);
        const bool goes_on = !is_new && text.starts_with(known->second);
        if (is_new || !known->second.starts_with(text)) add(goes_on ? text.substr(known->second.size()) : text);
        known->second = text;
    }
}

void LeftText::add(const std::u32string& text)
{
    for (const char32_t c : text) places_[c].push_back(count_++);
}

std::string LeftText::fault_in(const std::vector<std::string>& rows) const
{
    std::size_t next = 0;
    std::set<char32_t> seen;
    for (const std::string& row : rows) {
        if (row == SKIPPED) continue;
        for (const char32_t c : characters_of(row)) {
            if (!seen.insert(c).second) return "is there twice: " + row;
            const auto known = places_.find(c);
            if (known == places_.end()) return "never was in the history: " + row;
            const auto place = std::lower_bound(known->second.begin(), known->second.end(), next);
            if (place == known->second.end()) return "is not in order: " + row;
            next = *place + 1;
        }
    }
    return {};
}

std::string LeftText::gap_in(const std::vector<std::string>& rows, std::uint64_t from, std::uint64_t end) const
{
    std::u32string all;
    for (const std::string& row : rows) all += characters_of(row);
    for (auto kept = now_.lower_bound(from); kept != now_.end() && kept->first < end; ++kept)
        if (all.find(kept->second) == std::u32string::npos) return "line " + std::to_string(kept->first);
    return {};
}

// --- a client --------------------------------------------------------------------------------------------------------

ModelClient::ModelClient(Size size, std::uint64_t history)
    : attachment({.first = history, .catch_up = 10'000}),
      terminal_(size, {.lines = 100'000}),
      painter_(Capabilities::full()),
      history_(history)
{
    painter_.resized(size);
}

void ModelClient::write(std::string bytes)
{
    if (is_delayed_) {
        on_its_way_ += bytes;
        return;
    }
    terminal_.feed(bytes);
    if (!bytes.empty()) events_.push_back({std::move(bytes), {}});
}

void ModelClient::attach()
{
    attachment = Attachment({.first = history_, .catch_up = 10'000});
    scrollback_ = Scrollback();
    has_screen_ = false;
    screen_ = Screen();
    awaits_size_ = false;
    inbox.clear();
    write("$ cleat attach\r\n");
    write(painter_.begin(painter_.terminal()));
    first_line_ = terminal_.history().end();
    events_before_ = events_.size();
}

void ModelClient::detach()
{
    write(painter_.end());
}

void ModelClient::take(const Step& step, Clock::time_point now)
{
    has_screen_ = true;
    screen_ = apply(screen_, step.update);
    std::vector<std::string> rows;
    for (const Bytes& row : step.pushed) rows.push_back(row.data);
    scrollback_.push({std::move(rows), step.skipped, *step.places, screen_.size}, screen_.size == painter_.terminal());
    if (screen_.size == painter_.terminal()) awaits_size_ = false;
    paint(now);
}

void ModelClient::resize(Size size, Clock::time_point now)
{
    resize_unnoticed(size);
    notice(now);
    paint(now);
}

void ModelClient::resize_unnoticed(Size size)
{
    terminal_.resize(size);
    events_.push_back({{}, size});
}

bool ModelClient::notice(Clock::time_point now)
{
    const Size size = terminal_.screen().size;
    if (size == painter_.terminal()) return false;
    painter_.resized(size);
    if (!painter_.is_main_empty()) scrollback_.terminal_resized(size, now);
    awaits_size_ = screen_.size != size;
    return true;
}

void ModelClient::draw(std::size_t bytes)
{
    terminal_.feed(on_its_way_.substr(0, bytes));
    on_its_way_.erase(0, bytes);
}

void ModelClient::paint(Clock::time_point now)
{
    if (!has_screen_ || awaits_size_) return;
    if (screen_.size != painter_.terminal()) return write(painter_.paint(screen_));
    if (now < scrollback_.ready_at()) {
        scrollback_.draw_without_rows(screen_, now);
        return write(painter_.paint(screen_));
    }
    const auto leaving = scrollback_.take(screen_, now);
    write(painter_.paint(screen_, leaving.rows, leaving.skipped > 0 ? SKIPPED : ""));
}

std::string ModelClient::difference(const Screen& session, const Screen& shown) const
{
    const Screen wanted = crop(session, painter_.terminal(), painter_.corner());
    if (shown.cursor.row != wanted.cursor.row || shown.cursor.column != wanted.cursor.column)
        return "the cursor is elsewhere";
    return difference_in_rows(session, shown.rows());
}

std::string ModelClient::difference_in_rows(const Screen& session, const std::vector<RowRef>& shown) const
{
    Screen wanted = crop(session, painter_.terminal(), painter_.corner());
    if (session.size != wanted.size) mark_edges(wanted, session.size, painter_.corner());
    return difference_in_look(wanted.rows(), shown);
}

std::vector<std::string> ModelClient::scrollback() const
{
    std::vector<std::string> out;
    const History& history = terminal_.history();
    for (auto line = std::max(first_line_, history.first()); line < history.end(); ++line) {
        for (const std::string_view row : history.rows(line)) {
            StyleId fill = 0;
            out.push_back(unpack(row, std::make_shared<Dictionary>(), fill).text());
        }
    }
    return out;
}

// --- a script --------------------------------------------------------------------------------------------------------

ScrollbackPlay::ScrollbackPlay(std::uint32_t seed, ScriptKind kind)
    : stream_(seed), kind_(kind), session_(size(), {.lines = 100'000})
{
    const int count = stream_.number(1, 3);
    for (int i = 0; i < count; ++i) {
        clients_.push_back(
            std::make_unique<ModelClient>(size(), kind.resizes_terminals || stream_.chance(2) ? 1'000 : 0));
        attach(*clients_.back());
    }
}

std::string ScrollbackPlay::run()
{
    for (int step = 0; step < 25; ++step) {
        log_ += act() + "; ";
        now_ += milliseconds(stream_.number(0, 60));
        serve(stream_.chance(2));
        if (!stream_.chance(3)) continue;
        settle();
        if (const std::string what = fault(); !what.empty()) return what + "\nafter " + log_;
    }
    settle();
    const std::string what = fault();
    return what.empty() ? what : what + "\nafter " + log_;
}

/// Does something random, and describes it.
std::string ScrollbackPlay::act()
{
    const auto which = static_cast<std::size_t>(stream_.number(0, static_cast<int>(clients_.size()) - 1));
    ModelClient& client = *clients_[which];
    switch (stream_.number(0, 9)) {
    case 0:
    case 1:
        if (!client.is_attached()) break;
        resize(client.size());
        return "turn of " + std::to_string(which) + " " + described(client.size());
    case 2:
        if (!kind_.resizes_terminals || !client.is_attached()) break;
        settle(); // in the middle of output rows may be sent twice
        if (!client.is_resizable()) break;
        client.resize(size(), now_);
        client.attachment.follow_resize();
        resize(client.size());
        return "terminal " + std::to_string(which) + " becomes " + described(client.size());
    case 3:
        if (!stream_.chance(3)) break;
        if (client.is_attached()) {
            client.detach();
            return std::to_string(which) + " detaches";
        }
        attach(client);
        return std::to_string(which) + " attaches";
    case 4:
        if (kind_.rewrites) return rewriting();
        break;
    case 5: {
        const bool is_on = session_.active() == Side::alternate;
        feed(is_on ? "\x1b[?1049l" : "\x1b[?1049h\x1b[Hfull screen");
        return is_on ? "leaves the alternate screen" : "enters the alternate screen";
    }
    default: break;
    }
    const int count = stream_.number(1, 2 * session_.size().rows);
    for (int i = 0; i < count; ++i) feed("\r\n\x1b[J" + line());
    return std::to_string(count) + " lines";
}

/// A random size. If terminals are resized or lines rewritten, it is wider than all lines: terminals differ in how they
/// reflow a line that is partly in the scrollback, and in what remains of a partly overwritten line.
Size ScrollbackPlay::size()
{
    Size size = stream_.size();
    if (kind_.resizes_terminals || kind_.rewrites) size.columns = std::max(size.columns, 9);
    return size;
}

/// A line of characters that were not used before.
std::string ScrollbackPlay::line()
{
    const bool is_long = !kind_.resizes_terminals && !kind_.rewrites && stream_.chance(3);
    const int most = is_long ? 3 * session_.size().columns : 3;
    std::string out;
    for (int count = stream_.number(1, most); count > 0; --count) {
        if (stream_.chance(8)) append_utf8(character(wide_++, 2), out);
        else append_utf8(character(narrow_++, 1), out);
        if (stream_.chance(10)) out += ' ';
    }
    return out;
}

/// A line that stays in one row.
std::string ScrollbackPlay::row()
{
    return "\x1b[?7l" + line() + "\x1b[?7h";
}

/// Changes lines that have not scrolled off, or are on the screen again.
std::string ScrollbackPlay::rewriting()
{
    const int rows = session_.size().rows;
    switch (stream_.number(0, 5)) {
    case 0: feed("\x1b[H\x1b[2J" + line()); return "clears the screen";
    case 1: feed("\x1b[H\x1b[2J\x1b[3J" + line()); return "clears the screen and the history";
    case 2: feed("\x1b[H\x1b[2K" + row()); return "writes the first row again";
    case 3: feed("\x1b[H\x1b[" + std::to_string(stream_.number(1, rows)) + "L" + row()); return "inserts rows";
    case 4: feed("\x1b[H\x1b[" + std::to_string(stream_.number(1, rows)) + "M\x1b[2K" + row()); return "deletes rows";
    default: {
        const int top = stream_.number(1, rows);
        feed("\x1b[" + std::to_string(top) + ";" + std::to_string(stream_.number(top, rows)) + "r\x1b[999H");
        for (int i = stream_.number(0, 4); i > 0; --i) feed("\r\n\x1b[J" + line());
        feed("\x1b[r\x1b[999H");
        return "scrolls a region";
    }
    }
}

void ScrollbackPlay::feed(const std::string& bytes)
{
    session_.feed(bytes);
    left_.look_at(session_.history());
    for (auto& client : clients_) client->attachment.changed(now_);
}

void ScrollbackPlay::attach(ModelClient& client)
{
    client.attach();
    resize(client.size());
}

void ScrollbackPlay::resize(Size size)
{
    if (size == session_.size()) return;
    for (auto& client : clients_) client->attachment.before_resize(session_.history(), session_.size(), size, now_);
    session_.resize(size);
    const History& history = session_.history();
    last_resize_ = {position_of(history, history.end_row(), size.columns), session_.screen().rows_scrolled,
                    last_resize_.number + 1};
    for (auto& client : clients_)
        client->attachment.after_resize(history, size.columns, session_.screen().rows_scrolled);
    left_.look_at(history);
}

/// Lets the clients handle some of their pending steps, or all.
void ScrollbackPlay::serve(bool all)
{
    do {
        for (auto& client : clients_)
            if (client->is_attached()) serve(*client);
        for (auto& client : clients_) {
            if (!client->is_attached()) continue;
            while (!client->inbox.empty() && (all || stream_.chance(2))) {
                client->take(client->inbox.front(), now_);
                client->attachment.acknowledged(client->inbox.front().number, now_);
                client->inbox.pop_front();
            }
        }
        now_ += all ? Attachment::PAUSE : milliseconds(1);
    } while (all && std::any_of(clients_.begin(), clients_.end(), [](const auto& client) {
                 return client->is_attached() && !client->attachment.is_shown();
             }));
}

/// Serves all clients until no rows are pending and all output is certainly drawn.
void ScrollbackPlay::settle()
{
    serve(true);
    now_ += Scrollback::CALM + CERTAINLY_DRAWN;
    for (auto& client : clients_)
        if (client->is_attached()) client->paint(now_);
    now_ += Scrollback::CALM + CERTAINLY_DRAWN;
}

void ScrollbackPlay::serve(ModelClient& client)
{
    for (auto due = client.attachment.due(); due && *due <= now_; due = client.attachment.due()) {
        if (client.attachment.number() == 0)
            client.since = client.wishes_history() ? session_.history().first() : session_.history().end();
        Frame frame{session_.screen(), session_.history().end_row(), session_.offset()};
        const auto to = std::make_shared<const ShownFrame>(ShownFrame{++frames_, std::move(frame)});
        Showing showing(to, session_.history(), last_resize_);
        const auto bytes = showing.encoded(client.attachment.next(to, showing.rows(), now_));
        const auto envelope = decode_server_message(std::string_view(*bytes).substr(4));
        client.inbox.push_back(std::get<Step>(envelope->message));
    }
}

std::string ScrollbackPlay::fault()
{
    for (auto& client : clients_) {
        if (!client->is_attached()) continue;
        const auto rows = client->scrollback();
        std::string what = client->difference(session_.screen(), client->terminal().screen());
        if (what.empty()) what = left_.fault_in(rows);
        const bool is_whole = !kind_.resizes_terminals && !kind_.rewrites && client->size() == session_.size() &&
                              session_.active() == Side::primary;
        if (what.empty() && is_whole) {
            what = left_.gap_in(rows, client->since, session_.history().end_row().line);
            if (!what.empty()) what = "is missing: " + what;
        }
        if (what.empty()) continue;
        for (const std::string& row : rows) what += "\n| " + row;
        what += "\n= " + client->terminal().screen().text();
        return described(client->size()) + " " + what;
    }
    return {};
}

} // namespace cleat::test
