#include "tests/bench/attackers.h"

#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"

#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace cleat::bench {

namespace {

/// User ids of the attackers; the users need not exist.
constexpr uid_t FIRST_USER = 61'101;
constexpr gid_t THEIR_GROUP = 62'101;
/// Bytes of repeated requests of one kind, which are sent again and again.
constexpr std::size_t BURST = 256U << 10;

/// What a connection does after the greeting.
enum class Attack : std::uint8_t {
    costly_waits,
    short_waits,
    bad_patterns,
    large_maps,
    snapshots,
    attachments,
    deaf_snapshots, ///< with the receiving side shut down
    greetings,      ///< long greetings, then bytes that are not a frame
};
constexpr std::size_t ATTACKS = 8;

std::string repeated(std::string_view one)
{
    std::string out;
    while (out.size() < BURST) out += one;
    return out;
}

/// A request whose map has as many fields as fit in a guest's frame, all of them unknown.
std::string large_map()
{
    constexpr std::size_t FIELDS = 1'300;
    std::string frame;
    const std::size_t begin = begin_frame(frame);
    frame += '\x93'; // [tag, serial, {...}]
    frame += static_cast<char>(List::tag);
    frame += '\1';
    frame += '\xde';
    frame += static_cast<char>(FIELDS >> 8U);
    frame += static_cast<char>(FIELDS & 0xffU);
    for (std::size_t i = 0; i < FIELDS; ++i) frame += "\xa1x\xc0";
    end_frame(frame, begin);
    return frame;
}

Wait wait_for(const std::string& session, std::string pattern, std::optional<std::uint64_t> timeout_ms)
{
    return {session, Wait::For::text, std::move(pattern), 0, {}, timeout_ms};
}

std::string burst_of(Attack attack, const std::string& session)
{
    Attach attach;
    attach.session = session;
    Hello wordy;
    wordy.version = std::string(3'000, '\x1b');
    const std::string costly = "(?i)(.*[a-z0-9]){12}.*(x|y|z|#%&){8}[^ ]{1,90}Q";
    switch (attack) {
    case Attack::costly_waits: return repeated(encode(wait_for(session, costly, {}), 1));
    case Attack::short_waits: return repeated(encode(wait_for(session, costly, 1), 1));
    case Attack::bad_patterns: return repeated(encode(wait_for(session, std::string(255, '('), {}), 1));
    case Attack::large_maps: return repeated(large_map());
    case Attack::snapshots:
    case Attack::deaf_snapshots: return repeated(encode(TakeSnapshot{session, 1'000'000}, 1));
    case Attack::attachments: return repeated(encode(attach, 1) + encode(Detach(), 2));
    case Attack::greetings: return encode(wordy) + encode(wordy) + std::string(64, '\xff');
    }
    return {};
}

/// One connection, which is opened again whenever it is closed.
class Attacker {
 public:
    Attacker(std::filesystem::path socket, uid_t user, Attack attack, const std::string& session)
        : path_(std::move(socket)), user_(user), attack_(attack), burst_(burst_of(attack, session))
    {}

    bool connect()
    {
        if (::setegid(THEIR_GROUP) < 0 || ::seteuid(user_) < 0) std::_Exit(2);
        auto connected = connect_to(path_.string());
        if (::seteuid(0) < 0 || ::setegid(0) < 0) std::_Exit(2);
        if (!connected) return false;
        socket_ = std::move(*connected);
        at_ = 0;
        const std::string hello = encode(Hello());
        (void)!::send(socket_.get(), hello.data(), hello.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (attack_ == Attack::deaf_snapshots) ::shutdown(socket_.get(), SHUT_RD);
        ++connections;
        return true;
    }

    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// A socket whose receiving side is shut down is always readable, so it is not polled for reading.
    [[nodiscard]] short events() const
    {
        return attack_ == Attack::deaf_snapshots ? POLLOUT : static_cast<short>(POLLIN | POLLOUT);
    }

    void go_on(short ready)
    {
        const bool is_gone = (ready & (POLLHUP | POLLERR)) != 0;
        if (is_gone || !take(ready) || !give(ready)) socket_.reset();
    }

    std::uint64_t bytes = 0;
    std::uint64_t connections = 0;

 private:
    bool take(short ready)
    {
        if ((ready & POLLIN) == 0 || attack_ == Attack::deaf_snapshots) return true;
        std::array<char, 65'536> buffer; // NOLINT: the kernel fills what is used
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        return count > 0 || (count < 0 && errno == EAGAIN);
    }

    bool give(short ready)
    {
        if ((ready & POLLOUT) == 0) return true;
        const std::string_view left = std::string_view(burst_).substr(at_);
        const ssize_t count = ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) return errno == EAGAIN;
        bytes += static_cast<std::uint64_t>(count);
        at_ = (at_ + static_cast<std::size_t>(count)) % burst_.size();
        return true;
    }

    std::filesystem::path path_;
    uid_t user_;
    Attack attack_;
    std::string burst_;
    std::size_t at_ = 0;
    UniqueFd socket_;
};

/// The attackers' process.
class Gang {
 public:
    Gang(const std::filesystem::path& socket, const std::string& session)
    {
        for (int i = 0; i < Attackers::CONNECTIONS; ++i) {
            const auto user = FIRST_USER + static_cast<uid_t>(i % Attackers::USERS);
            const auto attack = static_cast<Attack>(static_cast<std::size_t>(i / Attackers::USERS) % ATTACKS);
            attackers_.emplace_back(socket, user, attack, session);
            if (!attackers_.back().connect()) throw std::runtime_error("cannot connect as a guest");
        }
    }

    void attack_until_told(int orders)
    {
        while (true) {
            std::vector<pollfd> watched{{orders, POLLIN, 0}};
            for (Attacker& attacker : attackers_) {
                if (attacker.descriptor() < 0) (void)attacker.connect();
                watched.push_back({attacker.descriptor(), attacker.events(), 0});
            }
            ::poll(watched.data(), watched.size(), 100);
            if (watched[0].revents != 0) return;
            for (std::size_t i = 0; i < attackers_.size(); ++i)
                if (watched[i + 1].fd >= 0) attackers_[i].go_on(watched[i + 1].revents);
        }
    }

    [[nodiscard]] std::string report() const
    {
        std::uint64_t bytes = 0;
        std::uint64_t connections = 0;
        for (const Attacker& attacker : attackers_) {
            bytes += attacker.bytes;
            connections += attacker.connections;
        }
        return std::to_string(bytes) + " " + std::to_string(connections);
    }

 private:
    std::vector<Attacker> attackers_;
};

void run_gang(const Offshoot::Ends& ends, const std::filesystem::path& socket, const std::string& session)
{
    (void)!::nice(19); // the server is measured, not the CPU load of other users' programs
    if (::setgroups(0, nullptr) < 0) throw std::runtime_error("only root can run as other users");
    Gang gang(socket, session);
    say_line(ends.answers, "ready");
    std::array<char, 16> order{};
    if (::read(ends.orders.get(), order.data(), order.size()) <= 0) return;
    gang.attack_until_told(ends.orders.get());
    say_line(ends.answers, gang.report());
}

} // namespace

Attackers::Attackers(const std::filesystem::path& socket, const std::string& session)
    : process_([&](const Offshoot::Ends& ends) { run_gang(ends, socket, session); })
{
    if (process_.hear() != "ready") throw std::runtime_error("cannot start the attackers");
}

Attackers::Sent Attackers::finish() const
{
    process_.write_line("end");
    unsigned long long bytes = 0;
    unsigned long long connections = 0;
    const std::string line = process_.hear();
    if (std::sscanf(line.c_str(), "%llu %llu", &bytes, &connections) != 2)
        throw std::runtime_error("unexpected answer from the attackers: " + line);
    return {bytes, connections};
}

} // namespace cleat::bench
