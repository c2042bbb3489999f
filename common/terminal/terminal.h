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

/// Whether a snapshot holds the lines of the history too, or only their numbers.
enum class SnapshotHistory { kept, left_out };

/// Whether a snapshot holds what there is of a clipboard (OSC 52) that is not finished, which may be a lot. Without it
/// the terminal restored is equal in all that can be seen, and does not report that clipboard.
enum class UnfinishedClipboard { kept, left_out };

/// What can be seen at one moment.
struct Frame {
    Screen screen;
    HistoryRow end;           ///< where the history ended then
    std::uint64_t offset = 0; ///< of the output: all that was written before is seen
};

/// A terminal: bytes in, screen out. Any bytes at all are harmless to it. Not a thread in it, no clock, no I/O.
class Terminal {
 public:
    explicit Terminal(Size size, HistoryLimits limits = {}) : Terminal(size, History(limits)) {}
    /// With an empty history, which may be in a store.
    Terminal(Size size, History history);
    /// The terminal that `snapshot` was taken of: equal to it in every observable, now and after any further bytes.
    /// Replies and events that had not been taken are not part of it.
    static Terminal restore(const Snapshot& snapshot) { return restore(snapshot, snapshot.history); }
    /// The same with this history in the place of the snapshot's.
    static Terminal restore(const Snapshot& snapshot, History history);
    Terminal(Terminal&&) noexcept;
    Terminal& operator=(Terminal&&) noexcept;
    ~Terminal();

    /// Takes what the program wrote. Cuts may be anywhere. Rows that it changes say the offset after all of `bytes`.
    void feed(std::string_view bytes);
    /// Bytes fed so far.
    [[nodiscard]] std::uint64_t offset() const;
    /// Changes size; the primary screen reflows, with as much of the history as comes into view. `size` must be valid.
    /// Several in a row are all made from the screen before the first, so that going back to a size goes back to the
    /// same screen.
    void resize(Size size);

    /// What can be seen now. Costs as many pointer copies as there are rows.
    [[nodiscard]] Screen screen() const;
    /// While the program draws a synchronised update (DEC mode 2026): what could be seen before it. Null at any other
    /// time, after a change of size, and in a terminal that was restored in the midst of one.
    [[nodiscard]] const Frame* before_update() const;
    /// Synchronised updates that were begun.
    [[nodiscard]] std::uint64_t updates() const;
    [[nodiscard]] Size size() const;
    [[nodiscard]] const Modes& modes() const;
    [[nodiscard]] Side active() const;
    [[nodiscard]] const History& history() const;
    /// `History::seal` of it.
    void seal_history();
    /// OSC 7, as the program gave it, or empty.
    [[nodiscard]] const std::string& working_directory() const;

    /// What has to be written back to the program, in order; empties it. At most 64 KiB are kept: a program that asks
    /// and never reads loses the answers beyond.
    [[nodiscard]] std::string take_replies();
    /// What happened that is not on the screen, in order; empties it. At most 256 are kept.
    [[nodiscard]] std::vector<TerminalEvent> take_events();

    /// What queries are answered from now on. May add to the replies, for a program that asked to be told (2031, 2048).
    void set_profile(const TerminalProfile& profile);
    /// Whether screen and titles can be read back by queries from now on; refused at first.
    void set_readback(Readback readback);

    /// The bytes that a key press is for the program, in the modes that it has set.
    [[nodiscard]] std::string encode(const Key& key) const;
    /// The bytes of a paste: framed if the program asked for it, and never able to end the frame early.
    [[nodiscard]] std::string encode_paste(std::string_view text) const;
    /// What the program gets of a user's terminal's mouse report, which is in the encoding that it asked for, but 1006
    /// in the place of 1016.
    [[nodiscard]] std::string encode_mouse(std::string_view report) const;

    [[nodiscard]] Snapshot snapshot(SnapshotHistory history = SnapshotHistory::kept,
                                    UnfinishedClipboard unfinished = UnfinishedClipboard::kept) const;

 private:
    class Inner;
    explicit Terminal(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat
