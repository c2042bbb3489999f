#include "server/keeper/channel.h"

#include "common/base/log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>

namespace cleat {
namespace {

/// The first byte of a packet: the record follows, or is in the first descriptor.
enum class Carrier : char { packet = 0, memory = 1 };

constexpr std::size_t MAX_PACKET = 64U << 10U;
constexpr int PACKETS_A_TURN = 32;

Result<UniqueFd> put_in_memory(std::string_view bytes)
{
    UniqueFd memory{::memfd_create("cleat-record", MFD_CLOEXEC)};
    if (!memory) return Error::from_errno("creating memory for a record");
    while (!bytes.empty()) {
        const auto count = ::write(memory.get(), bytes.data(), bytes.size());
        if (count < 0) return Error::from_errno("writing a record");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return memory;
}

Result<std::string> take_from_memory(int memory)
{
    struct stat status {};
    if (::fstat(memory, &status) < 0) return Error::from_errno("reading a record");
    const auto size = static_cast<std::size_t>(status.st_size);
    if (!S_ISREG(status.st_mode) || size > MAX_RECORD) return Error("a record is too large", ErrorCode::invalid);
    std::string bytes(size, 0);
    std::size_t done = 0;
    while (done < size) {
        const auto count = ::pread(memory, bytes.data() + done, size - done, static_cast<off_t>(done));
        if (count <= 0) return Error("a record is cut short", ErrorCode::invalid);
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

/// Room for the control message that carries descriptors (cmsg(3)).
struct DescriptorRoom {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(PacketChannel::MAX_DESCRIPTORS * sizeof(int))> bytes{};
};

void attach(msghdr& message, DescriptorRoom& room, const std::vector<UniqueFd>& descriptors)
{
    if (descriptors.empty()) return;
    const auto size = descriptors.size() * sizeof(int);
    message.msg_control = room.bytes.data();
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    unsigned char* where = CMSG_DATA(header);
    for (const auto& descriptor : descriptors) {
        const int fd = descriptor.get();
        std::memcpy(where, &fd, sizeof fd);
        where += sizeof fd;
    }
}

std::vector<UniqueFd> detach(msghdr& message)
{
    std::vector<UniqueFd> descriptors;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        const auto count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
            descriptors.emplace_back(fd);
        }
    }
    return descriptors;
}

} // namespace

Result<std::pair<UniqueFd, UniqueFd>> make_channel_sockets()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) < 0)
        return Error::from_errno("creating sockets for keeper and worker");
    return std::pair(UniqueFd(ends[0]), UniqueFd(ends[1]));
}

bool skip_packet(const Error& why)
{
    log_error("channel between processes of the server: {}", why.message());
    return why.code() == ErrorCode::unsupported;
}

PacketChannel::PacketChannel(Loop& loop, UniqueFd socket, Handlers handlers)
    : socket_(std::move(socket)),
      handlers_(std::move(handlers)),
      watch_(loop, socket_.get(),
             [this](FdWatch::Ready ready) {
                 if (ready.read) receive();
                 if (ready.write) send_waiting();
             }),
      report_closed_(loop, [this] { handlers_.on_closed(); })
{
    watch_.set(Interest::read);
}

PacketChannel::~PacketChannel() = default;

Result<PacketChannel::Packet> PacketChannel::make_packet(const std::string& bytes)
{
    Packet packet;
    packet.weight = bytes.size();
    if (bytes.size() < MAX_PACKET) {
        packet.bytes = static_cast<char>(Carrier::packet) + bytes;
        return packet;
    }
    auto memory = put_in_memory(bytes);
    if (!memory) return memory.error();
    packet.bytes = static_cast<char>(Carrier::memory);
    packet.descriptors.push_back(std::move(*memory));
    return packet;
}

void PacketChannel::send(const std::string& bytes, const std::vector<int>& descriptors)
{
    assert(descriptors.size() < MAX_DESCRIPTORS);
    if (is_closed_) return;
    constexpr std::size_t DESCRIPTOR_WEIGHT = 4096;
    auto packet = make_packet(bytes);
    if (!packet) return close();
    packet->weight += descriptors.size() * DESCRIPTOR_WEIGHT;
    for (const int fd : descriptors) {
        packet->descriptors.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
        if (!packet->descriptors.back()) return close();
    }
    push(std::move(*packet));
}

Result<std::size_t> PacketChannel::offer(const std::string& bytes)
{
    if (is_closed_) return Error("the channel is closed");
    if (bytes.size() > MAX_RECORD) return Error("the record is too large", ErrorCode::invalid);
    auto packet = make_packet(bytes);
    if (!packet) return packet.error();
    push(std::move(*packet));
    return bytes.size();
}

void PacketChannel::push(Packet packet)
{
    waiting_weight_ += packet.weight;
    waiting_.push_back(std::move(packet));
    if (waiting_.size() == 1) send_waiting();
    if (waiting_weight_ > MAX_WAITING) close();
}

PacketChannel::Outcome PacketChannel::try_to_send(const Packet& packet)
{
    iovec part{.iov_base = const_cast<char*>(packet.bytes.data()), .iov_len = packet.bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    DescriptorRoom room;
    attach(message, room, packet.descriptors);
    if (::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return Outcome::sent;
    return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? Outcome::later : Outcome::lost;
}

void PacketChannel::send_waiting()
{
    while (!is_closed_ && !waiting_.empty()) {
        const auto outcome = try_to_send(waiting_.front());
        if (outcome == Outcome::lost) return close();
        if (outcome == Outcome::later) break;
        waiting_weight_ -= waiting_.front().weight;
        waiting_.pop_front();
    }
    if (!is_closed_) watch_.set(waiting_.empty() ? Interest::read : Interest::both);
}

void PacketChannel::receive()
{
    for (int i = 0; i < PACKETS_A_TURN && !is_closed_; ++i) {
        if (!receive_one()) return;
    }
}

bool PacketChannel::receive_one()
{
    std::array<char, MAX_PACKET + 1> buffer; // NOLINT: the kernel fills what is used
    iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
    DescriptorRoom room;
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.bytes.data();
    message.msg_controllen = room.bytes.size();
    const auto count = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    auto descriptors = count < 0 ? std::vector<UniqueFd>() : detach(message);
    if (count <= 0 || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        close();
        return false;
    }
    deliver({buffer.data(), static_cast<std::size_t>(count)}, std::move(descriptors));
    return true;
}

void PacketChannel::deliver(std::string_view packet, std::vector<UniqueFd> descriptors)
{
    const auto carrier = static_cast<Carrier>(packet.front());
    packet.remove_prefix(1);
    std::string large;
    if (carrier == Carrier::memory) {
        if (descriptors.empty()) return close();
        auto taken = take_from_memory(descriptors.front().get());
        if (!taken) return close();
        large = std::move(*taken);
        packet = large;
        descriptors.erase(descriptors.begin());
    }
    if (!handlers_.on_packet(packet, std::move(descriptors))) close();
}

void PacketChannel::close()
{
    if (is_closed_) return;
    is_closed_ = true;
    watch_.set(Interest::none);
    waiting_.clear();
    waiting_weight_ = 0;
    report_closed_.schedule();
}

} // namespace cleat
