#pragma once

#include "common/model/history.h"
#include "common/model/key.h"
#include "common/model/screen.h"
#include "common/terminal/event.h"
#include "common/terminal/profile.h"
#include "common/terminal/snapshot.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Whether a snapshot contains the lines of the history, or only their numbers.
enum class SnapshotHistory { kept, left_out };

/// Whether a snapshot contains the data of an unfinished clipboard (OSC 52), which can be large. Without it the
/// restored terminal is equal in everything visible, and does not report that clipboard.
enum class UnfinishedClipboard { kept, left_out };

/// The visible state at one moment.
struct Frame {
    Screen screen;
    HistoryRow end;           ///< where the history ended then
    std::uint64_t offset = 0; ///< of the output: the effect of everything before it is included
};

/// A terminal: bytes in, screen out. Safe for any input bytes. No threads, no clock, no I/O.
class Terminal {
 public:
    explicit Terminal(Size size, HistoryLimits limits = {}) : Terminal(size, History(limits)) {}
    /// Starts with an empty history, which may be in a store.
    Terminal(Size size, History history);
    /// The terminal of which `snapshot` was taken: equal to it in every observable property, now and after any further
    /// bytes. Replies and events that had not been taken are not included.
    static Terminal restore(const Snapshot& snapshot) { return restore(snapshot, snapshot.history); }
    /// Like the above, but with `history` instead of the snapshot's history.
    static Terminal restore(const Snapshot& snapshot, History history);
    Terminal(Terminal&&) noexcept;
    Terminal& operator=(Terminal&&) noexcept;
    ~Terminal();

    /// Processes program output, in pieces of any size. Rows it changes get the offset after all of `bytes` as
    /// `Row::changed`.
    void feed(std::string_view bytes);
    /// Bytes fed so far.
    [[nodiscard]] std::uint64_t offset() const;
    /// Changes the size; the primary screen reflows, with as much of the history as fits. `size` must be valid.
    /// Consecutive resizes all start from the screen before the first, so that going back to a size goes back to the
    /// same screen.
    void resize(Size size);

    /// The visible state. Costs one pointer copy per row.
    [[nodiscard]] Screen screen() const;
    /// While the program draws a synchronised update (DEC mode 2026): the visible state before it. Null at any other
    /// time, after a resize, and in a terminal restored during an update.
    [[nodiscard]] const Frame* before_update() const;
    /// The number of synchronised updates started.
    [[nodiscard]] std::uint64_t updates() const;
    [[nodiscard]] Size size() const;
    [[nodiscard]] const Modes& modes() const;
    [[nodiscard]] Side active() const;
    [[nodiscard]] const History& history() const;
    /// Calls `History::seal`.
    void seal_history();
    /// The directory from OSC 7, verbatim, or empty.
    [[nodiscard]] const std::string& working_directory() const;

    /// Returns and clears the bytes to write back to the program, in order. At most 64 KiB are kept: a program that
    /// queries and never reads loses the rest.
    [[nodiscard]] std::string take_replies();
    /// Returns and clears the events that do not appear on the screen, in order. At most 256 are kept; later ones are
    /// lost.
    [[nodiscard]] std::vector<TerminalEvent> take_events();

    /// Sets the values with which queries are answered from now on. May add a reply for a program that requested
    /// notifications (2031, 2048).
    void set_profile(const TerminalProfile& profile);
    /// Sets whether queries can read back screen and titles from now on; initially refused.
    void set_readback(Readback readback);

    /// The bytes sent to the program for a key press, in the modes it has set.
    [[nodiscard]] std::string encode(const Key& key) const;
    /// The bytes of a paste: bracketed if the program requested it, and unable to close the bracket early.
    [[nodiscard]] std::string encode_paste(std::string_view text) const;
    /// Converts a user's mouse report to the form that the program gets. The report must be in the encoding the program
    /// requested, with 1006 instead of 1016.
    [[nodiscard]] std::string encode_mouse(std::string_view report) const;

    [[nodiscard]] Snapshot snapshot(SnapshotHistory history = SnapshotHistory::kept,
                                    UnfinishedClipboard unfinished = UnfinishedClipboard::kept) const;

 private:
    class Inner;
    explicit Terminal(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
