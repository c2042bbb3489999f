#pragma once

#include "common/base/unique_fd.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace cleat::test {

/// The server's end of a connection, for a client that blocks for replies: a thread that answers each message.
class AnsweringServer {
 public:
    /// Returns the answer to a message with that serial, as whole frames; nothing to close the connection.
    using Answers = std::function<std::optional<std::string>(const ClientMessage&, std::uint64_t serial)>;

    explicit AnsweringServer(Answers answers) : answers_(std::move(answers))
    {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        client = UniqueFd(ends[0]);
        socket_ = UniqueFd(ends[1]);
        REQUIRE(::fcntl(client.get(), F_SETFL, O_NONBLOCK) == 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~AnsweringServer()
    {
        ::shutdown(socket_.get(), SHUT_RDWR);
        thread_.join();
    }
    AnsweringServer(const AnsweringServer&) = delete;
    AnsweringServer& operator=(const AnsweringServer&) = delete;

    UniqueFd client; ///< the client's end, non-blocking

 private:
    void serve()
    {
        FrameReader frames(MAX_TO_SERVER);
        std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
        for (;;) {
            const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (count <= 0) return;
            frames.feed({buffer.data(), static_cast<std::size_t>(count)});
            for (auto frame = frames.next(); frame && *frame; frame = frames.next()) {
                const auto envelope = decode_client_message(**frame);
                const auto answer = envelope ? answers_(envelope->message, envelope->serial) : std::nullopt;
                if (!answer) return void(::shutdown(socket_.get(), SHUT_RDWR));
                (void)::send(socket_.get(), answer->data(), answer->size(), MSG_NOSIGNAL);
            }
        }
    }

    Answers answers_;
    UniqueFd socket_;
    std::thread thread_;
};

} // namespace cleat::test
