#include "client/tty/tty.h"

#include "client/tty/terminfo.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cleat {

namespace {

constexpr std::size_t MAX_READ = 64U << 10;
constexpr int FLAGS = O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK;

/// Opens the same terminal again, for a separate open file description.
UniqueFd open_again(int fd)
{
    const std::string name = "/dev/fd/" + std::to_string(fd);
    UniqueFd reopened{::open(name.c_str(), FLAGS)};
    if (reopened) return reopened;
    std::array<char, 256> path{};
    if (::ttyname_r(fd, path.data(), path.size()) == 0) reopened = UniqueFd{::open(path.data(), FLAGS)};
    if (reopened) return reopened;
    return UniqueFd{::open("/dev/tty", FLAGS)};
}

bool must_wait(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

Error lost_error()
{
    return Error("the terminal was closed", ErrorCode::lost);
}

/// Waits for output to drain first.
bool change_settings(int fd, const termios& settings)
{
    int done = 0;
    do done = ::tcsetattr(fd, TCSADRAIN, &settings);
    while (done < 0 && errno == EINTR);
    return done == 0;
}

bool is_same(const termios& a, const termios& b)
{
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag &&
           std::equal(std::begin(a.c_cc), std::end(a.c_cc), std::begin(b.c_cc));
}

int side(int measured, const char* sent, int typed, int otherwise)
{
    int number = 0;
    if (sent != nullptr) std::from_chars(sent, sent + std::string_view(sent).size(), number);
    for (const int candidate : {measured, number, typed})
        if (candidate > 0) return std::min(candidate, MAX_SIDE);
    return otherwise;
}

} // namespace

Result<Tty> Tty::open(int fd)
{
    if (::isatty(fd) == 0) return Error("not a terminal", ErrorCode::invalid);
    UniqueFd reopened = open_again(fd);
    if (!reopened) return Error::from_errno("opening the terminal");
    return Tty(std::move(reopened));
}

Tty::~Tty()
{
    if (fd_) restore();
}

Result<void> Tty::make_raw()
{
    termios settings{};
    if (::tcgetattr(fd_.get(), &settings) < 0) return Error::from_errno("reading the terminal's settings");
    if (!before_ || !is_raw()) before_ = settings;
    ::cfmakeraw(&settings);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    if (!change_settings(fd_.get(), settings)) return Error::from_errno("changing the terminal's settings");
    raw_.emplace();
    if (::tcgetattr(fd_.get(), &*raw_) < 0) raw_.reset();
    return {};
}

bool Tty::is_raw() const
{
    termios settings{};
    return raw_ && ::tcgetattr(fd_.get(), &settings) == 0 && is_same(settings, *raw_);
}

bool Tty::is_foreground() const
{
    const pid_t group = ::tcgetpgrp(fd_.get());
    return group < 0 || group == ::getpgrp();
}

void Tty::restore()
{
    if (!before_) return;
    (void)change_settings(fd_.get(), *before_);
    before_.reset();
    raw_.reset();
}

Size Tty::size() const
{
    winsize window{};
    if (::ioctl(fd_.get(), TIOCGWINSZ, &window) < 0) window = {};
    const Size measured{.rows = window.ws_row, .columns = window.ws_col};
    Size type{.rows = 0, .columns = 0};
    if (measured.rows == 0 || measured.columns == 0) {
        const char* name = std::getenv("TERM");
        const auto entry = read_terminfo(name == nullptr ? "" : name);
        if (entry) type = {.rows = entry->rows, .columns = entry->columns};
    }
    return known_size(measured, std::getenv("LINES"), std::getenv("COLUMNS"), type);
}

Result<std::string> Tty::read()
{
    std::array<char, MAX_READ> bytes; // NOLINT: the kernel fills what is used
    const auto count = ::read(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && must_wait(errno)) return std::string();
    if (count <= 0) return lost_error();
    return std::string(bytes.data(), static_cast<std::size_t>(count));
}

Result<std::size_t> Tty::write(std::string_view bytes)
{
    const auto count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && must_wait(errno)) return std::size_t{0};
    if (count < 0) return lost_error();
    return static_cast<std::size_t>(count);
}

Result<void> Tty::write_all(std::string_view bytes, std::chrono::milliseconds patience)
{
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (!bytes.empty()) {
        const auto count = write(bytes);
        if (!count) return count.error();
        bytes.remove_prefix(*count);
        if (*count > 0) {
            deadline = std::chrono::steady_clock::now() + patience;
            continue;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return Error("the terminal accepts no output", ErrorCode::timeout);
        pollfd waited{.fd = fd_.get(), .events = POLLOUT, .revents = 0};
        ::poll(&waited, 1, static_cast<int>(left));
    }
    return {};
}

Size known_size(Size measured, const char* lines, const char* columns, Size type)
{
    return {.rows = side(measured.rows, lines, type.rows, 24),
            .columns = side(measured.columns, columns, type.columns, 80)};
}

} // namespace cleat
