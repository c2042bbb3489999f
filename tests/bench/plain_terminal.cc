#include "tests/bench/plain_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace cleat::bench {

namespace {

/// Clients' queries, and the replies of a modern terminal.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> ANSWERS{{
    {"\x1b]10;?", "\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\"},
    {"\x1b]11;?", "\x1b]11;rgb:1010/1010/1010\x1b\\"},
    {"\x1b[?2026$p", "\x1b[?2026;2$y"},
    {"\x1b[>c", "\x1b[>41;390;0c"},
    {"\x1b[16t", "\x1b[6;16;8t"},
    {"\x1b[c", "\x1b[?64;1;22c"}, // the last, because clients treat it as the last reply
}};

std::vector<char*> pointers(std::vector<std::string>& strings)
{
    std::vector<char*> out;
    for (std::string& text : strings) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

PlainTerminal::PlainTerminal(const std::vector<std::string>& command, const test::Variables& variables)
    : PlainTerminal(start(command, variables))
{}

PlainTerminal PlainTerminal::start(const std::vector<std::string>& command, const test::Variables& variables)
{
    std::vector<std::string> arguments = command;
    std::vector<std::string> environment = test::environment_with(variables);
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    const winsize window{SIZE.rows, SIZE.columns, 0, 0};
    int master = -1;
    const pid_t pid = ::forkpty(&master, nullptr, nullptr, &window);
    if (pid < 0) throw std::runtime_error("cannot create a terminal");
    if (pid == 0) {
        ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    return {UniqueFd(master), pid};
}

void PlainTerminal::type(std::string_view bytes) const
{
    if (::write(master_.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("a terminal took no input");
}

void PlainTerminal::until(std::string_view text)
{
    const auto end = Clock::now() + test::DEADLINE;
    const std::size_t before_last = text.size() - 1;
    std::string seam; // the end of earlier reads, where the text may have started
    while (Clock::now() < end && wait(test::DEADLINE)) {
        const std::string_view got = read();
        seam += got.substr(0, before_last);
        if (got.find(text) != std::string_view::npos || seam.find(text) != std::string::npos) return;
        if (got.size() >= before_last) seam = got.substr(got.size() - before_last);
        else if (seam.size() > before_last) seam.erase(0, seam.size() - before_last);
    }
    throw std::runtime_error("\"" + std::string(text) + "\" did not come");
}

void PlainTerminal::settle(std::chrono::milliseconds quiet)
{
    while (wait(quiet)) answer(read());
}

bool PlainTerminal::wait(std::chrono::milliseconds at_most) const
{
    pollfd watched{master_.get(), POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(at_most.count())) > 0;
}

std::string_view PlainTerminal::read()
{
    const ssize_t count = ::read(master_.get(), buffer_.data(), buffer_.size());
    if (count <= 0) throw std::runtime_error("the measured program has ended");
    bytes_ += static_cast<std::uint64_t>(count);
    return std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
}

void PlainTerminal::answer(std::string_view asked)
{
    for (std::size_t i = 0; i < ANSWERS.size(); ++i) {
        const auto& [question, reply] = ANSWERS[i];
        const std::size_t bit = std::size_t{1} << i;
        if ((answered_ & bit) != 0 || asked.find(question) == std::string_view::npos) continue;
        answered_ |= bit;
        type(reply);
    }
}

} // namespace cleat::bench
