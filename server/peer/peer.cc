#include "server/peer/peer.h"

#include "common/event/work_clock.h"
#include "common/wire/codec.h"
#include "server/peer/handlers.h"
#include "server/peer/log_allowance.h"
#include "server/peer/permission.h"
#include "server/peer/sessions_feed.h"

#include <algorithm>
#include <new>
#include <utility>

namespace cleat {

namespace {

/// A client that sends no greeting within this time is rejected.
constexpr std::chrono::seconds HELLO_WITHIN{10};
/// Maximum length of a terminal's name, which is kept for each attached session.
constexpr std::size_t MAX_OF_TERM = 256;
/// Maximum size of queued replies; beyond that the connection is closed.
constexpr std::size_t MAX_QUEUED = 32U << 20;
/// Shorter or longer silence times are clamped.
constexpr std::uint64_t SHORTEST_SILENCE_MS = 100;
constexpr std::uint64_t LONGEST_SILENCE_MS = std::uint64_t{24} * 3'600 * 1'000;
/// Maximum number of sessions on one connection. A guest can use more connections, which are counted.
constexpr std::uint64_t MAX_CHANNELS = 64;
constexpr std::uint64_t MAX_CHANNELS_OF_GUEST = 1;

/// Guests are served one after the other, and a guest that does not read its replies is disconnected.
Connection::Terms terms_for(bool is_guest, Turns& guests)
{
    if (!is_guest) return {.most_per_frame = MAX_BEFORE_HELLO};
    return {.most_per_frame = MAX_FROM_GUEST,
            .read_bytes = MAX_FROM_GUEST,
            .frames_per_turn = 1,
            .turns = &guests,
            .when_not_reading = Connection::Terms::NotReading::is_dropped};
}

/// Bytes of input that count towards `Attached::input_window`.
std::size_t input_size(const ClientMessage& message)
{
    if (const auto* const input = std::get_if<Input>(&message)) return input->bytes.data.size();
    if (const auto* const paste = std::get_if<Paste>(&message)) return paste->bytes.data.size();
    if (const auto* const mouse = std::get_if<Mouse>(&message)) return mouse->bytes.data.size();
    return 0;
}

} // namespace

Peer::Peer(Loop& loop, PeerHost& host, UniqueFd socket, PeerCredentials who, std::optional<Guest> guest)
    : loop_(loop),
      host_(host),
      who_(who),
      guest_(std::move(guest)),
      connection_(loop, std::move(socket), terms_for(guest_.has_value(), host.guest_turns()),
                  {.on_frame = [this](std::string_view body) { on_frame(body); },
                   .on_drained = [this] { on_drained(); },
                   .on_broken = [this](const Error& error) { turn_away(error); },
                   .on_closed = [this] { give_up(); },
                   .on_part = [this](Clock::duration cost) { charge(cost); }}),
      hello_timer_(loop, [this] { turn_away(Error("no greeting was received in time", ErrorCode::timeout)); }),
      silence_timer_(loop, [this] { check_silence(); }),
      viewings_(*this, guest_ ? MAX_CHANNELS_OF_GUEST : MAX_CHANNELS)
{
    hello_timer_.start(HELLO_WITHIN);
    update_reading();
}

Peer::~Peer()
{
    leave();
    waits_.cancel_all(host_.sessions());
}

// --- received messages -----------------------------------------------------------------------------------------------

/// Work for a guest is charged to its user. If memory runs out, only the peer that needed it is affected.
void Peer::on_frame(std::string_view body)
{
    const auto began = WorkClock::now();
    is_exempt_ = false;
    try {
        serve(body);
    } catch (const std::bad_alloc&) {
        host_.log_peer(who_.user, "disconnected a peer for lack of memory, " + described());
        give_up();
    }
    if (guest_ && !is_exempt_) charge(WorkClock::now() - began);
}

void Peer::charge(Clock::duration cost)
{
    host_.guest_budget().charge(who_.user, cost, loop_.now());
    if (host_.guest_budget().is_resting(who_.user)) host_.rest(who_.user);
}

std::optional<Clock::time_point> Peer::idle_until() const
{
    return has_to_rest() ? host_.guest_budget().next_end() : std::nullopt;
}

bool Peer::has_to_rest() const
{
    return guest_ && host_.guest_budget().is_resting(who_.user);
}

void Peer::update_reading()
{
    const bool waits = guest_ && (connection_.pending() > 0 || has_to_rest());
    connection_.pause(viewings_.is_input_blocked() || waits);
}

void Peer::serve(std::string_view body)
{
    if (phase_ != Phase::open) return;
    const auto envelope = decode_client_message(body);
    if (!envelope) return turn_away(envelope.error());
    const Request request{*this, envelope->channel, PeerReply(weak_from_this(), envelope->serial, envelope->channel)};
    if (const auto* const hello = std::get_if<Hello>(&envelope->message)) return greet(*hello, request.reply);
    if (!greeted_) return turn_away(Error("the first message must be a greeting", ErrorCode::invalid));
    if (const auto allowed = check_may(*this, envelope->message, envelope->channel); !allowed)
        return refuse(envelope->message, allowed.error(), request);
    std::visit(
        [&request](const auto& message) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(message)>, Hello>) handle(message, request);
        },
        envelope->message);
}

