#include "server/pty/terminal.h"

#include "server/pty/child.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace cleat {
namespace {

constexpr cc_t control(char letter)
{
    return static_cast<cc_t>(letter & 0x1f);
}

/// The usual line discipline for interactive use (termios(3)), whatever the kernel's defaults are.
termios cooked_modes()
{
    termios modes{};
    modes.c_iflag = ICRNL | IXON | IUTF8;
    modes.c_oflag = OPOST | ONLCR;
    modes.c_cflag = CREAD | CS8;
    modes.c_lflag = ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | ISIG | IEXTEN;
    modes.c_cc[VINTR] = control('C');
    modes.c_cc[VQUIT] = control('\\');
    modes.c_cc[VERASE] = 0x7f;
    modes.c_cc[VKILL] = control('U');
    modes.c_cc[VEOF] = control('D');
    modes.c_cc[VSTART] = control('Q');
    modes.c_cc[VSTOP] = control('S');
    modes.c_cc[VSUSP] = control('Z');
    modes.c_cc[VREPRINT] = control('R');
    modes.c_cc[VDISCARD] = control('O');
    modes.c_cc[VWERASE] = control('W');
    modes.c_cc[VLNEXT] = control('V');
    modes.c_cc[VMIN] = 1;
    ::cfsetispeed(&modes, B38400);
    ::cfsetospeed(&modes, B38400);
    return modes;
}

winsize make_size(std::uint16_t rows, std::uint16_t columns)
{
    winsize size{};
    size.ws_row = rows;
    size.ws_col = columns;
    return size;
}

UniqueFd open_slave(int master)
{
    constexpr int HOW = O_RDWR | O_NOCTTY | O_CLOEXEC;
    UniqueFd slave{::ioctl(master, TIOCGPTPEER, HOW)}; // needs no path, which may not exist in another mount namespace
    if (slave) return slave;
    std::array<char, 64> path{};
    if (::ptsname_r(master, path.data(), path.size()) != 0) return {};
    return UniqueFd(::open(path.data(), HOW));
}

} // namespace

tl::expected<PseudoTerminal, int> open_terminal(std::uint16_t rows, std::uint16_t columns)
{
    const auto failed = [] { return tl::unexpected(errno); };
    PseudoTerminal pair;
    pair.master = above_standard(UniqueFd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)));
    if (!pair.master || ::grantpt(pair.master.get()) < 0 || ::unlockpt(pair.master.get()) < 0) return failed();
    pair.slave = above_standard(open_slave(pair.master.get()));
    if (!pair.slave) return failed();
    const auto modes = cooked_modes();
    const auto size = make_size(rows, columns);
    if (::tcsetattr(pair.slave.get(), TCSANOW, &modes) < 0) return failed();
    if (::ioctl(pair.master.get(), TIOCSWINSZ, &size) < 0) return failed();
    if (::fcntl(pair.master.get(), F_SETFL, O_RDWR | O_NONBLOCK) < 0) return failed();
    return pair;
}

Result<void> set_window_size(int master, std::uint16_t rows, std::uint16_t columns)
{
    const auto size = make_size(rows, columns);
    if (::ioctl(master, TIOCSWINSZ, &size) < 0) return Error::from_errno("setting a terminal's size");
    return {};
}

std::optional<pid_t> foreground_group(int master)
{
    const pid_t group = ::tcgetpgrp(master);
    if (group <= 0) return std::nullopt;
    return group;
}

Echo echo_of(int master)
{
    termios modes{};
    if (::tcgetattr(master, &modes) < 0) return Echo::off_for_a_line; // if unknown, treat input as hidden
    if ((modes.c_lflag & ECHO) != 0) return Echo::on;
    return (modes.c_lflag & ICANON) != 0 ? Echo::off_for_a_line : Echo::off_for_each_key;
}

} // namespace cleat
