#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <memory>
#include <string>

namespace cleat {

class Peer;
class Session;
class SessionTable;

/// The reply to one message, sent at once or later. Copies answer the same message; once the peer has been destroyed
/// they do nothing.
class PeerReply {
 public:
    PeerReply(std::weak_ptr<Peer> peer, std::uint64_t serial, ChannelId channel)
        : peer_(std::move(peer)), serial_(serial), channel_(channel)
    {}

    void answer(const ServerMessage& message) const;
    /// Sends `Done` or `Failed`.
    void answer(const Result<void>& result) const;
    /// Sends the message or `Failed`.
    template <class Message>
    void answer(const Result<Message>& result) const
    {
        if (result) answer(ServerMessage(*result));
        else fail(result.error());
    }
    /// `exit_status` is the status that a shell would use, or 0 if there is none.
    void fail(const Error& error, int exit_status = 0) const;

    [[nodiscard]] std::uint64_t serial() const { return serial_; }
    [[nodiscard]] ChannelId channel() const { return channel_; }
    /// Null once the peer has been destroyed.
    [[nodiscard]] std::shared_ptr<Peer> peer() const { return peer_.lock(); }

 private:
    std::weak_ptr<Peer> peer_;
    std::uint64_t serial_;
    ChannelId channel_;
};

/// A message from a peer: the peer, the channel, and the reply.
struct Request {
    Peer& peer;
    ChannelId channel = 0;
    PeerReply reply;

    [[nodiscard]] SessionTable& sessions() const;
    /// The session of that name, or null after an error was sent to the peer.
    [[nodiscard]] Session* find(const std::string& name) const;
};

} // namespace cleat