void Peer::greet(const Hello& m, const PeerReply& reply)
{
    if (greeted_) return reply.fail(Error("the greeting was already received", ErrorCode::invalid));
    if (m.newest < PROTOCOL_OLDEST || m.oldest > PROTOCOL_NEWEST)
        return turn_away(Error("this server (" CLEAT_VERSION ") speaks protocol " + std::to_string(PROTOCOL_OLDEST) +
                                   " to " + std::to_string(PROTOCOL_NEWEST) + ", the client (" + m.version + ") " +
                                   std::to_string(m.oldest) + " to " + std::to_string(m.newest),
                               ErrorCode::unsupported),
                         reply.serial());
    if (guest_ && host_.sessions().list(guest()).empty())
        return turn_away(Error("no session is shared with you", ErrorCode::refused), reply.serial());
    hello_timer_.stop();
    greeted_ = Greeted{.most = guest_ ? Role::observer : m.role, .terminal = m.terminal.substr(0, MAX_OF_TERM)};
    if (m.silence_ms != 0)
        greeted_->silence =
            std::chrono::milliseconds(std::clamp(m.silence_ms, SHORTEST_SILENCE_MS, LONGEST_SILENCE_MS));
    if (m.silence_ms != 0) check_silence();
    if (!guest_) connection_.allow(MAX_TO_SERVER);
    reply.answer(Welcome{std::min(m.newest, PROTOCOL_NEWEST), CLEAT_VERSION, greeted_->most,
                         guest_ ? MAX_CHANNELS_OF_GUEST : MAX_CHANNELS});
}

/// Refused input counts as taken; otherwise the client's window would stay full.
void Peer::refuse(const ClientMessage& message, const Error& why, const Request& request)
{
    const Viewing* const viewing = viewings_.find(request.channel);
    if (viewing != nullptr && viewing->is_attached())
        if (Session* const session = viewing->session())
            session->controls().refuse(viewing->viewer(), input_size(message));
    request.reply.fail(why);
}

void Peer::on_drained()
{
    if (guest_) update_reading();
    host_.sessions_feed().drained(*this);
    viewings_.drained();
}

/// A connection can die unnoticed. While reading from a peer is paused, its silence does not count.
void Peer::check_silence()
{
    if (phase_ != Phase::open) return;
    const auto over = connection_.last_heard() + greeted_->silence;
    const auto left = connection_.is_paused() ? Clock::duration(greeted_->silence) : over - loop_.now();
    if (left > Clock::duration(0)) return silence_timer_.start(std::chrono::ceil<std::chrono::microseconds>(left));
    host_.log_peer(who_.user, "disconnected a silent peer, " + described());
    give_up();
}

/// A description for the log.
std::string Peer::described() const
{
    return "process " + std::to_string(who_.pid) + " of user " + std::to_string(who_.user);
}

/// Disconnects without a message.
void Peer::give_up()
{
    if (phase_ == Phase::retired) return;
    phase_ = Phase::retired;
    leave();
    host_.retire(*this);
}

/// Sends the reason, once, and closes the connection.
void Peer::turn_away(const Error& why, std::uint64_t serial)
{
    if (phase_ != Phase::open) return;
    phase_ = Phase::turned_away;
    host_.log_peer(who_.user, "rejected a peer, " + described() + ": " + for_log(why.message()));
    leave();
    fail(why, serial, 0);
    connection_.finish();
    // Later messages are read and dropped until the peer closes the connection, or it is dropped.
    hello_timer_.stop();
    loop_.defer([this, self = weak_from_this()] {
        if (const auto alive = self.lock()) host_.retire(*this);
    });
}

void Peer::leave()
{
    host_.sessions_feed().forget(*this);
    viewings_.leave();
}

void Peer::leave_unshared_sessions()
{
    if (!guest_ || phase_ != Phase::open) return;
    const Error over("the session is no longer shared with you", ErrorCode::not_found);
    viewings_.leave_unshared(*guest_, over);
    for (const PeerReply& reply : waits_.cancel_unshared(host_.sessions(), *guest_)) reply.fail(over);
    if (has_said_hello() && host_.sessions().list(guest()).empty())
        turn_away(Error("no session is shared with you any longer", ErrorCode::refused));
}

bool Peer::is_overfull() const
{
    return connection_.pending() > MAX_QUEUED;
}

void Peer::send(const ServerMessage& message, std::uint64_t serial, ChannelId channel)
{
    if (is_overfull()) {
        host_.log_peer(who_.user, "disconnected a peer that does not read, " + described());
        return give_up();
    }
    std::string frame = encode(message, serial, channel);
    if (frame.size() > MAX_TO_CLIENT) return fail(Error("the reply is too long"), serial, channel);
    connection_.send(std::move(frame));
    // A guest is not read from while a reply to it is queued.
    if (guest_ && connection_.pending() > 0) connection_.pause(true);
}

void Peer::fail(const Error& error, std::uint64_t serial, ChannelId channel)
{
    send(Failed{static_cast<int>(error.code()), error.message(), 0}, serial, channel);
}

} // namespace cleat
