#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/wire/messages.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <optional>
#include <string_view>

namespace cleat {

/// Posts a session's events, other than output, on its recorder's board, and wakes the recorder. Each function states
/// what happens to an event for which there is no room.
class RecordingEvents {
 public:
    /// The log is borrowed for this object's life.
    explicit RecordingEvents(const Log& log);

    /// Posts events to this board from now on; until then there is no room for any. An error if
    /// there is no descriptor for waking the recorder; then no event is ever posted.
    Result<void> open(RecordingBoard board);
    /// Posts nothing more.
    void close();

    /// Null before `open`; kept by `close`.
    [[nodiscard]] RecordingBoard* board() { return board_ ? &*board_ : nullptr; }
    [[nodiscard]] const RecordingBoard* board() const { return board_ ? &*board_ : nullptr; }
    /// An eventfd that the recorder watches. Borrowed.
    [[nodiscard]] int wake_descriptor() const { return wake_.get(); }

    /// Wakes a recorder that waits for the output to reach its current length.
    void appended();
    /// If there is no room, the size stays pending for `post_pending_size`.
    void resized(Size size);
    /// Posts a pending size, if there is room now.
    void post_pending_size();
    /// Input is dropped if there is no room; a marker reports that before the next input for which there is room.
    void typed(std::string_view bytes);
    /// False if there is no room.
    bool mark(std::string_view label);
    /// Posts that the recorder should resume at the end of the log. False if there is no room: then
    /// `has_pending_start()` is true until a later call succeeds.
    bool start();
    [[nodiscard]] bool has_pending_start() const { return is_start_pending_; }
    /// The session's program ended; `status` is what a shell would show.
    void ended(int status);
    /// The status of a program that ended, if there was no room for the event.
    [[nodiscard]] std::optional<int> pending_exit() const { return pending_exit_; }

 private:
    bool post(RecordingEvent::Kind kind, std::string_view data);
    void wake(std::uint64_t end);

    const Log& log_;
    std::optional<RecordingBoard> board_;
    UniqueFd wake_;                    ///< an eventfd; empty while no event can be posted
    std::optional<Size> pending_size_; ///< the newest
    std::optional<int> pending_exit_;
    bool is_start_pending_ = false;
    bool is_input_missing_ = false; ///< input was dropped since the last input event
};

} // namespace cleat
