#include "client/link/caller.h"

#include "client/link/exit_status.h"
#include "client/link/link_patience.h"
#include "client/link/own_terminal.h"
#include "client/link/trust.h"
#include "common/conversation/server_connection.h"

#include <optional>
#include <utility>

namespace cleat {

Failure::Failure(Error e) : error(std::move(e)), exit_status(status_for(error.code())) {}

Failure::Failure(const Refusal& refusal)
    : error(refusal.error), exit_status(status_for(refusal.error.code(), refusal.exit_status))
{}

struct Caller::Inner {
    Inner(OpenLink link, const Patience& patience)
        : command(std::move(link.command)),
          server(loop, std::move(link.socket), patience,
                 {.on_push = [this](Push& push) { take(push); },
                  .on_drained = {},
                  .explain = [this](ServerConnection::Over over, const Error& why) { return explain(over, why); },
                  .on_over = [this](ServerConnection::Over, const Error&) { is_over = true; }})
    {}

    /// A `Failed` that answers no request comes before the server closes the connection.
    void take(const Push& push)
    {
        if (const auto* const failed = std::get_if<Failed>(&push)) server.end(refusal_of(*failed));
    }

    Error explain(ServerConnection::Over over, const Error& why)
    {
        switch (over) {
        case ServerConnection::Over::closed: return Error(close_reason(command), ErrorCode::lost);
        case ServerConnection::Over::silent: return Error(why_silent(command), ErrorCode::lost);
        case ServerConnection::Over::no_frame:
        case ServerConnection::Over::nonsense: break;
        }
        // The peer does not speak the protocol.
        terminate_command(command);
        return why.with("invalid data from the server");
    }

    Conversation::OnReply to_answer()
    {
        answer.reset();
        return [this](Reply<ServerMessage> reply) { answer = std::move(reply); };
    }

    Answer<ServerMessage> wait_for_answer()
    {
        while (!answer && loop.turn()) {
        }
        if (!answer)
            return tl::unexpected(Failure(Error("the connection ended before the reply arrived", ErrorCode::lost)));
        auto reply = *std::exchange(answer, std::nullopt);
        if (!reply) return tl::unexpected(Failure(reply.error()));
        return std::move(*reply);
    }

    Loop loop;
    LinkCommand command;
    std::optional<Reply<ServerMessage>> answer; ///< to the last request
    bool is_over = false;
    ServerConnection server;
};

void Caller::Delete::operator()(Inner* inner) const
{
    delete inner;
}

Answer<Caller> Caller::open(const LinkOptions& options, Role role, WithoutServer without)
{
    const Trust trust = trust_in(options);
    if (granted(role, most_role(trust)) != role) return tl::unexpected(Failure(observers_only_error()));
    auto link = open_link(options, without);
    if (!link) return tl::unexpected(Failure(link.error()));
    return greet(std::move(*link), options, role);
}

Answer<Caller> Caller::greet(OpenLink link, const LinkOptions& options, Role role)
{
    Caller caller(std::unique_ptr<Inner, Delete>(new Inner(std::move(link), patience_for(options))));
    Inner& inner = *caller.inner_;
    inner.server.greet({.role = role, .terminal = terminal_for(options)},
                       [on_reply = inner.to_answer()](const Reply<Welcome>& reply) {
                           if (reply) on_reply(ServerMessage(*reply));
                           else on_reply(tl::unexpected(reply.error()));
                       });
    if (auto welcome = inner.wait_for_answer(); !welcome) return tl::unexpected(std::move(welcome.error()));
    return caller;
}

Answer<ServerMessage> Caller::ask(const ClientMessage& message)
{
    inner_->server.ask(message, inner_->to_answer());
    return inner_->wait_for_answer();
}

void Caller::wait_for_close()
{
    inner_->server.wait_without_limit(); // a server that is about to close the connection sends no more replies
    while (!inner_->is_over && inner_->loop.turn()) {
    }
}

} // namespace cleat
