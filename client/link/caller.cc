#include "client/link/caller.h"

#include "client/link/exit_status.h"
#include "client/link/trust.h"
#include "common/proto/codec.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace cleat {

namespace {

Error lost()
{
    return Error("the server is gone", ErrorCode::lost);
}

void wait_for(int socket, short what)
{
    pollfd watched{socket, what, 0};
    ::poll(&watched, 1, -1);
}

} // namespace

Failure::Failure(Error e) : error(std::move(e)), exit_status(status_for(error.code())) {}

Answer<Caller> Caller::open(const LinkOptions& options, Role role, WithoutServer without)
{
    const Trust trust = trust_in(options);
    if (granted(role, most_role(trust)) != role) return tl::unexpected(Failure(only_looks_on()));
    auto socket = open_link(options, without);
    if (!socket) return tl::unexpected(Failure(socket.error()));
    Caller caller(std::move(*socket));
    Hello hello;
    hello.version = CLEAT_VERSION;
    hello.role = role;
    if (const char* const terminal = std::getenv("TERM"); terminal != nullptr && trust != Trust::other_user)
        hello.terminal = terminal;
    const auto welcome = caller.ask_for<Welcome>(hello);
    if (!welcome) return tl::unexpected(welcome.error());
    return caller;
}

Answer<ServerMessage> Caller::ask(const ClientMessage& message)
{
    const std::uint64_t serial = ++serial_;
    if (const auto sent = send(encode(message, serial)); !sent) return tl::unexpected(Failure(sent.error()));
    for (;;) {
        const auto frame = frames_.next();
        if (!frame) return tl::unexpected(Failure(frame.error().with("from the server")));
        if (!*frame) {
            if (!receive()) return tl::unexpected(Failure(lost()));
            continue;
        }
        auto envelope = decode_server_message(**frame);
        if (!envelope) return tl::unexpected(Failure(envelope.error().with("from the server")));
        const auto* const failed = std::get_if<Failed>(&envelope->message);
        // An answer to nothing in particular is what comes before the server closes.
        if (envelope->serial != serial && !(failed != nullptr && envelope->serial == 0)) continue;
        if (failed == nullptr) return std::move(envelope->message);
        const Error error(failed->message, static_cast<ErrorCode>(failed->code));
        return tl::unexpected(Failure(error, status_for(error.code(), failed->exit_status)));
    }
}

void Caller::wait_for_close()
{
    while (receive()) {
        while (true) {
            const auto frame = frames_.next();
            if (!frame || !*frame) break;
        }
    }
}

Result<void> Caller::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno == EAGAIN) wait_for(socket_.get(), POLLOUT);
        else if (errno != EINTR) return {}; // what it said before it closed is still to be read
    }
    return {};
}

bool Caller::receive()
{
    std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
    for (;;) {
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (count > 0) {
            frames_.feed({buffer.data(), static_cast<std::size_t>(count)});
            return true;
        }
        if (count == 0) return false;
        if (errno == EAGAIN) wait_for(socket_.get(), POLLIN);
        else if (errno != EINTR) return false;
    }
}

} // namespace cleat
