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

/// A client's attachment to a session that survives lost links: greets the server and attaches; after a reopened link,
/// finds the same session and reattaches.
class LastingAttachment {
 public:
    struct Options {
        Attach attach;        ///< the attach request; its role is the highest that the client has in any session
        std::string terminal; ///< TERM, empty if the server must not know it
        std::chrono::milliseconds silence{45'000}; ///< after this long without data, a reopenable link counts as lost
    };
    /// No handler is called after `close` or `on_over`.
    struct Handlers {
        /// The attach request is about to be sent: fills in the terminal's size and other current values.
        std::function<void(Attach&)> prepare;
        /// Attached for the first time.
        std::function<void(const Attached&)> on_attached;
        /// Attached again after a loss.
        std::function<void(const Attached&)> on_restored;
        /// A push arrived. `RoleChanged` was already passed to the mirror, other pushes were not. `Failed` comes only
        /// while attached.
        std::function<void(Push&)> on_push;
        /// The kernel has taken all queued bytes.
        std::function<void()> on_drained;
        /// The link is lost, or an attempt to restore it failed.
        std::function<void(const std::string& why)> on_lost;
        /// The attachment was refused or is lost for good.
        std::function<void(ViewerOutcome)> on_over;
    };

    /// `socket` was opened by the transport; nothing was sent on it yet. Passes `Attached` and role changes to the
    /// mirror; steps are left to the mirror's owner. Loop, transport and mirror are borrowed for this object's
    /// lifetime.
    LastingAttachment(Loop& loop, Transport& transport, UniqueFd socket, Options options, SessionMirror& mirror,
                      Handlers handlers);

    /// Greets the server and attaches.
    void begin();
    /// No handler is called after this.
    void close() { state_ = State::closed; }

    /// The highest role that the client has in any session.
    [[nodiscard]] Role most() const { return options_.attach.role; }
    /// Whether the link was lost and the client has not reattached yet.
    [[nodiscard]] bool is_lost() const { return state_ == State::lost; }

    /// Sends a message that has no reply. Dropped while the link is lost.
    void send(const ClientMessage& message);
    /// Sends a request. If the link is lost meanwhile, `on_reply` is not called: see `on_lost`.
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
    /// `lost`: was attached, and has not reattached yet.
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
    std::optional<std::int64_t> created_; ///< when the session was created, once known
    LastingConversation server_;
};

} // namespace cleat
