#pragma once

#include "common/base/unique_fd.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/support/process.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace cleat::test {

/// A process that listens like a server, and sends each client what the test specifies. Writes all that clients send to
/// a file. Killed when this object is destroyed.
class ForgedServer {
 public:
    /// Returns the answer to a client's message with that serial, as whole frames.
    using Answers = std::function<std::string(const ClientMessage&, std::uint64_t serial)>;

    /// Listens at `socket`, as `user`; writes what it receives to `heard`. With a `flood`, a client that has attached
    /// is sent only that, again and again, and nothing more is received from it.
    ForgedServer(std::filesystem::path socket, std::filesystem::path heard, Answers answers, uid_t user = ::geteuid(),
                 std::string flood = {})
        : heard_(std::move(heard)), flood_(std::move(flood)), child_(start(socket, heard_, answers, user, flood_))
    {}

    /// The messages that clients have sent so far, in order.
    [[nodiscard]] std::vector<ClientMessage> heard() const
    {
        std::ifstream file(heard_, std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        FrameReader frames(MAX_TO_SERVER);
        frames.feed(bytes.str());
        std::vector<ClientMessage> out;
        while (true) {
            const auto frame = frames.next();
            if (!frame || !*frame) return out;
            if (auto envelope = decode_client_message(**frame)) out.push_back(std::move(envelope->message));
        }
    }
    template <class Message>
    [[nodiscard]] std::size_t count() const
    {
        std::size_t count = 0;
        for (const auto& message : heard()) count += std::holds_alternative<Message>(message) ? 1U : 0U;
        return count;
    }

 private:
    static Child start(const std::filesystem::path& path, const std::filesystem::path& heard, const Answers& answers,
                       uid_t user, const std::string& flood)
    {
        UniqueFd door(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        REQUIRE(path.string().size() < sizeof address.sun_path);
        std::strcpy(address.sun_path, path.c_str());
        REQUIRE(::bind(door.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::chmod(path.c_str(), 0666) == 0);
        UniqueFd log(::open(heard.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        const UniqueFd listens(ends[0]);
        UniqueFd says(ends[1]);
        const pid_t pid = ::fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            // The peer that clients see is the caller of listen(2).
            if (user != ::geteuid() && ::setuid(user) < 0) ::_exit(1);
            if (::listen(door.get(), 16) == 0 && ::write(says.get(), "", 1) == 1)
                serve(door.get(), log.get(), answers, flood);
            ::_exit(0);
        }
        says.reset();
        char byte = 0;
        REQUIRE(::read(listens.get(), &byte, 1) == 1);
        return Child(pid);
    }

    static void serve(int door, int log, const Answers& answers, const std::string& flood)
    {
        std::signal(SIGCHLD, SIG_IGN);
        for (;;) {
            const int client = ::accept(door, nullptr, nullptr);
            if (client < 0) continue;
            if (::fork() == 0) {
                ::close(door);
                converse(client, log, answers, flood);
                ::_exit(0);
            }
            ::close(client);
        }
    }

    static void converse(int client, int log, const Answers& answers, const std::string& flood)
    {
        FrameReader frames(MAX_TO_SERVER);
        std::array<char, 64U << 10> buffer;
        for (;;) {
            const ssize_t count = ::read(client, buffer.data(), buffer.size());
            if (count <= 0) return;
            (void)!::write(log, buffer.data(), static_cast<std::size_t>(count));
            frames.feed({buffer.data(), static_cast<std::size_t>(count)});
            for (auto frame = frames.next(); frame && *frame; frame = frames.next()) {
                const auto envelope = decode_client_message(**frame);
                if (!envelope) return;
                if (!say(client, answers(envelope->message, envelope->serial))) return;
                if (std::holds_alternative<Attach>(envelope->message) && !flood.empty())
                    while (say(client, flood)) {
                    }
            }
        }
    }

    static bool say(int client, const std::string& bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t sent = ::send(client, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
            if (sent <= 0) return false;
            at += static_cast<std::size_t>(sent);
        }
        return true;
    }

    std::filesystem::path heard_;
    std::string flood_;
    Child child_;
};

} // namespace cleat::test
