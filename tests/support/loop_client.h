#pragma once

#include "common/net/connection.h"
#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace cleat::test {

/// A client of a server on the same loop. Does not check what it sends.
class LoopClient {
 public:
    /// Uses a socket on which nothing was sent yet.
    LoopClient(Loop& loop, UniqueFd socket) : loop_(loop)
    {
        ::fcntl(socket.get(), F_SETFL, O_RDWR | O_NONBLOCK);
        connection_ =
            std::make_unique<Connection>(loop, std::move(socket), MAX_TO_CLIENT,
                                         Connection::Handlers{.on_frame = [this](std::string_view body) { hear(body); },
                                                              .on_drained = {},
                                                              .on_broken = {},
                                                              .on_closed = [this] { is_closed_ = true; },
                                                              .on_part = {}});
    }
    /// Connects and greets the server.
    LoopClient(Loop& loop, const std::string& socket) : LoopClient(loop, connected(socket)) { greet(); }

    Welcome greet(Role role = Role::controller)
    {
        Hello hello;
        hello.role = role;
        return ask_for<Welcome>(hello);
    }

    void say(const ClientMessage& message, ChannelId channel = 0) { say_bytes(encode(message, 0, channel)); }
    void say_bytes(std::string bytes) { connection_->send(std::move(bytes)); }
    /// Sends a request and returns its serial for `answer`; `ask` does both.
    std::uint64_t say_for_answer(const ClientMessage& message, ChannelId channel = 0)
    {
        say_bytes(encode(message, ++serial_, channel));
        return serial_;
    }
    /// Waits for the reply to a request, which must come on that channel. Pushes that come meanwhile are kept.
    ServerMessage answer(std::uint64_t serial, ChannelId channel = 0)
    {
        REQUIRE(until([&] { return has_answer(serial); }));
        const auto found = std::ranges::find(heard_, serial, &Envelope<ServerMessage>::serial);
        REQUIRE_MESSAGE(found != heard_.end(), "the server closed");
        CHECK(found->channel == channel);
        ServerMessage out = std::move(found->message);
        heard_.erase(found);
        return out;
    }
    [[nodiscard]] bool has_answer(std::uint64_t serial) const
    {
        return std::ranges::find(heard_, serial, &Envelope<ServerMessage>::serial) != heard_.end();
    }
    ServerMessage ask(const ClientMessage& message, ChannelId channel = 0)
    {
        return answer(say_for_answer(message, channel), channel);
    }
    template <class Expected>
    Expected ask_for(const ClientMessage& message, ChannelId channel = 0)
    {
        auto answer = ask(message, channel);
        const auto* const failed = std::get_if<Failed>(&answer);
        REQUIRE_MESSAGE(std::holds_alternative<Expected>(answer),
                        (failed != nullptr ? failed->message : std::string()));
        return std::get<Expected>(std::move(answer));
    }
    /// Waits for the next push of a kind on that channel. Drops other pushes before it on the channel.
    template <class Expected>
    Expected next(ChannelId channel = 0)
    {
        for (;;) {
            const auto is_on_it = [channel](const auto& one) { return one.channel == channel; };
            REQUIRE(until([&] { return std::ranges::any_of(heard_, is_on_it); }));
            const auto found = std::ranges::find_if(heard_, is_on_it);
            REQUIRE_MESSAGE(found != heard_.end(), "the server closed");
            const ServerMessage first = std::move(found->message);
            heard_.erase(found);
            if (const auto* const wanted = std::get_if<Expected>(&first)) return *wanted;
        }
    }
    /// Waits for the next push of any kind.
    ServerMessage next_any()
    {
        REQUIRE(until([&] { return !heard_.empty(); }));
        REQUIRE_MESSAGE(!heard_.empty(), "the server closed");
        ServerMessage first = std::move(heard_.front().message);
        heard_.pop_front();
        return first;
    }
    /// The number of pushes of a kind that were not taken yet.
    template <class Message>
    [[nodiscard]] std::size_t count() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            heard_, [](const auto& one) { return one.serial == 0 && std::holds_alternative<Message>(one.message); }));
    }

    /// Waits until the server closes the connection; returns the error in its last message.
    std::string turned_away()
    {
        CHECK(until([&] { return is_closed_; }));
        const auto* const failed = heard_.empty() ? nullptr : std::get_if<Failed>(&heard_.back().message);
        return failed != nullptr ? failed->message : std::string();
    }
    [[nodiscard]] bool is_closed() const { return is_closed_; }
    /// Stops or resumes reading.
    void pause(bool paused) { connection_->pause(paused); }

 private:
    static UniqueFd connected(const std::string& socket)
    {
        auto out = connect_to(socket);
        REQUIRE(out.has_value());
        return std::move(*out);
    }
    void hear(std::string_view body)
    {
        auto envelope = decode_server_message(body);
        REQUIRE(envelope.has_value());
        heard_.push_back(std::move(*envelope));
    }
    /// Turns the loop until the condition holds or the server closes.
    template <class Condition>
    bool until(Condition holds)
    {
        return turn_until(loop_, [&] {
            loop_.defer([] {}); // avoids blocking: a sleeping CPU is slow to wake up
            return holds() || is_closed_;
        });
    }

    Loop& loop_;
    std::unique_ptr<Connection> connection_;
    std::deque<Envelope<ServerMessage>> heard_;
    std::uint64_t serial_ = 0;
    bool is_closed_ = false;
};

} // namespace cleat::test
