#pragma once

#include "common/base/unique_fd.h"
#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "server/keeper/records.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// A pair of connected sockets for two channels (SOCK_SEQPACKET), non-blocking.
Result<std::pair<UniqueFd, UniqueFd>> make_channel_sockets();

/// One end of the socket between two processes of the server, non-blocking: sends and receives packets of any size,
/// each with descriptors. A packet that is too large for the socket travels in a memfd.
///
/// What cannot be sent at once is queued, up to `MAX_WAITING` bytes, where a descriptor counts as 4 KiB; beyond that
/// the channel closes.
class PacketChannel {
 public:
    struct Handlers {
        /// A packet was received. The receiver owns its descriptors. Returns false for an invalid packet, which closes
        /// the channel.
        std::function<bool(std::string_view, std::vector<UniqueFd>)> on_packet;
        /// The other end closed the channel, fell too far behind, or sent an invalid packet. Called once, never from
        /// within `send`.
        std::function<void()> on_closed;
    };
    static constexpr std::size_t MAX_WAITING = 16U << 20U;
    static constexpr std::size_t MAX_DESCRIPTORS = 5; ///< of which a packet in a memfd takes one for itself

    PacketChannel(Loop& loop, UniqueFd socket, Handlers handlers);
    ~PacketChannel();
    PacketChannel(const PacketChannel&) = delete;
    PacketChannel& operator=(const PacketChannel&) = delete;

    /// Sends a packet with duplicates of `descriptors`, which the caller keeps. Does nothing once the channel is
    /// closed.
    void send(const std::string& bytes, const std::vector<int>& descriptors = {});
    /// Sends a packet without descriptors, and returns its size in bytes. Returns an error if the channel is closed;
    /// or, without closing it, if the packet is larger than `MAX_RECORD` or cannot be put in a memfd.
    Result<std::size_t> offer(const std::string& bytes);

 private:
    struct Packet {
        std::string bytes;
        std::vector<UniqueFd> descriptors;
        std::size_t weight = 0; ///< towards `MAX_WAITING`
    };
    /// The result of one attempt to send.
    enum class Outcome { sent, later, lost };

    static Result<Packet> make_packet(const std::string& bytes);
    void push(Packet packet);
    void receive();
    bool receive_one();
    void deliver(std::string_view packet, std::vector<UniqueFd> descriptors);
    Outcome try_to_send(const Packet& packet);
    void send_waiting();
    void close();

    UniqueFd socket_;
    Handlers handlers_;
    FdWatch watch_;
    std::deque<Packet> waiting_;
    std::size_t waiting_weight_ = 0;
    bool is_closed_ = false;
    DeferredTask report_closed_;
};

/// Logs why a packet was not a valid record. Returns whether the channel can continue: a record of a later version is
/// skipped.
bool skip_packet(const Error& why);

/// A `PacketChannel` for records: `Sent` and `Received` are variants that have `encode_record` and `decode_record`.
template <class Sent, class Received>
class Channel {
 public:
    struct Handlers {
        /// A record was received. The receiver owns its descriptors.
        std::function<void(Received, std::vector<UniqueFd>)> on_record;
        /// The other end closed the channel, or sent something that is not a record. Called once, never from within
        /// `send`.
        std::function<void()> on_closed;
    };

    Channel(Loop& loop, UniqueFd socket, Handlers handlers)
        : on_record_(std::move(handlers.on_record)),
          packets_(
              loop, std::move(socket),
              {.on_packet = [this](std::string_view bytes,
                                   std::vector<UniqueFd> descriptors) { return take(bytes, std::move(descriptors)); },
               .on_closed = std::move(handlers.on_closed)})
    {}

    /// See `PacketChannel`.
    void send(const Sent& record, const std::vector<int>& descriptors = {})
    {
        packets_.send(encode_record(record), descriptors);
    }
    Result<std::size_t> offer(const Sent& record) { return packets_.offer(encode_record(record)); }

 private:
    bool take(std::string_view bytes, std::vector<UniqueFd> descriptors)
    {
        auto record = decode_record<Received>(bytes);
        if (!record) return skip_packet(record.error());
        on_record_(std::move(*record), std::move(descriptors));
        return true;
    }

    std::function<void(Received, std::vector<UniqueFd>)> on_record_;
    PacketChannel packets_;
};

} // namespace cleat
