#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/wire/messages.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <optional>
#include <string_view>

namespace cleat {

/// What happens to a session beside its output, posted to the board of its recorder, which is woken for it. What there
/// is no room for is owed: it is posted later, or what is missing is marked.
class RecordingEvents {
 public:
    /// The log is borrowed for this object's life.
    explicit RecordingEvents(const Log& log);

    /// Events are posted to this board from now on; until then there is no room for any. An error where the recorder
    /// could not be woken, and then nothing is posted.
    Result<void> open(RecordingBoard board);
    /// Nothing more is posted.
    void close();

    /// Null before `open`; kept by `close`.
    [[nodiscard]] RecordingBoard* board() { return board_ ? &*board_ : nullptr; }
    [[nodiscard]] const RecordingBoard* board() const { return board_ ? &*board_ : nullptr; }
    /// An eventfd that the recorder watches. Borrowed.
    [[nodiscard]] int wake_descriptor() const { return wake_.get(); }

    /// Wakes a recorder that sleeps until the output is as long as it is now.
    void appended();
    /// Where there is no room, the newest size is posted by `post_owed`.
    void resized(Size size);
    /// Posts a size that is owed, if there is room now.
    void post_owed();
    /// Input that there is no room for is left out, and a marker says so as soon as there is room.
    void typed(std::string_view bytes);
    /// False if there is no room.
    bool mark(std::string_view label);
    /// The recorder is to go on at the end of the log. If there is no room that is owed until the next call.
    bool start();
    [[nodiscard]] bool owes_start() const { return owes_start_; }
    /// The session's program ended; `status` as a shell gives it.
    void ended(int status);
    /// The status of a program that ended, where there was no room for the event.
    [[nodiscard]] std::optional<int> owed_exit() const { return owed_exit_; }

 private:
    bool post(RecordingEvent::Kind kind, std::string_view data);
    void wake(std::uint64_t end);

    const Log& log_;
    std::optional<RecordingBoard> board_;
    UniqueFd wake_;                 ///< an eventfd; empty while nothing can be posted
    std::optional<Size> owed_size_; ///< the newest
    std::optional<int> owed_exit_;
    bool owes_start_ = false;
    bool lacks_input_ = false; ///< input is missing since the last that was posted
};

} // namespace cleat
