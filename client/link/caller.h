#pragma once

#include "client/link/link.h"
#include "common/conversation/refusal.h"
#include "common/wire/messages.h"

#include <memory>
#include <variant>

namespace cleat {

/// A request that failed: the error, and the exit status for it.
struct Failure {
    Error error;
    int exit_status = 0;

    Failure(Error e, int status) : error(std::move(e)), exit_status(status) {}
    Failure(Error e);                // NOLINT: implicit, with the status for the error
    Failure(const Refusal& refusal); // NOLINT: implicit, with the status that the server suggests
};

template <class T>
using Answer = tl::expected<T, Failure>;

/// Sends requests to the server one at a time and waits for each reply, on its own loop. For verbs that do not attach.
/// A server that does not reply, for example because it is stopped, is `lost`: see `Patience`.
class Caller {
 public:
    /// Connects to the server and greets it. If the link is for observers only, any other role is `refused` before
    /// anything is sent.
    static Answer<Caller> open(const LinkOptions& options, Role role, WithoutServer without = WithoutServer::fail);

    /// Greets the server over an open link.
    static Answer<Caller> greet(OpenLink link, const LinkOptions& options, Role role);

    /// Sends `message` and returns the reply, or the failure that the server reported.
    Answer<ServerMessage> ask(const ClientMessage& message);

    /// Like `ask`, for a request that has only one valid kind of reply.
    template <class Expected>
    Answer<Expected> ask_for(const ClientMessage& message)
    {
        auto answer = ask(message);
        if (!answer) return tl::unexpected(answer.error());
        if (auto* expected = std::get_if<Expected>(&*answer)) return std::move(*expected);
        return tl::unexpected(Failure(Error("the server sent an unexpected reply")));
    }

    /// Waits until the server has closed the connection.
    void wait_for_close();

 private:
    struct Inner;
    struct Delete {
        void operator()(Inner* inner) const;
    };
    explicit Caller(std::unique_ptr<Inner, Delete> inner) : inner_(std::move(inner)) {}

    std::unique_ptr<Inner, Delete> inner_;
};

/// Sends one request on a separate connection, which is closed, and its buffers freed, once the reply has arrived.
template <class Expected>
Answer<Expected> ask_once(const LinkOptions& options, Role role, const ClientMessage& message)
{
    auto caller = Caller::open(options, role);
    if (!caller) return tl::unexpected(caller.error());
    return caller->ask_for<Expected>(message);
}

} // namespace cleat
