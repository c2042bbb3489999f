#pragma once

#include "client/link/link.h"
#include "common/conversation/refusal.h"
#include "common/wire/messages.h"

#include <memory>
#include <variant>

namespace cleat {

/// A request that failed: the error, and what to exit with.
struct Failure {
    Error error;
    int exit_status = 0;

    Failure(Error e, int status) : error(std::move(e)), exit_status(status) {}
    Failure(Error e);                // NOLINT: an error is a failure with the status for it
    Failure(const Refusal& refusal); // NOLINT: and so is what a server refused, with the status that it suggests
};

template <class T>
using Answer = tl::expected<T, Failure>;

/// Asks the server one thing after the other and waits for each answer, with a loop of its own. For verbs that do not
/// attach. A server that is
/// there and does not answer, as one that was stopped, is `lost`: see `Patience`.
class Caller {
 public:
    /// Reaches the server and greets it. `refused` where the link is one for observers alone, before anything is said.
    static Answer<Caller> open(const LinkOptions& options, Role role, WithoutServer without = WithoutServer::fail);

    /// Greets the server that a socket leads to, by that link.
    static Answer<Caller> greet(OpenLink link, const LinkOptions& options, Role role);

    /// The answer to `message`; what the server refused, or could not do, is the failure.
    Answer<ServerMessage> ask(const ClientMessage& message);

    /// The same, where only one kind of answer makes sense.
    template <class Expected>
    Answer<Expected> ask_for(const ClientMessage& message)
    {
        auto answer = ask(message);
        if (!answer) return tl::unexpected(answer.error());
        if (auto* expected = std::get_if<Expected>(&*answer)) return std::move(*expected);
        return tl::unexpected(Failure(Error("the server gave an answer to something else")));
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

/// Asks one thing on a connection of its own. It is closed when the answer is here, and what was read of it freed.
template <class Expected>
Answer<Expected> ask_once(const LinkOptions& options, Role role, const ClientMessage& message)
{
    auto caller = Caller::open(options, role);
    if (!caller) return tl::unexpected(caller.error());
    return caller->ask_for<Expected>(message);
}

} // namespace cleat
