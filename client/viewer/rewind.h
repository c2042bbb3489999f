#pragma once

#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"
#include "common/event/deferred_task.h"
#include "common/player/player_deck.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// The session's past, played on the user's terminal while the session goes on: a recording of it, where there is one
/// that can be read here, else what the server still has. It is asked for, then it is there, and then it is over; keys
/// that are typed before it is there are kept for it.
class Rewind {
 public:
    /// Keys that are kept until there is a past that they are for, in bytes.
    static constexpr std::size_t MOST_EARLY = 4'096;

    struct Handlers {
        /// It is there: from now on there are pages.
        std::function<void()> on_begun;
        /// There is another page. Often.
        std::function<void()> on_changed;
        /// There is no past to be shown, for that reason.
        std::function<void(const std::string& why)> on_refused;
        /// There is enough of it; with an error where what was played is no recording. `is_first`: it was played as
        /// the client was called to play it.
        std::function<void(const std::optional<Error>& damage, bool is_first)> on_over;
    };
    /// `shares_files`: paths that the server tells mean the same here. `first`: how it is played the first time, where
    /// that is not from the end and standing still. The others are borrowed for this object's life.
    Rewind(Loop& loop, LastingAttachment& attachment, const SessionMirror& mirror, bool shares_files,
           std::optional<PlayerOptions> first, Handlers handlers);

    /// Asks for it. Does nothing where it is asked for or shown already.
    void begin();
    /// Back to the present: it is not shown any more, or not awaited.
    void end() { state_ = Idle(); }
    /// The link is lost: what is awaited will not come. What is shown stays.
    void lost();

    [[nodiscard]] bool is_idle() const { return std::holds_alternative<Idle>(state_); }
    [[nodiscard]] bool is_shown() const { return deck() != nullptr; }
    /// Keys for it, shown or awaited.
    void type(std::string_view keys);
    /// What a terminal of that size shows now, while it is shown.
    [[nodiscard]] Screen page(Size terminal);
    /// It stands still from one to the other: the process is stopped.
    void suspend();
    void resume();

 private:
    struct Idle {};
    struct Awaited {
        std::string keys; ///< typed before it is there
    };
    struct Shown {
        std::unique_ptr<PlayerDeck> deck;
        bool is_first = false;
    };
    using State = std::variant<Idle, Awaited, Shown>;

    [[nodiscard]] PlayerDeck* deck() const;
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
    DeferredTask over_;
};

} // namespace cleat
