#include "tests/support/outer_terminal.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"
#include "common/model/text_position.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <regex>

namespace cleat::test {

namespace {

using Clock = std::chrono::steady_clock;

UniqueFd open_master()
{
    UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    ::grantpt(master.get());
    ::unlockpt(master.get());
    return master;
}

UniqueFd open_slave(int master, Size size)
{
    std::array<char, 64> name{};
    ::ptsname_r(master, name.data(), name.size());
    UniqueFd slave(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    const winsize window{static_cast<unsigned short>(size.rows), static_cast<unsigned short>(size.columns), 0, 0};
    ::ioctl(slave.get(), TIOCSWINSZ, &window);
    return slave;
}

pid_t start(const std::vector<std::string>& command, const Variables& variables, int slave)
{
    std::vector<std::string> arguments = command;
    std::vector<std::string> environment = environment_with(variables);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::vector<char*> envp;
    for (std::string& variable : environment) envp.push_back(variable.data());
    envp.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setsid();
    ::ioctl(slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; ++fd) ::dup2(slave, fd);
    ::execvpe(argv[0], argv.data(), envp.data());
    ::_exit(127);
}

/// The history line of the first row of the primary screen.
TextPosition top_of(const Terminal& terminal)
{
    const History& history = terminal.history();
    if (!history.is_open()) return {.line = history.end()};
    TextPosition at{.line = history.end() - 1};
    for (const std::string_view row : history.rows(at.line)) at = position_after(row, at);
    return at;
}

} // namespace

OuterTerminal::OuterTerminal(const std::vector<std::string>& command, const Variables& variables, Size size)
    : master_(open_master()),
      slave_(open_slave(master_.get(), size)),
      program_(start(command, variables, slave_.get())),
      terminal_(size)
{}

void OuterTerminal::type(std::string_view bytes)
{
    const auto end = Clock::now() + DEADLINE;
    while (!bytes.empty() && Clock::now() < end) {
        take();
        const ssize_t count = ::write(master_.get(), bytes.data(), bytes.size());
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
        pollfd watched{master_.get(), POLLIN | POLLOUT, 0};
        if (!bytes.empty()) ::poll(&watched, 1, 5);
    }
}

std::size_t OuterTerminal::offer(std::string_view bytes)
{
    const ssize_t count = ::write(master_.get(), bytes.data(), bytes.size());
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void OuterTerminal::resize(Size size)
{
    take();
    const TextPosition top = top_of(terminal_);
    terminal_.resize(size);
    if (waits_to_take_back_) leave_in_history(rows_before(terminal_.screen().primary, top_of(terminal_), top));
    const winsize window{static_cast<unsigned short>(size.rows), static_cast<unsigned short>(size.columns), 0, 0};
    ::ioctl(master_.get(), TIOCSWINSZ, &window);
}

void OuterTerminal::take()
{
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t count = ::read(master_.get(), buffer.data(), buffer.size());
        if (count <= 0) return;
        const std::string_view got(buffer.data(), static_cast<std::size_t>(count));
        bytes_ += got;
        feed(got);
        const std::string replies = terminal_.take_replies();
        if (answering_ && !replies.empty()) (void)!::write(master_.get(), replies.data(), replies.size());
    }
}

void OuterTerminal::feed(std::string_view bytes)
{
    if (!waits_to_take_back_) return terminal_.feed(bytes);
    unfed_ += bytes;
    static const std::regex order("\x1b\\[([0-9]*)\\+T");
    for (std::smatch match; std::regex_search(unfed_, match, order);) {
        terminal_.feed(match.prefix().str());
        take_back(std::max(1, std::atoi(match[1].str().c_str())));
        unfed_ = match.suffix();
    }
    static const std::regex beginning("\x1b(\\[[0-9]*\\+?)?$");
    std::smatch rest;
    std::string whole = unfed_;
    if (std::regex_search(unfed_, rest, beginning)) whole = rest.prefix();
    terminal_.feed(whole);
    unfed_.erase(0, whole.size());
}

/// Rows come in at the top, and as many are lost at the bottom.
void OuterTerminal::take_back(int rows)
{
    const Screen before = terminal_.screen();
    terminal_.resize({.rows = before.size.rows + rows, .columns = before.size.columns});
    terminal_.feed("\x1b[" + std::to_string(before.size.rows + 1) + ";1H\x1b[J\x1b[H");
    terminal_.resize(before.size);
}

/// The first rows of the screen go to the history, and as many blank rows come in at the bottom.
void OuterTerminal::leave_in_history(int rows)
{
    if (rows == 0) return;
    const Screen screen = terminal_.screen();
    const int row = std::max(0, screen.cursor.row - rows);
    terminal_.feed("\x1b[" + std::to_string(screen.size.rows) + ";1H" +
                   std::string(static_cast<std::size_t>(rows), '\n') + "\x1b[" + std::to_string(row + 1) + ";" +
                   std::to_string(screen.cursor.column + 1) + "H");
}

bool OuterTerminal::until(const std::function<bool()>& is_so)
{
    const auto end = Clock::now() + DEADLINE;
    for (;;) {
        take();
        if (is_so()) return true;
        if (Clock::now() > end) return false;
        pollfd watched{master_.get(), POLLIN, 0};
        ::poll(&watched, 1, 5);
    }
}

bool OuterTerminal::until_text(std::string_view text)
{
    return until([&] { return this->text().find(text) != std::string::npos; });
}

int OuterTerminal::finish()
{
    const bool ended = until([this] { return program_.status().has_value(); });
    take();
    return ended ? *program_.status() : -1;
}

std::vector<std::string> OuterTerminal::everything() const
{
    std::vector<std::string> out;
    std::string line;
    const auto add = [&](const Row& row) {
        line += row.text();
        if (row.wrapped) return;
        out.push_back(std::exchange(line, {}));
    };
    const auto words = std::make_shared<Dictionary>();
    const History& history = terminal_.history();
    for (std::uint64_t number = history.first(); number < history.end(); ++number) {
        for (const std::string_view packed : history.rows(number)) {
            StyleId fill = 0;
            add(unpack(packed, words, fill));
        }
    }
    for (const RowRef& row : terminal_.screen().primary) add(*row);
    return out;
}

std::string OuterTerminal::settings() const
{
    termios settings{};
    ::tcgetattr(slave_.get(), &settings);
    std::string out;
    for (const tcflag_t flags : {settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag})
        out += std::to_string(flags) + " ";
    for (const cc_t c : settings.c_cc) out += std::to_string(c) + " ";
    return out;
}

bool OuterTerminal::is_raw() const
{
    termios settings{};
    ::tcgetattr(slave_.get(), &settings);
    return (settings.c_lflag & (ICANON | ISIG)) == 0;
}

} // namespace cleat::test
