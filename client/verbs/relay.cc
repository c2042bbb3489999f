#include "client/verbs/all_verbs.h"

#include <CLI/CLI.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

namespace cleat {

namespace {

/// Bytes in transit in one direction, and the two descriptors.
class Pipe {
 public:
    Pipe(int from, int to) : from_(from), to_(to) {}

    [[nodiscard]] pollfd reading() const { return {!over_ && waiting_.empty() ? from_ : -1, POLLIN, 0}; }
    [[nodiscard]] pollfd writing() const { return {waiting_.empty() ? -1 : to_, POLLOUT, 0}; }
    [[nodiscard]] bool is_over() const { return over_ && waiting_.empty(); }

    void read()
    {
        std::array<char, 64U << 10> buffer; // NOLINT: the kernel fills what is used
        const ssize_t count = ::read(from_, buffer.data(), buffer.size());
        if (count > 0) waiting_.assign(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || (errno != EAGAIN && errno != EINTR)) over_ = true;
    }

    void write()
    {
        const ssize_t count = ::write(to_, waiting_.data(), waiting_.size());
        if (count >= 0) {
            waiting_.erase(0, static_cast<std::size_t>(count));
        } else if (errno != EAGAIN && errno != EINTR) {
            waiting_.clear();
            over_ = true;
        }
    }

 private:
    int from_;
    int to_;
    std::string waiting_;
    bool over_ = false;
};

int relay(int socket)
{
    Pipe to_server(STDIN_FILENO, socket);
    Pipe to_client(socket, STDOUT_FILENO);
    bool has_shut_down = false;
    while (!to_client.is_over()) {
        std::array<pollfd, 4> watched{to_server.reading(), to_server.writing(), to_client.reading(),
                                      to_client.writing()};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;
        if (watched[0].revents != 0) to_server.read();
        if (watched[1].revents != 0) to_server.write();
        if (watched[2].revents != 0) to_client.read();
        if (watched[3].revents != 0) to_client.write();
        if (to_server.is_over() && !has_shut_down) {
            ::shutdown(socket, SHUT_WR);
            has_shut_down = true;
        }
    }
    return 0;
}

} // namespace

VerbAction define_relay(CLI::App& app)
{
    app.footer("cleat --via 'ssh host cleat relay' ls\nList the sessions on another host.");
    return [](const VerbContext& context) {
        ::signal(SIGPIPE, SIG_IGN);
        const auto link = open_link(context.link, WithoutServer::start_one);
        if (!link) return report(link.error());
        return relay(link->socket.get());
    };
}

} // namespace cleat
