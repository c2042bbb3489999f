#include "tests/support/piped.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace cleat::test {

namespace {

struct Ends {
    UniqueFd read;
    UniqueFd write;
};

Ends make_pipe()
{
    int ends[2] = {-1, -1};
    (void)!::pipe2(ends, O_CLOEXEC);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

bool is_past(std::chrono::steady_clock::time_point end)
{
    return std::chrono::steady_clock::now() >= end;
}

} // namespace

Piped::Piped(const std::vector<std::string>& command, const Variables& variables) : program_(start(command, variables))
{}

pid_t Piped::start(const std::vector<std::string>& command, const Variables& variables)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<std::string> arguments = command;
    std::vector<std::string> environment = environment_with(variables);
    std::vector<char*> argv;
    std::vector<char*> envp;
    for (std::string& text : arguments) argv.push_back(text.data());
    for (std::string& text : environment) envp.push_back(text.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    Ends in = make_pipe();
    Ends out = make_pipe();
    Ends err = make_pipe();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(in.read.get(), 0);
        ::dup2(out.write.get(), 1);
        ::dup2(err.write.get(), 2);
        ::signal(SIGPIPE, SIG_DFL);
        ::setsid();
        ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    input_ = std::move(in.write);
    output_ = std::move(out.read);
    error_output_ = std::move(err.read);
    ::fcntl(input_.get(), F_SETFL, O_NONBLOCK);
    return pid;
}

bool Piped::write(std::string_view bytes)
{
    const auto end = std::chrono::steady_clock::now() + DEADLINE;
    while (!bytes.empty() && !is_past(end)) {
        const ssize_t count = ::write(input_.get(), bytes.data(), bytes.size());
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EAGAIN) return false;
        else {
            pollfd watched{input_.get(), POLLOUT, 0};
            ::poll(&watched, 1, 100);
        }
    }
    return bytes.empty();
}

/// Reads what is available on both streams, or waits a little; false once both are closed.
bool Piped::fill()
{
    std::array<pollfd, 2> watched{{{output_.get(), POLLIN, 0}, {error_output_.get(), POLLIN, 0}}};
    ::poll(watched.data(), watched.size(), 100);
    const auto take = [this](const pollfd& ready, UniqueFd& from, std::string& to) {
        if (!from || ready.revents == 0) return;
        std::array<char, 65'536> buffer;
        const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
        if (count > 0) to.append(buffer.data(), static_cast<std::size_t>(count));
        if (count > 0) taken_ += static_cast<std::size_t>(count);
        if (count == 0) from.reset();
    };
    take(watched[0], output_, buffer_);
    take(watched[1], error_output_, errors_);
    return output_ || error_output_;
}

std::string Piped::line()
{
    const auto end = std::chrono::steady_clock::now() + DEADLINE;
    std::size_t newline = 0;
    while ((newline = buffer_.find('\n')) == std::string::npos && output_ && !is_past(end)) fill();
    if (newline == std::string::npos) return {};
    std::string out = buffer_.substr(0, newline);
    buffer_.erase(0, newline + 1);
    return out;
}

std::string Piped::read(std::size_t most)
{
    const auto end = std::chrono::steady_clock::now() + DEADLINE;
    while (buffer_.size() < most && output_ && !is_past(end)) fill();
    std::string out = buffer_.substr(0, most);
    buffer_.erase(0, out.size());
    return out;
}

std::string Piped::rest()
{
    const auto end = std::chrono::steady_clock::now() + DEADLINE;
    while (fill() && !is_past(end)) {
    }
    return std::exchange(buffer_, {});
}

} // namespace cleat::test
