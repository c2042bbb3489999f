#include "server/session/session_controls.h"

#include "server/memory/moment.h"
#include "server/program/input_privacy.h"
#include "server/pty/terminal.h"

#include <ctime>

namespace cleat {

void SessionControls::note_used()
{
    the_.memory.moments().used = to_microseconds(the_.loop.now());
}

// --- input from a controller -----------------------------------------------------------------------------------------

/// Null unless the viewer is a controller.
Member* SessionControls::controller(ViewerId id)
{
    Member* const member = the_.audience.members().find(id);
    return member != nullptr && member->controls() ? member : nullptr;
}

/// Returns the controller that uses the session, and makes it the latest. Null if the viewer is not a controller, or is
/// removed in this call: applying its size may reveal that the program has ended.
Member* SessionControls::used_by(ViewerId id)
{
    Member* const member = controller(id);
    if (member == nullptr) return nullptr;
    note_used();
    the_.life.used();
    if (!the_.program.takes_input()) member->sink.input_closed();
    the_.audience.sizes().note_active(*member);
    if (!the_.display) return member;
    the_.display->typed(*member);
    the_.size.apply();
    return controller(id);
}

void SessionControls::type(ViewerId id, std::string_view bytes)
{
    Member* const member = used_by(id);
    if (member == nullptr) return refuse(id, bytes.size());
    record(bytes);
    the_.input.type(*member, bytes);
}

void SessionControls::paste(ViewerId id, std::string_view bytes, PastePart part)
{
    Member* const member = used_by(id);
    if (member == nullptr) return refuse(id, bytes.size());
    record(bytes);
    the_.input.paste(*member, bytes, part);
}

void SessionControls::mouse(ViewerId id, std::string_view report)
{
    if (!the_.display || !the_.display->wants_mouse()) return refuse(id, report.size());
    Member* const member = used_by(id);
    if (member == nullptr) return refuse(id, report.size());
    const std::string encoded = the_.display->terminal().encode_mouse(report);
    record(encoded);
    the_.input.type(*member, encoded, report.size());
}

void SessionControls::focus(ViewerId id, bool focused)
{
    Member* const member = controller(id);
    if (member != nullptr && the_.display) the_.display->focus(*member, focused);
}

void SessionControls::clipboard(ViewerId id, std::string_view data)
{
    const Member* const member = controller(id);
    if (member != nullptr && the_.display) the_.display->clipboard(*member, data);
}

void SessionControls::refuse(ViewerId id, std::size_t bytes)
{
    if (Member* const member = the_.audience.members().find(id)) the_.input.refuse(*member, bytes);
}

void SessionControls::set_profile(ViewerId id, const Profile& profile)
{
    if (controller(id) != nullptr && the_.display) the_.display->set_profile(profile);
}

void SessionControls::resized(ViewerId id, Size size)
{
    Member* const member = the_.audience.members().find(id);
    if (member == nullptr) return;
    the_.audience.resized(*member, size);
    if (member->controls()) the_.size.apply();
}

// --- input from others -----------------------------------------------------------------------------------------------

Result<std::string> SessionControls::bytes_of(const std::vector<SendPiece>& pieces) const
{
    std::string bytes;
    for (const SendPiece& piece : pieces) {
        if (piece.kind == SendPiece::Kind::text) {
            bytes += piece.data.data;
        } else if (!the_.display) {
            return no_terminal_error(the_.facts.name);
        } else if (piece.kind == SendPiece::Kind::paste) {
            bytes += the_.display->terminal().encode_paste(piece.data.data);
        } else {
            const auto key = parse_key(piece.data.data);
            if (!key) return key.error();
            bytes += the_.display->terminal().encode(*key);
        }
    }
    return bytes;
}

Result<void> SessionControls::check_takes_input() const
{
    if (the_.facts.wait_status) return ended_error(the_.facts.name);
    if (the_.program.takes_input()) return {};
    if (the_.display)
        return Error("the program of session \"" + the_.facts.name + "\" has closed its terminal", ErrorCode::ended);
    return Error("the input of session \"" + the_.facts.name + "\" is closed", ErrorCode::ended);
}

Result<Sent> SessionControls::send(const std::vector<SendPiece>& pieces)
{
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const auto bytes = bytes_of(pieces);
    if (!bytes) return bytes.error();
    if (!the_.input.has_room(bytes->size()))
        return Error("the program of session \"" + the_.facts.name + "\" does not read its input");
    the_.program.read(); // earlier output does not count as a reaction
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const Sent sent{the_.memory.log().end()};
    the_.waiters.mark(sent.offset, the_.display ? the_.display->terminal().history().end() : sent.offset);
    note_used();
    the_.life.used();
    the_.memory.moments().active = std::time(nullptr);
    the_.on_changed();
    record(*bytes);
    the_.input.send(*bytes);
    return sent;
}

Result<void> SessionControls::close_input()
{
    if (the_.display)
        return Error("session \"" + the_.facts.name +
                         "\" has a terminal, whose input cannot be closed; send --keys C-d instead",
                     ErrorCode::no_pipes);
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    the_.input.close();
    return {};
}

void SessionControls::record(std::string_view bytes)
{
    if (!the_.recording.wants_input()) return;
    if (the_.display) {
        const int terminal = the_.program.terminal();
        const auto front =
            foreground_group(terminal) == static_cast<pid_t>(the_.facts.pid) ? InFront::own_program : InFront::another;
        if (!may_keep_input(echo_of(terminal), front, the_.facts.command)) return;
    }
    the_.recording.typed(bytes);
}

} // namespace cleat
