#include "server/session/session_input.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// How much more of a member's input the program must have taken before the member is notified again.
constexpr std::uint64_t TAKEN_STEP = SessionInput::WINDOW / 4;
/// How long others wait for a paste that has stalled.
constexpr milliseconds PASTE_STALLED{1'000};

} // namespace

SessionInput::SessionInput(Loop& loop, ProgramIo& program, Members& members, SessionKind kind,
                           std::function<PasteFrame()> paste_frame)
    : program_(program),
      members_(members),
      kind_(kind),
      paste_frame_(std::move(paste_frame)),
      paste_timer_(loop, [this] { end_stalled_paste(); })
{}

void SessionInput::type(Member& member, std::string_view bytes, std::size_t given)
{
    if (drops(bytes.size())) return refuse(member, given);
    member.input_given += given;
    merge_.type(member.id, bytes);
    pass();
}

void SessionInput::paste(Member& member, std::string_view bytes, PastePart part)
{
    if (drops(bytes.size())) {
        refuse(member, bytes.size());
        if (part.end) release(member);
        return;
    }
    member.input_given += bytes.size();
    merge_.paste(member.id, bytes, part);
    pass();
}

void SessionInput::refuse(Member& member, std::size_t bytes)
{
    member.input_given += bytes;
    note_taken(member.id);
}

void SessionInput::release(const Member& member)
{
    merge_.end_paste(member.id);
    pass();
}

bool SessionInput::is_full(ViewerId member) const
{
    return merge_.weight(member) + program_.waiting(member) > WINDOW;
}

void SessionInput::send(std::string_view bytes)
{
    merge_.type(SENDERS, bytes);
    pass();
}

void SessionInput::answer(std::string_view bytes)
{
    if (waiting(TERMINAL) >= MAX_ANSWERS) return;
    merge_.type(TERMINAL, bytes);
    pass();
}

void SessionInput::close()
{
    while (merge_.is_blocked()) {
        merge_.interrupt();
        pass();
    }
    program_.close_input();
}

/// Gives the program all input that can go to it now. This may cause nested calls.
void SessionInput::pass()
{
    if (std::exchange(is_passing_, true)) return;
    const bool was_blocked = merge_.is_blocked();
    const auto take = [this] { return merge_.take(paste_frame_()); };
    for (auto pieces = take(); !pieces.empty(); pieces = take()) {
        for (const InputPiece& piece : pieces) {
            program_.write(piece.source, piece.bytes);
            if (!program_.takes_input()) note_taken(piece.source); // the program will never take it
        }
    }
    is_passing_ = false;
    watch_paste();
    if (!was_blocked || merge_.is_blocked()) return;
    for (Member* const member : members_.controllers())
        if (!is_full(member->id)) member->sink.input_drained();
}

void SessionInput::taken(const std::vector<InputSource>& sources)
{
    for (const InputSource source : sources) note_taken(source);
}

/// Lets the member, if there is one, send more.
void SessionInput::note_taken(InputSource source)
{
    Member* const member = members_.find(source);
    if (member == nullptr) return;
    const std::uint64_t given = member->input_given;
    const std::uint64_t taken = given - std::min<std::uint64_t>(given, waiting(source));
    const bool is_enough = taken >= member->input_taken + TAKEN_STEP;
    if (is_enough) member->input_taken = taken;
    if (waiting(source) <= WINDOW / 2) member->sink.input_drained();
    if (is_enough && kind_ == SessionKind::terminal) member->sink.input_taken(taken);
}

std::size_t SessionInput::waiting(InputSource source) const
{
    return merge_.waiting(source) + program_.waiting(source);
}

void SessionInput::closed()
{
    for (Member* const member : members_.controllers()) member->sink.input_closed();
}

void SessionInput::watch_paste()
{
    if (!merge_.is_blocked()) return paste_timer_.stop();
    if (paste_timer_.is_running()) return;
    const Member* const member = members_.find(*merge_.pasting());
    pasted_ = member == nullptr ? 0 : member->input_given;
    paste_timer_.start(PASTE_STALLED);
}

/// A member that stops in the middle of a paste must not keep others from typing.
void SessionInput::end_stalled_paste()
{
    if (!merge_.is_blocked()) return;
    const InputSource pasting = *merge_.pasting();
    const Member* const member = members_.find(pasting);
    const bool goes_on = member != nullptr && member->input_given != pasted_;
    if (!goes_on && program_.waiting(pasting) == 0) merge_.interrupt();
    pass();
}

} // namespace cleat
