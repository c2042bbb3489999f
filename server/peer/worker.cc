#include "server/peer/worker.h"

#include "common/base/log.h"
#include "common/net/socket.h"

#include <unistd.h>

#include <cerrno>

namespace cleat {

namespace {

/// Descriptors ran out: connections wait for so long before the next try.
constexpr std::chrono::milliseconds LISTEN_AGAIN{200};

} // namespace

Worker::Worker(UniqueFd link, Readback readback, MainOptions main)
    : keeper_(loop_, std::move(link),
              {.on_spawned = [this](SessionId id, Spawned program) { sessions_.spawned(id, std::move(program)); },
               .on_spawn_failed = [this](SessionId id, const SpawnError& why) { sessions_.spawn_failed(id, why); },
               .on_exited = [this](SessionId id, int status) { sessions_.exited(id, status); },
               .on_closed = [this] { loop_.stop(); },
               .on_listener = [this](UniqueFd listener) { listen(std::move(listener)); }}),
      sessions_(loop_, keeper_, readback),
      main_(loop_, keeper_, sessions_, std::move(main)),
      listen_again_(loop_, [this] { listener_watch_->set(Interest::read); })
{}

Worker::~Worker() = default;

void Worker::run()
{
    loop_.run();
}

void Worker::listen(UniqueFd listener)
{
    listener_ = std::move(listener);
    listener_watch_.emplace(loop_, listener_.get(), [this](FdWatch::Ready) { on_waiting(); });
    listener_watch_->set(Interest::read);
    main_.begin();
}

void Worker::on_waiting()
{
    if (auto socket = accept_from(listener_.get())) return admit(std::move(*socket));
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        log_error("cannot take connections: {}", Error::from_errno("accept").message());
        listener_watch_->set(Interest::none);
        listen_again_.start(LISTEN_AGAIN);
    }
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

ServerStatus Worker::status() const
{
    ServerStatus out;
    out.version = CLEAT_VERSION;
    out.keeper_pid = ::getppid();
    out.worker_pid = ::getpid();
    out.started = std::chrono::duration_cast<std::chrono::seconds>(started_.time_since_epoch()).count();
    out.sessions = sessions_.size();
    out.clients = peers_.size();
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
