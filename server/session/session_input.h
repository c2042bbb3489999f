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

/// Everything that a session's program is given to read: by members, by those who send without being one, and by its
/// terminal. It is merged so that no paste is interrupted, and members are notified of what the program has taken.
class SessionInput {
 public:
    /// Bytes that one member may have on their way to the program.
    static constexpr std::size_t WINDOW = 256U << 10;
    /// The same of all together, those that left too, and of what is sent.
    static constexpr std::size_t MOST = 4U << 20;
    /// Answers and reports of the terminal that the program has not taken; later ones are dropped.
    static constexpr std::size_t MOST_ANSWERS = 64U << 10;

    /// `program` and `members` are borrowed for this object's life. `paste_frame` says whether the program wants pastes
    /// framed.
    SessionInput(Loop& loop, ProgramIo& program, Members& members, SessionKind kind,
                 std::function<PasteFrame()> paste_frame);
    SessionInput(const SessionInput&) = delete;
    SessionInput& operator=(const SessionInput&) = delete;

    // What members give. On a terminal it is dropped where there is no room for it, because the program does not read,
    // as terminals do; on pipes nothing is lost.
    void type(Member& member, std::string_view bytes) { type(member, bytes, bytes.size()); }
    /// The same of bytes that were made of `given` others, which are what the member counts.
    void type(Member& member, std::string_view bytes, std::size_t given);
    void paste(Member& member, std::string_view bytes, PastePart part);
    /// So many bytes of what it has given are not for the program, and done with.
    void refuse(Member& member, std::size_t bytes);
    /// What it has begun and will not end: a paste.
    void release(const Member& member);
    /// Whether so much of its input waits for the program that no more should be read from it.
    [[nodiscard]] bool is_full(ViewerId member) const;

    // What others give.
    /// To be asked before `send`.
    [[nodiscard]] bool has_room(std::size_t bytes) const
    {
        return merge_.weight() + program_.waiting() + bytes <= MOST;
    }
    void send(std::string_view bytes);
    /// What the session's terminal answers and reports. Dropped where the program makes it do so without end and does
    /// not read.
    void answer(std::string_view bytes);

    /// Gives the program all that waits, pastes that are not finished too, and then the end of its input.
    void close();

    // What the program does.
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
    std::uint64_t pasted_ = 0; ///< bytes of the paste that others wait for, when its timer was started
};

} // namespace cleat
