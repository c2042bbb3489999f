#pragma once

#include "common/base/unique_fd.h"
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

/// One end of the socket between keeper and worker, or worker and recorder: sends and receives records, each with
/// descriptors. A record that is too large for a packet travels in a memfd.
///
/// What cannot be sent at once waits, up to `MAX_WAITING` bytes of records, where a descriptor counts as 4 KiB; an end
/// that is further behind is given up as lost.
class Channel {
 public:
    struct Handlers {
        /// A record came. Its descriptors are the receiver's.
        std::function<void(Record, std::vector<UniqueFd>)> on_record;
        /// The other end is gone, or what came is no record. Comes once, never from within `send`.
        std::function<void()> on_closed;
    };
    static constexpr std::size_t MAX_WAITING = 16U << 20U;
    static constexpr std::size_t MAX_DESCRIPTORS = 5; ///< one fewer with a record, which may need one itself

    Channel(Loop& loop, UniqueFd socket, Handlers handlers);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// Sends a record with duplicates of `descriptors`, which stay the caller's. Does nothing once the channel is
    /// closed.
    void send(const Record& record, const std::vector<int>& descriptors = {});
    /// The same for a record that may be refused, because somebody waits for an answer and can be told: where it is too
    /// large or cannot be kept, and the channel goes on. Gives its size in bytes.
    Result<std::size_t> offer(const Record& record);

 private:
    struct Packet {
        std::string bytes;
        std::vector<UniqueFd> descriptors;
        std::size_t weight = 0; ///< towards `MAX_WAITING`
    };
    /// What became of one attempt to send.
    enum class Outcome { sent, later, lost };

    static Result<Packet> make_packet(const std::string& bytes);
    void push(Packet packet);
    void receive();
    bool receive_one();
    void deliver(std::string_view packet, std::vector<UniqueFd> descriptors);
    Outcome try_to_send(const Packet& packet);
    void send_waiting();
    void close();

    Loop& loop_;
    UniqueFd socket_;
    Handlers handlers_;
    FdWatch watch_;
    std::deque<Packet> waiting_;
    std::size_t waiting_weight_ = 0;
    bool is_closed_ = false;
    std::shared_ptr<int> alive_ = std::make_shared<int>(); ///< for tasks that may outlive us
};

} // namespace cleat
