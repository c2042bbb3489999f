#pragma once

#include "common/event/loop.h"
#include "server/audience/members.h"
#include "server/program/input_merge.h"
#include "server/program/program_io.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace cleat {

/// All input of a session's program: from members, from clients that send without attaching, and from its terminal.
/// Merges it so that no paste is interrupted, and reports to members how much the program has taken.
class SessionInput {
 public:
    /// Bytes of input that one member may have pending.
    static constexpr std::size_t WINDOW = 256U << 10;
    /// Bytes of input that all sources together may have pending, including `send` and members that have left.
    static constexpr std::size_t LIMIT = 4U << 20;
    /// Limit for pending replies and reports of the terminal; later ones are dropped.
    static constexpr std::size_t MAX_ANSWERS = 64U << 10;

    /// `program` and `members` are borrowed for this object's life. `paste_frame` returns whether the program has
    /// enabled bracketed paste (DEC mode 2004).
    SessionInput(Loop& loop, ProgramIo& program, Members& members, SessionKind kind,
                 std::function<PasteFrame()> paste_frame);
    SessionInput(const SessionInput&) = delete;
    SessionInput& operator=(const SessionInput&) = delete;

    // Input from members. If the program does not read and there is no room, input is dropped on a terminal, as
    // terminals do; on pipes nothing is lost.
    void type(Member& member, std::string_view bytes) { type(member, bytes, bytes.size()); }
    /// Types bytes that were generated from `given` bytes of input from the member; only the latter count for `WINDOW`.
    void type(Member& member, std::string_view bytes, std::size_t given);
    void paste(Member& member, std::string_view bytes, PastePart part);
    /// This many bytes of the member's input are dropped, and count as taken.
    void refuse(Member& member, std::size_t bytes);
    /// Ends a paste that the member has started and will not finish.
    void release(const Member& member);
    /// Whether so much of its input waits for the program that no more should be read from it.
    [[nodiscard]] bool is_full(ViewerId member) const;

    // Other input.
    /// Check before `send`.
    [[nodiscard]] bool has_room(std::size_t bytes) const
    {
        return merge_.weight() + program_.waiting() + bytes <= LIMIT;
    }
    void send(std::string_view bytes);
    /// Replies and reports of the session's terminal. Dropped beyond `MAX_ANSWERS`, because a program can cause them
    /// continuously without reading.
    void answer(std::string_view bytes);

    /// Gives the program all waiting input, including unfinished pastes, and then closes its input.
    void close();

    // Events of the program.
    void taken(const std::vector<InputSource>& sources);
    void closed();

 private:
    void pass();
    void note_taken(InputSource source);
    [[nodiscard]] std::size_t waiting(InputSource source) const;
    [[nodiscard]] bool drops(std::size_t bytes) const { return kind_ == SessionKind::terminal && !has_room(bytes); }
    void watch_paste();
    void end_stalled_paste();

    ProgramIo& program_;
    Members& members_;
    SessionKind kind_;
    std::function<PasteFrame()> paste_frame_;
    InputMerge merge_;
    bool is_passing_ = false;
    Timer paste_timer_;
    std::uint64_t pasted_ = 0; ///< bytes received from the pasting member when the timer was started
};

} // namespace cleat
