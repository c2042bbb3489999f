#include "server/peer/worker.h"

#include "common/base/log.h"
#include "common/socket/socket.h"

#include <unistd.h>

#include <algorithm>

namespace cleat {

namespace {

/// Connections of other users, of each of them and of all; more are closed at once.
constexpr std::ptrdiff_t MOST_OF_A_GUEST = 32;
constexpr std::ptrdiff_t MOST_OF_GUESTS = 256;

Result<Guest> guest_at(int socket, const PeerCredentials& who)
{
    auto groups = groups_of(socket);
    if (!groups) return groups.error();
    groups->push_back(who.group);
    return Guest{who.user, std::move(*groups)};
}

} // namespace

Worker::Worker(UniqueFd link, RuntimePlace runtime, Readback readback, MainOptions main, std::string record_all)
    : runtime_(std::move(runtime)),
      keeper_(loop_, std::move(link),
              {.on_spawned = [this](SessionId id, Spawned program) { sessions_.spawned(id, std::move(program)); },
               .on_spawn_failed = [this](SessionId id, const SpawnError& why) { sessions_.spawn_failed(id, why); },
               .on_exited = [this](SessionId id, int status) { sessions_.exited(id, status); },
               .on_closed = [this] { loop_.stop(); },
               .on_listener = [this](UniqueFd listener) { listen(std::move(listener)); },
               .on_shared_listener =
                   [this](Result<UniqueFd> listener) {
                       door_.opened(std::move(listener));
                       shares_changed();
                   },
               .on_recorder = [this](RecorderId recorder,
                                     Result<RecorderEnds> ends) { sessions_.recorder_came(recorder, std::move(ends)); },
               .on_recorder_exited = [this](RecorderId recorder,
                                            int status) { sessions_.recorder_exited(recorder, status); }}),
      door_(loop_, keeper_, [this](UniqueFd socket) { admit_guest(std::move(socket)); }),
      sessions_(loop_, keeper_, runtime_.directory, readback, std::move(record_all)),
      main_(loop_, keeper_, sessions_, std::move(main)),
      shares_over_(loop_, [this] { shares_over(); })
{
    sessions_.on_retired([this] { shares_changed(); });
}

Worker::~Worker() = default;

void Worker::run()
{
    loop_.run();
}

void Worker::listen(UniqueFd listener)
{
    acceptor_.emplace(loop_, std::move(listener), [this](UniqueFd socket) { admit(std::move(socket)); });
    main_.begin();
}

/// Only the owner of the server and root may talk to it.
void Worker::admit(UniqueFd socket)
{
    const auto who = credentials_of(socket.get());
    if (!who || (who->user != ::geteuid() && who->user != 0)) {
        log_warning("refused a connection of user {}", who ? static_cast<long>(who->user) : -1L);
        return;
    }
    const auto peer = std::make_shared<Peer>(loop_, static_cast<PeerHost&>(*this), std::move(socket), *who);
    peers_.emplace(peer.get(), peer);
}

/// Anybody may knock; what is shared with whom is seen to by the peer.
void Worker::admit_guest(UniqueFd socket)
{
    const auto who = credentials_of(socket.get());
    if (!who) return;
    auto guest = guest_at(socket.get(), *who);
    if (!guest) return log_warning("refused a guest: {}", guest.error().message());
    std::ptrdiff_t same = 0;
    std::ptrdiff_t all = 0;
    for (const auto& [peer, owned] : peers_) {
        if (!peer->is_guest()) continue;
        ++all;
        if (peer->user() == who->user) ++same;
    }
    if (same >= MOST_OF_A_GUEST || all >= MOST_OF_GUESTS)
        return log_warning("refused a guest, user {}, which has {} connections", who->user, same);
    const auto peer =
        std::make_shared<Peer>(loop_, static_cast<PeerHost&>(*this), std::move(socket), *who, std::move(*guest));
    peers_.emplace(peer.get(), peer);
}

/// Whoever may no longer look on is let go.
void Worker::shares_changed()
{
    std::vector<std::shared_ptr<Peer>> guests;
    for (const auto& [peer, owned] : peers_)
        if (peer->is_guest()) guests.push_back(owned);
    for (const auto& guest : guests) guest->heed_shares();
    if (!sessions_.is_any_shared()) door_.close();
    shares_over_.stop();
    if (const auto next = sessions_.next_end_of_share())
        shares_over_.start(
            std::chrono::ceil<std::chrono::milliseconds>(std::max(Clock::duration(0), *next - loop_.now())));
}

void Worker::shares_over()
{
    sessions_.expire_shares();
    shares_changed();
}

ServerStatus Worker::status() const
{
    ServerStatus out;
    out.version = CLEAT_VERSION;
    out.keeper_pid = ::getppid();
    out.worker_pid = ::getpid();
    out.started = std::chrono::duration_cast<std::chrono::seconds>(started_.time_since_epoch()).count();
    out.sessions = sessions_.size();
    out.clients = peers_.size();
    out.runtime_directory = runtime_.directory;
    out.runtime_directory_from = runtime_.reason;
    return out;
}

void Worker::stop()
{
    log_info("asked to stop");
    keeper_.stop_server();
}

void Worker::retire(Peer& peer)
{
    const auto found = peers_.find(&peer);
    if (found == peers_.end()) return;
    retired_.push_back(std::move(found->second));
    peers_.erase(found);
    loop_.defer([this] { retired_.clear(); });
}

} // namespace cleat
