#pragma once

#include "client/viewer/viewer_outcome.h"
#include "common/conversation/lasting_conversation.h"
#include "common/conversation/session_mirror.h"
#include "common/wire/messages.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// A client's place in a session, for as long as its user wants: greets the server and attaches, and where a link that
/// can be made again is lost, looks for the same session on the new one and attaches to it anew.
class LastingAttachment {
 public:
    struct Options {
        Attach attach;        ///< what is wanted; its role is the most that the client is in any session
        std::string terminal; ///< TERM, as far as the server may know it
        std::chrono::milliseconds silence{45'000}; ///< after so long a link that can be made again counts as lost
    };
    /// None is called any more after `close`, or after `on_over`.
    struct Handlers {
        /// What is asked for is about to be sent: fills in the terminal's size, and what else is of this moment.
        std::function<void(Attach&)> prepare;
        /// Attached for the first time.
        std::function<void(const Attached&)> on_attached;
        /// Attached again after a loss.
        std::function<void(const Attached&)> on_restored;
        /// `RoleChanged` has been told to the mirror, and nothing else; `Failed` comes only while attached.
        std::function<void(Push&)> on_push;
        /// The kernel has taken all that was to be sent.
        std::function<void()> on_drained;
        /// The link is lost, or a try to restore it failed, for that reason.
        std::function<void(const std::string& why)> on_lost;
        /// It was refused or is lost for good.
        std::function<void(ViewerOutcome)> on_over;
    };

    /// `socket` was opened by the transport; nothing was said on it yet. The mirror is told of the place in the
    /// session; steps are left to its owner. Loop, transport and mirror are borrowed for this object's life.
    LastingAttachment(Loop& loop, Transport& transport, UniqueFd socket, Options options, SessionMirror& mirror,
                      Handlers handlers);

    /// Greets and attaches.
    void begin();
    /// No handler is called any more.
    void close() { state_ = State::closed; }

    /// The most that the client is in any session.
    [[nodiscard]] Role most() const { return options_.attach.role; }
    /// Whether there is no link now, though there was one.
    [[nodiscard]] bool is_lost() const { return state_ == State::lost; }

    /// Says what is not answered. What is told while the link is lost is not told later.
    void tell(const ClientMessage& message);
    /// Asks for something. Where the link is lost meanwhile there is no reply: see `on_lost`.
    template <class Expected>
    void ask_for(const ClientMessage& message, std::function<void(Reply<Expected>)> on_reply)
    {
        server_.ask_for<Expected>(message, [this, on_reply = std::move(on_reply)](Reply<Expected> reply) {
            if (concerns(reply)) on_reply(std::move(reply));
        });
    }
    /// Bytes that the kernel has not taken.
    [[nodiscard]] std::size_t pending() const { return server_.pending(); }

 private:
    /// `lost`: it was attached, and has yet to be attached again.
    enum class State : std::uint8_t { attaching, attached, lost, closed };

    template <class Message>
    [[nodiscard]] bool concerns(const Reply<Message>& reply) const
    {
        return state_ != State::closed && (reply || reply.error().cause == Refusal::Cause::refused);
    }
    void greet();
    void attach(Claim claim, std::function<void(const Error&)> on_refused);
    void attached(const Attached& message);
    void take(Push& push);
    void refused(const Error& why);
    void reopened();
    void lost(const std::string& why);
    void find_session(const Sessions& sessions);
    void attach_again(Claim claim);
    void learn_creation();
    [[nodiscard]] std::string id() const { return '#' + std::to_string(mirror_.id()); }
    void finish(ViewerOutcome outcome);

    Options options_;
    SessionMirror& mirror_;
    Handlers handlers_;
    State state_ = State::attaching;
    std::optional<std::int64_t> created_; ///< the session, where the server has told
    LastingConversation server_;
};

} // namespace cleat
