#pragma once

#include "common/base/unique_fd.h"
#include "server/pty/terminal.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// Pipes and terminals for tests that hold both ends: the server's and the program's.

namespace cleat::test {

/// The read end and the write end, both non-blocking.
inline std::pair<UniqueFd, UniqueFd> nonblocking_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// A terminal in cooked mode, whose two ends are non-blocking.
inline PseudoTerminal nonblocking_terminal(std::uint16_t rows = 24, std::uint16_t columns = 80)
{
    auto terminal = open_terminal(rows, columns);
    if (!terminal) throw std::runtime_error("no terminal");
    ::fcntl(terminal->slave.get(), F_SETFL, O_RDWR | O_NONBLOCK);
    return std::move(*terminal);
}

/// A terminal in raw mode: bytes pass unchanged in both directions.
inline PseudoTerminal raw_terminal(std::uint16_t rows = 24, std::uint16_t columns = 80)
{
    PseudoTerminal terminal = nonblocking_terminal(rows, columns);
    termios modes{};
    ::tcgetattr(terminal.slave.get(), &modes);
    ::cfmakeraw(&modes);
    ::tcsetattr(terminal.slave.get(), TCSANOW, &modes);
    return terminal;
}

/// Writes all bytes; throws if there is no room.
inline void write_whole(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count <= 0) throw std::runtime_error("a program cannot write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// Reads what is available now.
inline std::string read_available(int fd)
{
    std::string out;
    std::array<char, 4'096> bytes{};
    for (;;) {
        const auto count = ::read(fd, bytes.data(), bytes.size());
        if (count <= 0) return out;
        out.append(bytes.data(), static_cast<std::size_t>(count));
    }
}

} // namespace cleat::test
