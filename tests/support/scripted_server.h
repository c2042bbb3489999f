#pragma once

#include "common/base/unique_fd.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cleat::test {

/// The body of a frame made by `encode`.
inline std::string body_of(std::string frame)
{
    FrameReader reader(MAX_TO_CLIENT);
    reader.feed(frame);
    const auto body = reader.next();
    REQUIRE(body.has_value());
    REQUIRE(body->has_value());
    return std::string(**body);
}

/// The messages that a client has sent, in order.
class HeardByServer {
 public:
    void feed(std::string_view bytes)
    {
        reader_.feed(bytes);
        for (auto frame = reader_.next(); frame && *frame; frame = reader_.next()) {
            auto envelope = decode_client_message(**frame);
            REQUIRE(envelope.has_value());
            messages.push_back(std::move(*envelope));
        }
    }

    /// The serial of the newest message of a kind; 0 if there is none, or it expects no reply.
    template <class Message>
    [[nodiscard]] std::uint64_t serial_of() const
    {
        for (auto one = messages.rbegin(); one != messages.rend(); ++one)
            if (std::holds_alternative<Message>(one->message)) return one->serial;
        return 0;
    }
    /// The channel of the newest message of a kind; 0 if there is none.
    template <class Message>
    [[nodiscard]] ChannelId channel_of() const
    {
        for (auto one = messages.rbegin(); one != messages.rend(); ++one)
            if (std::holds_alternative<Message>(one->message)) return one->channel;
        return 0;
    }
    /// The newest message of a kind. There must be one.
    template <class Message>
    [[nodiscard]] const Message& newest() const
    {
        for (auto one = messages.rbegin(); one != messages.rend(); ++one)
            if (const auto* const found = std::get_if<Message>(&one->message)) return *found;
        FAIL("it was not sent");
        return std::get<Message>(messages.front().message);
    }
    template <class Message>
    [[nodiscard]] std::size_t count() const
    {
        std::size_t out = 0;
        for (const auto& one : messages) out += std::holds_alternative<Message>(one.message) ? 1U : 0U;
        return out;
    }

    std::vector<Envelope<ClientMessage>> messages;

 private:
    FrameReader reader_{MAX_TO_SERVER};
};

/// The server's end of a connection, played by a test in the client's own thread. What it sends waits in the socket,
/// which has room for some 100 KiB.
class ScriptedServer {
 public:
    ScriptedServer()
    {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        client = UniqueFd(ends[0]);
        socket_ = UniqueFd(ends[1]);
    }

    void say(std::string_view bytes) const
    {
        REQUIRE(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    void say(const ServerMessage& message, std::uint64_t serial = 0, ChannelId channel = 0) const
    {
        say(std::string_view(encode(message, serial, channel)));
    }
    /// Replies to the newest message of a kind, on its channel.
    template <class Asked>
    void answer(const ServerMessage& message)
    {
        const auto& heard = hear();
        say(message, heard.serial_of<Asked>(), heard.channel_of<Asked>());
    }
    /// All that the client has sent so far.
    const HeardByServer& hear()
    {
        std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
        for (ssize_t count = 1; count > 0;) {
            count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (count > 0) heard_.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
        return heard_;
    }
    void close() { socket_.reset(); }
    [[nodiscard]] int descriptor() const { return socket_.get(); }

    UniqueFd client; ///< the client's end

 private:
    UniqueFd socket_;
    HeardByServer heard_;
};

} // namespace cleat::test
