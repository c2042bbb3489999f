#pragma once

#include "server/peer/viewing.h"

#include <cstddef>
#include <map>
#include <memory>

namespace cleat {

/// The sessions that a peer watches, one on each channel.
class Viewings {
 public:
    /// `peer`, which has this, may watch so many.
    Viewings(Peer& peer, std::size_t most) : peer_(peer), most_(most) {}

    /// What it watches on that channel; null where it never did.
    [[nodiscard]] Viewing* find(ChannelId channel) const;
    /// One for that channel that watches nothing; `invalid` where it does already, `refused` where there are too many.
    [[nodiscard]] Result<Viewing*> find_free(ChannelId channel);
    /// The one that watches that session, or null.
    [[nodiscard]] const Viewing* of(const Session& session) const;
    /// The program of one of them takes no more input for now.
    [[nodiscard]] bool is_input_blocked() const;

    /// The peer has taken all that it was sent.
    void drained();
    /// It watches none any more, of all or of those that are not shared with the guest.
    void leave();
    void leave_unshared(const Guest& guest, const Error& why);

 private:
    void drained(ChannelId channel, Viewing& viewing);

    Peer& peer_;
    std::size_t most_;
    std::map<ChannelId, std::unique_ptr<Viewing>> viewings_;
    ChannelId last_drained_ = 0; ///< which sent something when there was room
};

} // namespace cleat
