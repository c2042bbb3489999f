#include "server/peer/acceptor.h"

#include "common/base/log.h"
#include "common/base/result.h"
#include "common/socket/socket.h"

#include <cerrno>

namespace cleat {

namespace {

/// The time before accepting is retried after descriptors ran out.
constexpr std::chrono::milliseconds LISTEN_AGAIN{200};

} // namespace

Acceptor::Acceptor(Loop& loop, UniqueFd listener, std::function<void(UniqueFd)> on_connection)
    : listener_(std::move(listener)),
      watch_(loop, listener_.get(), [this](FdWatch::Ready) { on_waiting(); }),
      again_(loop, [this] { watch_.set(Interest::read); }),
      on_connection_(std::move(on_connection))
{
    watch_.set(Interest::read);
}

void Acceptor::on_waiting()
{
    if (auto socket = accept_from(listener_.get())) return on_connection_(std::move(*socket));
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        log_error("cannot accept connections: {}", Error::from_errno("accept").message());
        rest(LISTEN_AGAIN);
    }
}

void Acceptor::take_waiting()
{
    while (auto socket = accept_from(listener_.get())) on_connection_(std::move(*socket));
}

void Acceptor::rest(Clock::duration duration)
{
    watch_.set(Interest::none);
    again_.start(std::chrono::ceil<std::chrono::microseconds>(duration));
}

} // namespace cleat
