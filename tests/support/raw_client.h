#pragma once

#include "common/socket/socket.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/support/server.h"

#include <doctest/doctest.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A connection to the server on which any bytes can be sent.
class RawClient {
 public:
    explicit RawClient(const Server& server) : RawClient(server.socket()) {}
    explicit RawClient(const std::filesystem::path& path)
    {
        auto socket = connect_to(path.string());
        REQUIRE(socket.has_value());
        socket_ = std::move(*socket);
    }

    /// Sends all bytes, unless the server closes the connection.
    void say(std::string_view bytes)
    {
        while (!bytes.empty()) {
            pollfd watched{socket_.get(), POLLOUT, 0};
            ::poll(&watched, 1, 1'000);
            const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count < 0 && errno != EAGAIN) return;
            if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void say(const ClientMessage& message) { say(std::string_view(encode(message))); }

    /// The next message; nothing if the server has closed the connection.
    std::optional<ServerMessage> hear()
    {
        auto envelope = hear_envelope();
        if (!envelope) return std::nullopt;
        return std::move(envelope->message);
    }

    /// Sends a request and waits for the reply; messages before it go to `pushed`.
    ServerMessage ask(const ClientMessage& message)
    {
        say(encode(message, ++serial_));
        return answer_to(serial_);
    }
    /// Waits for the reply to the request with that serial; messages before it go to `pushed`.
    ServerMessage answer_to(std::uint64_t serial)
    {
        while (auto envelope = hear_envelope()) {
            if (envelope->serial == serial) return std::move(envelope->message);
            pushed.push_back(std::move(envelope->message));
        }
        FAIL("the server closed");
        return Done();
    }
    /// Sends several requests in one write, and waits for the replies, which it returns in the order of arrival.
    std::vector<ServerMessage> ask_all(const std::vector<ClientMessage>& messages)
    {
        std::string bytes;
        for (const ClientMessage& message : messages) bytes += encode(message, ++serial_);
        say(bytes);
        std::vector<ServerMessage> out;
        while (out.size() < messages.size()) {
            auto envelope = hear_envelope();
            REQUIRE(envelope.has_value());
            if (envelope->serial != 0) out.push_back(std::move(envelope->message));
            else pushed.push_back(std::move(envelope->message));
        }
        return out;
    }
    /// Like `ask`, and requires this kind of reply.
    template <class Expected>
    Expected ask_for(const ClientMessage& message)
    {
        auto answer = ask(message);
        REQUIRE(std::holds_alternative<Expected>(answer));
        return std::get<Expected>(std::move(answer));
    }

    /// Waits for the next push of a kind, and drops other pushes before it.
    template <class Expected>
    Expected next()
    {
        while (true) {
            if (pushed.empty()) {
                auto message = hear();
                REQUIRE(message.has_value());
                pushed.push_back(std::move(*message));
            }
            const ServerMessage first = std::move(pushed.front());
            pushed.pop_front();
            if (const auto* const found = std::get_if<Expected>(&first)) return *found;
        }
    }

    /// The error with which the server closes the connection.
    std::string turned_away()
    {
        const auto message = hear();
        if (!message) return "closed";
        const auto* const failed = std::get_if<Failed>(&*message);
        REQUIRE(failed != nullptr);
        CHECK_FALSE(hear().has_value());
        return failed->message;
    }

    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// Takes bytes that the test read from the descriptor itself.
    void feed(std::string_view bytes) { frames_.feed(bytes); }

    std::deque<ServerMessage> pushed;

    /// The next message with its serial and channel; nothing if the server has closed the connection.
    std::optional<Envelope<ServerMessage>> hear_envelope()
    {
        const auto end = std::chrono::steady_clock::now() + DEADLINE;
        while (std::chrono::steady_clock::now() < end) {
            auto frame = frames_.next();
            REQUIRE(frame.has_value());
            if (*frame) {
                auto envelope = decode_server_message(**frame);
                REQUIRE(envelope.has_value());
                return std::move(*envelope);
            }
            pollfd watched{socket_.get(), POLLIN, 0};
            ::poll(&watched, 1, 100);
            std::array<char, 4096> buffer;
            const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (count == 0 || (count < 0 && errno != EAGAIN)) return std::nullopt;
            if (count > 0) frames_.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
        FAIL("the server neither answered nor closed");
        return std::nullopt;
    }

 private:
    UniqueFd socket_;
    FrameReader frames_{MAX_TO_CLIENT};
    std::uint64_t serial_ = 0;
};

} // namespace cleat::test
