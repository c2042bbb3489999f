#pragma once

#include "server/peer/viewing.h"

#include <cstddef>
#include <map>
#include <memory>

namespace cleat {

/// The sessions that a peer is attached to or follows, one for each channel.
class Viewings {
 public:
    /// `peer` owns this object; `most` is the maximum number of viewings.
    Viewings(Peer& peer, std::size_t most) : peer_(peer), most_(most) {}

    /// The viewing of that channel; null if there is none.
    [[nodiscard]] Viewing* find(ChannelId channel) const;
    /// A viewing, without a session, for that channel; `invalid` if the channel has a session already, `refused` if
    /// there are too many viewings.
    [[nodiscard]] Result<Viewing*> find_free(ChannelId channel);
    /// The viewing of that session, or null.
    [[nodiscard]] const Viewing* of(const Session& session) const;
    /// Whether the program of any of the sessions currently takes no more input.
    [[nodiscard]] bool is_input_blocked() const;

    /// The peer has taken all that was sent to it.
    void drained();
    /// Leaves all sessions, or those that are no longer shared with the guest.
    void leave();
    void leave_unshared(const Guest& guest, const Error& why);

 private:
    void drained(ChannelId channel, Viewing& viewing);

    Peer& peer_;
    std::size_t most_;
    std::map<ChannelId, std::unique_ptr<Viewing>> viewings_;
    ChannelId last_drained_ = 0; ///< the channel that last filled the connection's queue; `drained` starts after it
};

} // namespace cleat
