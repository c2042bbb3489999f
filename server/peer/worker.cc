#include "server/peer/worker.h"

#include "common/base/log.h"
#include "common/base/own_usage.h"
#include "common/event/work_clock.h"
#include "common/model/width.h"
#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "server/peer/guest_room.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace cleat {

namespace {

/// The account in `door_time_`, and in the log for connections without credentials.
constexpr uid_t ALL_GUESTS = 0;

GuestRoom room_for_guests()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return GuestRoom::among(limit.rlim_cur);
}

/// Sends the reason, as far as the socket takes it at once. The caller closes the socket.
void refuse(int socket, const Error& why)
{
    const std::string frame = encode(ServerMessage(Failed{static_cast<int>(why.code()), why.message(), 0}));
    if (::send(socket, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;
}

Result<Guest> guest_at(int socket, const PeerCredentials& who)
{
    auto groups = groups_of(socket);
    if (!groups) return groups.error();
    groups->push_back(who.group);
    return Guest{who.user, std::move(*groups)};
}

} // namespace

Worker::Worker(Loop& loop, UniqueFd link, RuntimeDirectory runtime, Readback readback, MainOptions main,
               std::string record_all)
    : loop_(loop),
      runtime_(std::move(runtime)),
      guest_turns_(loop_, GUESTS_REST),
      keeper_(
          loop_, std::move(link),
          {.on_spawned = [this](SessionId id, Spawned program) { sessions_.maker().spawned(id, std::move(program)); },
           .on_spawn_failed = [this](SessionId id, const SpawnError& why) { sessions_.maker().spawn_failed(id, why); },
           .on_resumed = [this](SessionId id, Spawned program) { resume(id, std::move(program)); },
           .on_released = [this](SessionId id) { sessions_.maker().released(id); },
           .on_exited = [this](SessionId id, int status) { sessions_.exited(id, status); },
           .on_closed = [this] { loop_.stop(); },
           .on_listener = [this](UniqueFd listener,
                                 const RuntimeDirectory& place) { listen(std::move(listener), place); },
           .on_shared_listener =
               [this](Result<UniqueFd> listener) {
                   door_.opened(std::move(listener));
                   shares_changed();
               },
           .on_recorder =
               [this](RecorderId recorder, Result<UniqueFd> socket) {
                   sessions_.recordings().recorder_started(recorder, std::move(socket));
               },
           .on_recorder_exited = [this](RecorderId recorder,
                                        int status) { sessions_.recordings().recorder_exited(recorder, status); }}),
      door_(loop_, keeper_, [this](UniqueFd socket) { on_guest(std::move(socket)); }),
      sessions_(loop_, keeper_, runtime_.directory, readback, std::move(record_all)),
      feed_(loop_, sessions_),
      main_(loop_, keeper_, sessions_, std::move(main)),
      shares_over_(loop_, [this] { shares_over(); }),
      rests_(loop_, [this] { end_rests(); }),
      left_out_(loop_, [this] { log_left_out(); }),
      destroy_retired_(loop_, [this] { retired_.clear(); })
{
    sessions_.on_changed([this](SessionId id) {
        feed_.changed(id);
        if (sessions_.find(id) == nullptr) shares_changed();
    });
}

Worker::~Worker()
{
    sessions_.on_changed({});
    for (const auto& left_out : allowance_.take_all_left_out()) log_warning("{}", describe(left_out));
}

/// A session that cannot be resumed is discarded.
void Worker::resume(SessionId session, Spawned program)
{
    const auto resumed = sessions_.resume(std::move(program));
    if (resumed) return shares_changed();
    log_error("session {} is lost: {}", session, resumed.error().message());
    sessions_.maker().resumed(session); // its id is not reused
    keeper_.forget(session);
}

void Worker::listen(UniqueFd listener, const RuntimeDirectory& place)
{
    runtime_ = place;
    sessions_.maker().serve_in(place.directory);
    const bool is_first = !acceptor_;
    if (acceptor_) acceptor_->take_waiting();
    acceptor_.emplace(loop_, std::move(listener), [this](UniqueFd socket) { admit(std::move(socket)); });
    if (is_first) main_.begin();
    else sessions_.restore_links();
}

/// Accepts a connection of the server's owner or root.
void Worker::admit(UniqueFd socket)
{
    const auto who = credentials_of(socket.get());
    if (!who || (who->user != ::geteuid() && who->user != 0)) {
        return log_peer(who ? who->user : ALL_GUESTS, "refused a connection of another user");
    }
    const auto peer = std::make_shared<Peer>(loop_, static_cast<PeerHost&>(*this), std::move(socket), *who);
    peers_.emplace(peer.get(), peer);
}

/// Accepts or refuses a connection of any user. A user that connects too often is refused at once, so that connections
/// queued behind it wait only briefly; if too many users connect, all wait.
void Worker::on_guest(UniqueFd socket)
{
    const auto began = WorkClock::now();
    const auto who = credentials_of(socket.get());
    if (!who) return;
    admission_budget_.end_rests(loop_.now());
    if (admission_budget_.is_resting(who->user))
        refuse(socket.get(), Error("you opened too many connections; try again later", ErrorCode::refused));
    else admit_guest(std::move(socket), *who);
    const auto cost = WorkClock::now() - began;
    admission_budget_.charge(who->user, cost, loop_.now());
    door_time_.charge(ALL_GUESTS, cost, loop_.now());
    door_time_.end_rests(loop_.now());
    if (const auto end = door_time_.next_end()) door_.rest(std::max(Clock::duration(0), *end - loop_.now()));
}

/// A guest with no shared session takes no connection slot.
void Worker::admit_guest(UniqueFd socket, const PeerCredentials& who)
{
    auto guest = guest_at(socket.get(), who);
    if (!guest) return log_peer(who.user, "refused a guest: " + guest.error().message());
    if (!sessions_.shares().any_with(*guest))
        return refuse(socket.get(), Error("no session is shared with you", ErrorCode::refused));
    std::size_t same = 0;
    std::size_t all = 0;
    for (const auto& [peer, owned] : peers_) {
        if (!peer->is_guest()) continue;
        ++all;
        if (peer->user() == who.user) ++same;
    }
    if (!room_for_guests().has_room(same, all, socket.get()))
        return log_peer(who.user, "refused a guest: user " + std::to_string(who.user) + " has " + std::to_string(same) +
                                      " of the " + std::to_string(all) + " guest connections");
    const auto peer =
        std::make_shared<Peer>(loop_, static_cast<PeerHost&>(*this), std::move(socket), who, std::move(*guest));
    peers_.emplace(peer.get(), peer);
}

/// Disconnects guests whose access has ended.
void Worker::shares_changed()
{
    std::vector<std::shared_ptr<Peer>> guests;
    for (const auto& [peer, owned] : peers_)
        if (peer->is_guest()) guests.push_back(owned);
    for (const auto& guest : guests) guest->leave_unshared_sessions();
    if (!sessions_.shares().any()) door_.close();
    shares_over_.stop();
    if (const auto next = sessions_.shares().next_end()) shares_over_.start(*next);
}

void Worker::rest(uid_t user)
{
    for (const auto& [peer, owned] : peers_)
        if (peer->is_guest() && peer->user() == user) peer->update_reading();
    if (!rests_.is_running()) end_rests();
}

/// Resumes users whose rest is over, and restarts the timer for the others.
void Worker::end_rests()
{
    if (budget_.end_rests(loop_.now())) {
        std::vector<std::shared_ptr<Peer>> guests;
        for (const auto& [peer, owned] : peers_)
            if (peer->is_guest()) guests.push_back(owned);
        for (const auto& guest : guests) guest->update_reading();
        feed_.rests_over();
    }
    if (const auto next = budget_.next_end())
        rests_.start(std::chrono::ceil<std::chrono::milliseconds>(std::max(Clock::duration(0), *next - loop_.now())));
}

std::size_t Worker::pending_for(uid_t user) const
{
    std::size_t out = 0;
    for (const auto& [peer, owned] : peers_)
        if (peer->is_guest() && peer->user() == user) out += peer->pending();
    return out;
}

std::size_t Worker::waits_of(uid_t user) const
{
    std::size_t out = 0;
    for (const auto& [peer, owned] : peers_)
        if (peer->is_guest() && peer->user() == user) out += peer->waits().size();
    return out;
}

void Worker::log_peer(uid_t user, const std::string& line)
{
    if (allowance_.take(user, loop_.now())) log_warning("{}", line);
    else log_left_out_later();
}

/// Reports suppressed lines, also of peers that have disconnected.
void Worker::log_left_out()
{
    for (const auto& left_out : allowance_.take_left_out(loop_.now())) log_warning("{}", describe(left_out));
    log_left_out_later();
}

void Worker::log_left_out_later()
{
    if (const auto next = allowance_.next_left_out(); next && !left_out_.is_running())
        left_out_.start(
            std::chrono::ceil<std::chrono::milliseconds>(std::max(Clock::duration(0), *next - loop_.now())));
}

void Worker::shares_over()
{
    sessions_.shares().expire();
    shares_changed();
}

ServerStatus Worker::status() const
{
    ServerStatus out;
    out.version = CLEAT_VERSION;
    out.unicode = unicode_version();
    out.keeper_pid = ::getppid();
    out.worker_pid = ::getpid();
    out.started = std::chrono::duration_cast<std::chrono::seconds>(started_.time_since_epoch()).count();
    out.sessions = sessions_.size();
    out.clients = peers_.size();
    out.runtime_directory = runtime_.directory;
    out.runtime_directory_from = runtime_.reason;
    const Usage usage = own_usage();
    out.worker_descriptors = usage.descriptors;
    out.worker_memory = usage.resident_memory;
    return out;
}

void Worker::stop()
{
    log_info("stopping on request");
    keeper_.stop_server();
}

void Worker::retire(Peer& peer)
{
    const auto found = peers_.find(&peer);
    if (found == peers_.end()) return;
    retired_.push_back(std::move(found->second));
    peers_.erase(found);
    destroy_retired_.schedule();
}

} // namespace cleat
