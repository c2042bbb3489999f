#include "server/session/session_viewer.h"

#include "server/pty/terminal.h"
#include "server/program/input_privacy.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Input that the program has not taken, beyond which `send` refuses.
constexpr std::size_t INPUT_MOST = 4U << 20;
/// Answers of the terminal that the program has not taken; later ones are dropped.
constexpr std::size_t MOST_ANSWERS = 64U << 10;
/// A viewer is told what the program has taken of its input when it is so much more than it was told of.
constexpr std::uint64_t TAKEN_STEP = Session::INPUT_WINDOW / 4;
/// How long others wait for a paste of which nothing more comes.
constexpr milliseconds PASTE_STALLED{1'000};

} // namespace

void Session::on_read()
{
    last_output_ = loop_.now();
    active_ = std::time(nullptr);
    if (display_) display_->changed();
    if (recording_) recording_->appended();
    followers_.changed();
    waiters_.check();
    if (is_draining_) drain_over();
}

/// The controller of a session on pipes loses nothing: there is room for what it has taken. A recorder loses nothing as
/// long as it does not take too long.
std::size_t Session::room_for_output()
{
    const auto kept = followers_.lossless();
    const auto room = kept ? log_.room_before_losing(*kept) : log_.capacity();
    return recording_ ? std::min(room, recording_->room()) : room;
}

void Session::on_taken(const std::vector<InputSource>& sources)
{
    for (const InputSource source : sources) note_taken(source);
}

/// The viewer may send more, if it is one.
void Session::note_taken(InputSource source)
{
    const auto found = viewers_.find(source);
    if (found == viewers_.end()) return;
    Viewer& viewer = *found->second;
    const std::uint64_t taken = viewer.given - std::min<std::uint64_t>(viewer.given, input_waiting(source));
    ViewerSink& sink = viewer.sink;
    const bool is_news = taken >= viewer.taken + TAKEN_STEP;
    if (is_news) viewer.taken = taken;
    if (input_waiting(source) <= INPUT_WINDOW / 2) sink.input_drained();
    if (is_news && display_) sink.input_taken(taken);
}

std::size_t Session::input_waiting(InputSource source) const
{
    return input_.waiting(source) + program_.waiting(source);
}

void Session::on_input_closed()
{
    keeper_.close_input(id_);
    for (const auto& [id, viewer] : viewers_)
        if (controls(id)) viewer->sink.input_closed();
}

bool Session::is_input_full(ViewerId id) const
{
    return input_.weight(id) + program_.waiting(id) > INPUT_WINDOW;
}

void Session::refuse_input(ViewerId id, std::size_t bytes)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second->given += bytes;
    note_taken(id);
}

bool Session::controls(ViewerId id) const
{
    const auto found = viewers_.find(id);
    return found != viewers_.end() && found->second->role == Role::controller;
}

void Session::type(ViewerId id, std::string_view bytes)
{
    if (!controls(id)) return;
    note_use(id);
    viewers_.at(id)->given += bytes.size();
    record_input(bytes);
    input_.type(id, bytes);
    pass_input();
}

void Session::paste(ViewerId id, std::string_view bytes, PastePart part)
{
    if (!controls(id)) return;
    note_use(id);
    viewers_.at(id)->given += bytes.size();
    record_input(bytes);
    input_.paste(id, bytes, part);
    pass_input();
}

void Session::note_use(ViewerId id)
{
    if (display_) {
        display_->typed(id);
        apply_size();
    }
    last_used_ = loop_.now();
    life_.used();
    if (!program_.takes_input()) viewers_.at(id)->sink.input_closed();
}

/// Gives the program what is its turn. What it is given may be what makes more come here.
void Session::pass_input()
{
    if (std::exchange(is_passing_input_, true)) return;
    const bool was_blocked = input_.is_blocked();
    const auto take = [this] {
        return input_.take(display_ && display_->frames_pastes() ? PasteFrame::on : PasteFrame::off);
    };
    for (auto pieces = take(); !pieces.empty(); pieces = take()) {
        for (const InputPiece& piece : pieces) {
            program_.write(piece.source, piece.bytes);
            if (!program_.takes_input()) note_taken(piece.source); // never
        }
    }
    is_passing_input_ = false;
    watch_paste();
    if (!was_blocked || input_.is_blocked()) return;
    for (const auto& [id, viewer] : viewers_)
        if (controls(id) && !is_input_full(id)) viewer->sink.input_drained();
}

/// A program may ask without end and not read.
void Session::write_answer(std::string_view bytes)
{
    if (input_waiting(TERMINAL) >= MOST_ANSWERS) return;
    input_.type(TERMINAL, bytes);
    pass_input();
}

void Session::watch_paste()
{
    if (!input_.is_blocked()) return paste_timer_.stop();
    if (paste_timer_.is_running()) return;
    const auto found = viewers_.find(*input_.pasting());
    pasted_ = found == viewers_.end() ? 0 : found->second->given;
    paste_timer_.start(PASTE_STALLED);
}

/// A viewer that has stopped in the middle of a paste keeps nobody from typing.
void Session::end_stalled_paste()
{
    if (!input_.is_blocked()) return;
    const InputSource pasting = *input_.pasting();
    const auto found = viewers_.find(pasting);
    const bool goes_on = found != viewers_.end() && found->second->given != pasted_;
    if (!goes_on && program_.waiting(pasting) == 0) input_.interrupt();
    pass_input();
}

/// Ends what the viewer has begun and will not end: a paste, and being focused.
void Session::release(ViewerId id)
{
    input_.end_paste(id);
    pass_input();
    if (display_) display_->focus(id, false);
}

void Session::mouse(ViewerId id, std::string_view report)
{
    if (!display_ || !display_->wants_mouse() || !controls(id)) return refuse_input(id, report.size());
    note_use(id);
    viewers_.at(id)->given += report.size();
    const std::string told = display_->terminal().encode_mouse(report);
    record_input(told);
    input_.type(id, told);
    pass_input();
}

void Session::focus(ViewerId id, bool focused)
{
    if (display_ && controls(id)) display_->focus(id, focused);
}

void Session::lend_clipboard(ViewerId id)
{
    if (display_) display_->lend_clipboard(id);
}

void Session::clipboard(ViewerId id, std::string_view data)
{
    if (display_) display_->clipboard(id, data);
}

void Session::set_profile(const Profile& profile)
{
    if (display_) display_->set_profile(profile);
}

Result<std::string> Session::bytes_of(const std::vector<SendPiece>& pieces) const
{
    std::string bytes;
    for (const SendPiece& piece : pieces) {
        if (piece.kind == SendPiece::Kind::text) {
            bytes += piece.data.data;
        } else if (!display_) {
            return no_terminal_error();
        } else if (piece.kind == SendPiece::Kind::paste) {
            bytes += display_->terminal().encode_paste(piece.data.data);
        } else {
            const auto key = parse_key(piece.data.data);
            if (!key) return key.error();
            bytes += display_->terminal().encode(*key);
        }
    }
    return bytes;
}

Result<void> Session::check_takes_input() const
{
    if (wait_status_) return ended_error();
    if (program_.takes_input()) return {};
    if (display_) return Error("the program of session \"" + name() + "\" has closed its terminal", ErrorCode::ended);
    return Error("the input of session \"" + name() + "\" is closed", ErrorCode::ended);
}

Result<Sent> Session::send(const std::vector<SendPiece>& pieces)
{
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const auto bytes = bytes_of(pieces);
    if (!bytes) return bytes.error();
    if (input_.waiting() + program_.waiting() + bytes->size() > INPUT_MOST)
        return Error("the program of session \"" + name() + "\" does not read its input");
    program_.read(); // what it wrote before does not count as an answer
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const Sent sent{log_.end()};
    waiters_.mark(sent.offset, display_ ? display_->terminal().history().end() : sent.offset);
    last_used_ = loop_.now();
    life_.used();
    active_ = std::time(nullptr);
    record_input(*bytes);
    input_.type(SENDERS, *bytes);
    pass_input();
    return sent;
}

Result<void> Session::close_input()
{
    if (display_)
        return Error("session \"" + name() + "\" has a terminal, whose input has no end; --keys C-d is what one types",
                     ErrorCode::no_pipes);
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    while (input_.is_blocked()) {
        input_.interrupt();
        pass_input();
    }
    program_.close_input();
    return {};
}

void Session::record_input(std::string_view bytes)
{
    if (!recording_ || !recording_->wants_input()) return;
    if (display_) {
        const int terminal = program_.terminal();
        const auto front = foreground_group(terminal) == pid_ ? InFront::own_program : InFront::another;
        if (!may_keep_input(echo_of(terminal), front, options_.command)) return;
    }
    recording_->typed(bytes);
}

} // namespace cleat
