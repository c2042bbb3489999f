#include "client/link/caller.h"

#include "client/link/exit_status.h"
#include "client/link/link_patience.h"
#include "client/link/trust.h"
#include "common/wire/codec.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace cleat {

namespace {

/// The serial of what is asked only to hear something.
constexpr std::uint64_t PINGED_SERIAL = UINT64_MAX;

} // namespace

Failure::Failure(Error e) : error(std::move(e)), exit_status(status_for(error.code())) {}

Answer<Caller> Caller::open(const LinkOptions& options, Role role, WithoutServer without)
{
    const Trust trust = trust_in(options);
    if (granted(role, most_role(trust)) != role) return tl::unexpected(Failure(only_looks_on()));
    auto link = open_link(options, without);
    if (!link) return tl::unexpected(Failure(link.error()));
    return greet(std::move(*link), options, role);
}

Answer<Caller> Caller::greet(OpenLink link, const LinkOptions& options, Role role)
{
    const Trust trust = trust_in(options);
    Caller caller(std::move(link));
    caller.patience_ = patience_for(options);
    Hello hello;
    hello.version = CLEAT_VERSION;
    hello.role = role;
    if (const char* const terminal = std::getenv("TERM"); terminal != nullptr && trust != Trust::other_user)
        hello.terminal = terminal;
    const auto welcome = caller.ask_for<Welcome>(hello);
    if (!welcome) return tl::unexpected(welcome.error());
    return caller;
}

Error Caller::lost()
{
    return Error(why_over(command_), ErrorCode::lost);
}

Error Caller::silent()
{
    return Error(why_silent(command_), ErrorCode::lost);
}

/// What is at the other end is no server.
Failure Caller::no_server(const Error& error)
{
    tell_to_end(command_);
    return Failure(error.with("from the server"));
}

Answer<ServerMessage> Caller::ask(const ClientMessage& message)
{
    const std::uint64_t serial = ++serial_;
    if (patience_) patience_->asked(Clock::now());
    if (const auto sent = send(encode(message, serial)); !sent) return tl::unexpected(Failure(sent.error()));
    for (;;) {
        const auto frame = frames_.next();
        if (!frame) return tl::unexpected(no_server(frame.error()));
        if (!*frame) {
            if (const auto received = receive(); !received) return tl::unexpected(Failure(received.error()));
            continue;
        }
        if (patience_) patience_->heard(Clock::now());
        auto envelope = decode_server_message(**frame);
        if (!envelope) return tl::unexpected(no_server(envelope.error()));
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
    patience_.reset(); // one that is about to close answers nothing more
    while (receive().has_value()) {
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
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            if (auto waited = wait_for(POLLOUT); !waited) return waited;
        } else if (errno != EINTR) {
            return {}; // what it said before it closed is still to be read
        }
    }
    return {};
}

Result<void> Caller::receive()
{
    std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
    for (;;) {
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (count > 0) {
            // A few bytes are no greeting yet, and of a long answer any are a sign of life.
            if (patience_ && frames_.has_begun()) patience_->heard(Clock::now());
            frames_.feed({buffer.data(), static_cast<std::size_t>(count)});
            return {};
        }
        if (count == 0) return lost();
        if (errno == EAGAIN) {
            if (auto waited = wait_for(POLLIN); !waited) return waited;
        } else if (errno != EINTR) {
            return lost();
        }
    }
}

/// Returns when the socket may be ready; `lost` where the server does not answer. What can be read is looked for
/// before the time: this program may have been stopped for a while.
Result<void> Caller::wait_for(short what)
{
    for (;;) {
        int left = -1;
        if (patience_) {
            const auto until = std::chrono::ceil<std::chrono::milliseconds>(patience_->due() - Clock::now());
            left = static_cast<int>(std::max(std::chrono::milliseconds(0), until).count());
        }
        pollfd watched{socket_.get(), what, 0};
        if (::poll(&watched, 1, left) != 0) return {};
        const auto task = patience_->take_task(Clock::now());
        if (task == Patience::Task::give_up) return silent();
        // One that takes not even what it was asked is not asked more.
        if (task == Patience::Task::ping && what == POLLIN) {
            const std::string ping = encode(Ping(), PINGED_SERIAL);
            (void)::send(socket_.get(), ping.data(), ping.size(), MSG_NOSIGNAL);
        }
    }
}

} // namespace cleat
