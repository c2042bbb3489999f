#include "server/program/input_privacy.h"
#include "server/pty/terminal.h"
#include "server/session/environment.h"
#include "server/session/session.h"

#include <algorithm>
#include <ctime>
#include <utility>

// What clients of a session do: attach, leave, and give its program input.

namespace cleat {

namespace {

/// Input that the program has not taken, beyond which `send` refuses.
constexpr std::size_t INPUT_MOST = 4U << 20;

} // namespace

// --- who is attached -------------------------------------------------------------------------------------------------

Result<void> Session::attach(ViewerSink& sink, AttachRequest request, const std::function<void(Member&)>& on_attached)
{
    if (!display_) return no_terminal_error();
    if (const auto open = check_goes_on(); !open) return open.error();
    if (const auto may = audience_.check_claim(request); !may) return may.error();
    ScreenView view{Attachment(request.history)};
    audience_.attach(sink, std::move(request), std::move(view), [this, &on_attached](Member& member) {
        if (member.controls()) note_used();
        on_attached(member);
        display_->attached(member);
    });
    return {};
}

Result<void> Session::follow(ViewerSink& sink, AttachRequest request, const Follow& wish,
                             const std::function<void(const Following&)>& on_attached)
{
    if (wish.pipes_only && display_) return Error("session \"" + name() + "\" has a terminal", ErrorCode::no_pipes);
    if (display_ && (wish.streams == Follow::Streams::out || wish.streams == Follow::Streams::err))
        return Error("session \"" + name() + "\" has a terminal, where all output is one stream", ErrorCode::invalid);
    if (wish.goes_on)
        if (const auto open = check_goes_on(); !open) return open.error();
    if (const auto may = audience_.check_claim(request); !may) return may.error();
    program_.read(); // what it has written by now counts as there
    const auto view = log_view(wish);
    if (!view) return view.error();
    audience_.attach(sink, std::move(request), *view, [this, &on_attached](const Member& member) {
        if (member.controls()) note_used();
        const int columns = display_ ? display_->size().columns : 0;
        on_attached({id(), name(), facts_.kind, member.role, member.id, member.log()->at, log_.end(), columns});
        followers_.attached(member);
    });
    return {};
}

/// Where in the log a follower begins and ends.
Result<LogView> Session::log_view(const Follow& wish) const
{
    LogView out;
    out.streams = wish.streams;
    if (wish.since && *wish.since > log_.end())
        return Error("session \"" + name() + "\" has written " + std::to_string(log_.end()) + " bytes so far",
                     ErrorCode::invalid);
    if (wish.since) out.at = *wish.since;
    else if (wish.lines) out.at = begin_of_lines(log_, *wish.lines, wish.streams);
    else out.at = memory_.moments().followed;
    if (wish.streams == Follow::Streams::none) out.at = log_.end();
    if (!wish.goes_on) out.until = log_.end();
    out.waited_for = !display_ && wish.streams != Follow::Streams::none;
    return out;
}

/// What the member has begun and will not end: a paste, and what only a terminal takes.
void Session::release(Member& member)
{
    input_.release(member);
    if (display_) display_->release(member);
    if (!member.controls()) return;
    note_used();
    if (const LogView* const view = member.log(); view != nullptr && view->streams != Follow::Streams::none)
        memory_.moments().followed = view->at;
}

void Session::audience_changed(Audience::Concerns whom)
{
    save_.schedule();
    if (pointers_) pointers_->update(audience_.variables());
    check_attendance();
    if (display_) display_->roles_changed();
    program_.resume(); // who had to be waited for may have left
    if (whom == Audience::Concerns::controllers) apply_size();
    waiters_.check();
}

void Session::check_attendance()
{
    if (audience_.is_attended()) life_.occupied();
    else life_.deserted();
    save_.schedule();
}

std::vector<std::string> Session::environment() const
{
    std::vector<std::string> out;
    if (!pointers_) return out;
    for (const auto& [name, value] : pointers_->told(audience_.variables())) out.push_back(variable(name, value));
    return out;
}

void Session::dismiss()
{
    if (facts_.ended) forget();
    else audience_.detach_all("the session is gone");
    while (audience_.members().size() > 0) {
        Member& member = *audience_.members().all().begin()->second;
        followers_.give_up(member);
        audience_.complete(member.id, facts_.ended);
    }
    waiters_.give_up(Error("session \"" + name() + "\" is gone", ErrorCode::ended));
}

void Session::viewer_resized(ViewerId id, Size size)
{
    Member* const member = audience_.members().find(id);
    if (member == nullptr) return;
    audience_.resized(*member, size);
    if (member->controls()) apply_size();
}

bool Session::acknowledged(ViewerId id, std::uint64_t step)
{
    Member* const member = audience_.members().find(id);
    if (member == nullptr || !display_) return false;
    const bool is_guest = member->request.is_guest;
    if (!display_->acknowledged(*member, step)) return false;
    if (!is_guest && life_.occupied()) save_.schedule();
    waiters_.check_shown();
    return true;
}

void Session::drained(ViewerId id)
{
    Member* const member = audience_.members().find(id);
    if (member == nullptr) return;
    if (member->log() != nullptr) followers_.drained(*member);
    else display_->drained(*member);
}

// --- what a controller does ------------------------------------------------------------------------------------------

/// Null unless that is one.
Member* Session::controller(ViewerId id)
{
    Member* const member = audience_.members().find(id);
    return member != nullptr && member->controls() ? member : nullptr;
}

/// The controller that uses the session, and is the latest from now on; null where it is none. Its size may show that
/// the program has ended, and then it has left.
Member* Session::used_by(ViewerId id)
{
    Member* const member = controller(id);
    if (member == nullptr) return nullptr;
    note_used();
    life_.used();
    if (life_.lifetime().is_deserted()) save_.schedule();
    if (!program_.takes_input()) member->sink.input_closed();
    audience_.sizes().note_active(*member);
    if (!display_) return member;
    display_->typed(*member);
    apply_size();
    return controller(id);
}

void Session::type(ViewerId id, std::string_view bytes)
{
    Member* const member = used_by(id);
    if (member == nullptr) return;
    record_input(bytes);
    input_.type(*member, bytes);
}

void Session::paste(ViewerId id, std::string_view bytes, PastePart part)
{
    Member* const member = used_by(id);
    if (member == nullptr) return;
    record_input(bytes);
    input_.paste(*member, bytes, part);
}

void Session::mouse(ViewerId id, std::string_view report)
{
    if (!display_ || !display_->wants_mouse()) return refuse_input(id, report.size());
    Member* const member = used_by(id);
    if (member == nullptr) return refuse_input(id, report.size());
    const std::string encoded = display_->terminal().encode_mouse(report);
    record_input(encoded);
    input_.type(*member, encoded, report.size());
}

void Session::focus(ViewerId id, bool focused)
{
    Member* const member = controller(id);
    if (member != nullptr && display_) display_->focus(*member, focused);
}

void Session::clipboard(ViewerId id, std::string_view data)
{
    const Member* const member = audience_.members().find(id);
    if (member != nullptr && display_) display_->clipboard(*member, data);
}

void Session::set_profile(const Profile& profile)
{
    if (display_) display_->set_profile(profile);
}

void Session::refuse_input(ViewerId id, std::size_t bytes)
{
    if (Member* const member = audience_.members().find(id)) input_.refuse(*member, bytes);
}

bool Session::is_input_full(ViewerId id) const
{
    return input_.is_full(id);
}

// --- what those do who need not be attached --------------------------------------------------------------------------

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
    if (facts_.wait_status) return ended_error();
    if (program_.takes_input()) return {};
    if (display_) return Error("the program of session \"" + name() + "\" has closed its terminal", ErrorCode::ended);
    return Error("the input of session \"" + name() + "\" is closed", ErrorCode::ended);
}

