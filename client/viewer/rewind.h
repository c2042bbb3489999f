#pragma once

#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"
#include "common/event/deferred_task.h"
#include "common/player/player.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// Plays the session's recent history on the user's terminal while the session continues: from its recording, if it
/// has one that can be read here, or else from the history that the server keeps. Keys typed after the history was
/// requested and before it arrives are kept for the player.
class Rewind {
 public:
    /// Bytes of keys that are kept until the history arrives.
    static constexpr std::size_t MAX_EARLY = 4'096;

    struct Handlers {
        /// The history arrived and is shown: `page` can be called.
        std::function<void()> on_header;
        /// The page has changed. Called often.
        std::function<void()> on_changed;
        /// There is no history to show.
        std::function<void(const std::string& why)> on_refused;
        /// The player ended: the user quit, or `damage` says why what was played is not a recording. `is_first`: the
        /// history was played with the options `first` of the constructor.
        std::function<void(const std::optional<Error>& damage, bool is_first)> on_over;
    };
    /// `shares_files`: paths that the server sends mean the same here. `first`: the options with which the history is
    /// played the first time; without them, and every later time, it starts paused at its end. Loop, attachment and
    /// mirror are borrowed for this object's lifetime.
    Rewind(Loop& loop, LastingAttachment& attachment, const SessionMirror& mirror, bool shares_files,
           std::optional<PlayerOptions> first, Handlers handlers);

    /// Requests the history. Does nothing if it is already requested or shown.
    void begin();
    /// Returns to the live session: the history is no longer shown or awaited.
    void end() { state_ = Idle(); }
    /// The link is lost: a history that was requested will not arrive. One that is shown stays.
    void lost();

    [[nodiscard]] bool is_idle() const { return std::holds_alternative<Idle>(state_); }
    [[nodiscard]] bool is_shown() const { return player() != nullptr; }
    /// Passes keys to the player, or keeps them if the history was requested.
    void type(std::string_view keys);
    /// The current page for a terminal of that size. Only while the history is shown.
    [[nodiscard]] Screen page(Size terminal);
    /// Playing pauses between `suspend` and `resume`, while the process is stopped.
    void suspend();
    void resume();

 private:
    struct Idle {};
    struct Awaited {
        std::string keys; ///< typed before the history arrived
    };
    struct Shown {
        std::unique_ptr<Player> player;
        bool is_first = false;
    };
    using State = std::variant<Idle, Awaited, Shown>;

    [[nodiscard]] Player* player() const;
    [[nodiscard]] bool is_awaited() const { return std::holds_alternative<Awaited>(state_); }
    void find(const Sessions& sessions);
    void ask_server();
    void show(Result<CastSource> source, const std::string& path);
    void refuse(const std::string& why);
    void over();

    Loop& loop_;
    LastingAttachment& attachment_;
    const SessionMirror& mirror_;
    bool shares_files_;
    std::optional<PlayerOptions> first_;
    Handlers handlers_;
    State state_;
    DeferredTask end_task_;
};

} // namespace cleat
