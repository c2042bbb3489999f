#pragma once

#include "common/conversation/server_connection.h"
#include "common/net/connection.h"
#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "server/peer/worker.h"
#include "tests/support/fake_keeper.h"
#include "tests/support/scratch.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace cleat::test {

/// A client of a worker on the same loop.
class LoopClient {
 public:
    LoopClient(Loop& loop, const std::string& socket) : loop_(loop)
    {
        auto connected = connect_to(socket);
        REQUIRE(connected.has_value());
        ::fcntl(connected->get(), F_SETFL, O_RDWR | O_NONBLOCK);
        connection_ = std::make_unique<Connection>(loop, std::move(*connected), MOST_TO_CLIENT,
                                                   Connection::Handlers{.on_frame =
                                                                            [this](std::string_view body) {
                                                                                auto heard =
                                                                                    decode_server_message(body);
                                                                                REQUIRE(heard.has_value());
                                                                                heard_.push_back(std::move(*heard));
                                                                            },
                                                                        .on_drained = {},
                                                                        .on_broken = {},
                                                                        .on_closed = [] {},
                                                                        .on_part = {}});
        (void)ask_for<Welcome>(Hello());
    }

    void say(const ClientMessage& message) { connection_->send(encode(message)); }
    /// The answer. What is pushed meanwhile is kept.
    ServerMessage ask(const ClientMessage& message)
    {
        connection_->send(encode(message, ++serial_));
        const auto is_answer = [this](const Envelope<ServerMessage>& one) { return one.serial == serial_; };
        REQUIRE(turn_until(loop_, [&] {
            loop_.defer([] {}); // a processor that sleeps takes long to wake up
            return std::ranges::any_of(heard_, is_answer);
        }));
        const auto found = std::ranges::find_if(heard_, is_answer);
        ServerMessage out = std::move(found->message);
        heard_.erase(found);
        return out;
    }
    template <class Expected>
    Expected ask_for(const ClientMessage& message)
    {
        auto answer = ask(message);
        const auto* const failed = std::get_if<Failed>(&answer);
        REQUIRE_MESSAGE(std::holds_alternative<Expected>(answer),
                        (failed != nullptr ? failed->message : std::string()));
        return std::get<Expected>(std::move(answer));
    }
    /// The next message of a kind that was pushed, or is. Others before it are dropped.
    template <class Expected>
    Expected next()
    {
        for (;;) {
            REQUIRE(turn_until(loop_, [&] { return !heard_.empty(); }));
            const ServerMessage first = std::move(heard_.front().message);
            heard_.pop_front();
            if (const auto* const found = std::get_if<Expected>(&first)) return *found;
        }
    }
    /// Whether anything was pushed that was not taken.
    [[nodiscard]] bool has_heard() const { return !heard_.empty(); }
    /// Takes what was pushed, of any kind.
    ServerMessage next_any()
    {
        REQUIRE(turn_until(loop_, [&] { return !heard_.empty(); }));
        ServerMessage first = std::move(heard_.front().message);
        heard_.pop_front();
        return first;
    }

 private:
    Loop& loop_;
    std::unique_ptr<Connection> connection_;
    std::deque<Envelope<ServerMessage>> heard_;
    std::uint64_t serial_ = 0;
};

/// A worker, its keeper and its clients in one process. The test plays the programs, and turns the loop. One worker can
/// take the place of another.
struct WorkerWorld {
    Scratch directory;
    Loop loop;
    FakeKeeper keeper{loop};
    std::optional<Worker> worker;
    std::optional<LoopClient> client;

    WorkerWorld() { begin(); }

    /// The worker and its client are gone, without a word, and others take their places.
    void restart()
    {
        client.reset();
        worker.reset();
        begin();
    }
    template <class Condition>
    bool until(Condition holds)
    {
        return turn_until(loop, holds);
    }

 private:
    void begin()
    {
        const std::string socket = directory / "socket";
        worker.emplace(loop, keeper.link(), RuntimePlace{.directory = directory.path()});
        keeper.hand_over();
        keeper.serve_at(socket);
        client.emplace(loop, socket);
    }
};

} // namespace cleat::test
