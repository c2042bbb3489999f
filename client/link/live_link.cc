#include "client/link/live_link.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

namespace cleat {

namespace {

/// Bytes kept of the last line that a command wrote to standard error.
constexpr std::size_t MAX_WORDS = 256;

/// A command in its own session is killed with its whole process group.
void kill_all(const LinkCommand& command)
{
    ::kill(command.terminal == LinkTerminal::none ? -command.pid : command.pid, SIGKILL);
}

} // namespace

LiveLink::LiveLink(Loop& loop, LinkOptions options, LinkCommand command) : loop_(loop), options_(std::move(options))
{
    use(std::move(command));
}

LiveLink::~LiveLink()
{
    for (const LinkCommand& command : ending_) kill_all(command);
}

Result<UniqueFd> LiveLink::reopen()
{
    reap();
    for (const LinkCommand& command : ending_) kill_all(command);
    auto link = open_watched_link(options_, LinkTerminal::none);
    if (!link) return link.error();
    use(std::move(link->command));
    return std::move(link->socket);
}

void LiveLink::use(LinkCommand command)
{
    message_watch_.reset(); // before its descriptor is closed
    command_ = std::move(command);
    message_.clear();
    if (!command_.messages) return;
    message_watch_.emplace(loop_, command_.messages.get(), [this](FdWatch::Ready) { read_last_message(); });
    message_watch_->set(Interest::read);
}

void LiveLink::abandon()
{
    if (command_.pid == 0) return;
    terminate_command(command_);
    ending_.push_back({std::exchange(command_.pid, 0), command_.terminal, {}});
    reap();
}

void LiveLink::reap()
{
    std::erase_if(ending_, [](const LinkCommand& command) { return ::waitpid(command.pid, nullptr, WNOHANG) != 0; });
}

void LiveLink::read_last_message()
{
    std::array<char, 4096> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::read(command_.messages.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return message_watch_->set(Interest::none);
    std::string_view said(buffer.data(), static_cast<std::size_t>(count));
    if (!was_established_) {
        (void)!::write(STDERR_FILENO, said.data(), said.size());
        return;
    }
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r')) said.remove_suffix(1);
    if (const auto line = said.find_last_of('\n'); line != std::string_view::npos) said.remove_prefix(line + 1);
    if (said.empty()) return;
    message_ = said.substr(0, MAX_WORDS);
    if (on_message_) on_message_();
}

} // namespace cleat