Result<Sent> Session::send(const std::vector<SendPiece>& pieces)
{
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const auto bytes = bytes_of(pieces);
    if (!bytes) return bytes.error();
    if (input_.waiting() + bytes->size() > INPUT_MOST)
        return Error("the program of session \"" + name() + "\" does not read its input");
    program_.read(); // what it wrote before does not count as an answer
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const Sent sent{log_.end()};
    waiters_.mark(sent.offset, display_ ? display_->terminal().history().end() : sent.offset);
    note_used();
    life_.used();
    memory_.moments().active = std::time(nullptr);
    save_.schedule();
    record_input(*bytes);
    input_.send(*bytes);
    return sent;
}

Result<void> Session::close_input()
{
    if (display_)
        return Error("session \"" + name() + "\" has a terminal, whose input has no end; --keys C-d is what one types",
                     ErrorCode::no_pipes);
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    input_.close();
    return {};
}

void Session::record_input(std::string_view bytes)
{
    if (!recording_ || !recording_->wants_input()) return;
    if (display_) {
        const int terminal = program_.terminal();
        const auto front = foreground_group(terminal) == pid() ? InFront::own_program : InFront::another;
        if (!may_keep_input(echo_of(terminal), front, facts_.command)) return;
    }
    recording_->typed(bytes);
}

} // namespace cleat
