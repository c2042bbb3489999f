#pragma once

#include "common/wire/messages.h"
#include "server/audience/viewer_sink.h"
#include "server/session/session.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace cleat {

class Peer;

/// A peer as a client of one session, attached or following, on one channel of its connection. While the peer does not
/// read, the newest notification of each kind waits here, if earlier ones of its kind can be skipped.
class Viewing final : public ViewerSink {
 public:
    Viewing(Peer& peer, ChannelId channel) : peer_(peer), channel_(channel) {}
    ~Viewing() override { leave(); }
    Viewing(const Viewing&) = delete;
    Viewing& operator=(const Viewing&) = delete;

    /// Attaches, and replies to the serial with `Attached`, or with `Failed` if the channel has a session already, or
    /// the session refuses.
    void attach(Session& session, AttachRequest request, std::uint64_t serial);
    /// Follows the session, and replies to the serial with `Following`; fails as `attach` does.
    void follow(Session& session, AttachRequest request, const Follow& options, std::uint64_t serial);
    /// Leaves the session, if there is one.
    void leave();
    /// Detaches at the peer's request.
    void detach(std::uint64_t serial);

    /// Null if there is none, or it was removed.
    [[nodiscard]] Session* session() const;
    [[nodiscard]] bool is_of(const Session& session) const { return session_ == session.id(); }
    [[nodiscard]] bool is_attached() const { return session_.has_value(); }
    [[nodiscard]] ViewerId viewer() const { return viewer_; }
    /// Whether the program currently takes no more input from this viewer.
    [[nodiscard]] bool is_input_blocked() const { return is_input_blocked_; }
    /// Whether nothing is attached or pending, so that it can be destroyed.
    [[nodiscard]] bool is_idle() const;

    /// Input was passed to the session.
    void input_given();
    /// The peer has taken all that was sent.
    void drained();

    // ViewerSink
    [[nodiscard]] bool is_ready() const override;
    void show(std::shared_ptr<const std::string> frame) override;
    void happened(const Happened& what) override;
    void ended(const ExitStatus& how) override;
    void detached(const std::string& reason) override;
    void role_changed(Role role, ViewerId holder) override;
    void control_requested(ViewerId by) override;
    void recording_changed(const RecordingChanged& change) override;
    void guest_visited(const GuestVisits& visits) override;
    void input_closed() override;
    void input_drained() override;
    void input_taken(std::uint64_t bytes) override;

 private:
    void begin(const Session& session, ViewerId viewer, Role most);
    void push(const ServerMessage& message);
    void send_pending();
    void send_input_closed();
    void set_input_blocked(bool blocked);
    void end(const ServerMessage& last);

    /// Notifications that wait until the peer reads, the newest of each kind.
    struct Pending {
        bool input_closed = false;
        std::optional<Happened> warning;
        std::optional<RoleChanged> role;
        std::optional<RecordingChanged> recording;
        std::map<std::int64_t, GuestVisits> guests; ///< by user
        [[nodiscard]] bool is_empty() const
        {
            return !input_closed && !warning && !role && !recording && guests.empty();
        }
    };

    Peer& peer_;
    ChannelId channel_;
    std::optional<SessionId> session_;
    ViewerId viewer_ = 0;
    Pending pending_;
    bool is_input_blocked_ = false;
    bool is_first_step_due_ = false; ///< the first step of an attachment, which contains the whole screen
};

} // namespace cleat
