#include "server/keeper/readiness.h"

#include "common/base/duration.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace cleat {
namespace {

/// Notifies systemd, or whatever else set NOTIFY_SOCKET (sd_notify(3)).
void notify_service_manager(std::string_view state)
{
    const char* const path = std::getenv("NOTIFY_SOCKET");
    if (path == nullptr) return;
    std::string name = path;
    sockaddr_un address{};
    if (name.size() < 2 || name.size() >= sizeof address.sun_path) return;
    if (name[0] == '@') name[0] = '\0'; // an abstract name (unix(7))
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, name.size());
    const UniqueFd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
             length);
}

/// Writes a byte with the exit code, then the message, and closes the pipe.
void write_report(UniqueFd pipe, int code, const std::string& message)
{
    if (!pipe) return;
    const auto text = static_cast<char>(code) + message;
    if (::write(pipe.get(), text.data(), text.size()) < 0) return; // the reader has exited
}

} // namespace

void Readiness::ready()
{
    if (std::exchange(is_reported_, true)) return;
    notify_service_manager("READY=1");
    write_report(std::move(pipe_), 0, "");
}

void Readiness::failed(int code, const std::string& message)
{
    if (std::exchange(is_reported_, true)) return;
    write_report(std::move(pipe_), code, message);
}

Verdict wait_for_readiness(int pipe, std::chrono::milliseconds patience)
{
    std::string told;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return {.code = 1, .message = "the server is not ready after " + format_duration(patience)};
        pollfd watched{.fd = pipe, .events = POLLIN, .revents = 0};
        if (::poll(&watched, 1, static_cast<int>(left.count())) <= 0) continue;
        std::array<char, 4096> buffer{};
        const auto count = ::read(pipe, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        told.append(buffer.data(), static_cast<std::size_t>(count));
    }
    if (told.empty()) return {.code = 1, .message = "the server ended before it was ready"};
    return {.code = static_cast<unsigned char>(told[0]), .message = told.substr(1)};
}

} // namespace cleat
