#include "client/tty/tty.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <thread>
#include <unistd.h>

using namespace cleat;

namespace {

/// A pseudo-terminal: `user` is the user's end, `shared` the terminal that the client inherits as standard input.
struct Pair {
    UniqueFd user;
    UniqueFd shared;
};

Pair open_pair(winsize size = {.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0})
{
    int user = -1;
    int shared = -1;
    REQUIRE(::openpty(&user, &shared, nullptr, nullptr, &size) == 0);
    return {UniqueFd{user}, UniqueFd{shared}};
}

termios settings_of(const UniqueFd& fd)
{
    termios settings{};
    REQUIRE(::tcgetattr(fd.get(), &settings) == 0);
    return settings;
}

bool are_equal(const termios& a, const termios& b)
{
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag &&
           std::equal(std::begin(a.c_cc), std::end(a.c_cc), std::begin(b.c_cc));
}

std::string read_from(int fd, std::size_t count)
{
    std::string bytes;
    while (bytes.size() < count) {
        pollfd waited{.fd = fd, .events = POLLIN, .revents = 0};
        REQUIRE(::poll(&waited, 1, 5'000) == 1);
        std::array<char, 256> piece{};
        const auto got = ::read(fd, piece.data(), std::min(piece.size(), count - bytes.size()));
        REQUIRE(got > 0);
        bytes.append(piece.data(), static_cast<std::size_t>(got));
    }
    return bytes;
}

} // namespace

TEST_CASE("the terminal's settings are restored exactly")
{
    auto pair = open_pair();
    auto odd = settings_of(pair.shared);
    odd.c_lflag &= ~static_cast<tcflag_t>(ECHOE);
    odd.c_cc[VINTR] = 7;
    REQUIRE(::tcsetattr(pair.shared.get(), TCSANOW, &odd) == 0);

    {
        auto tty = Tty::open(pair.shared.get());
        REQUIRE(tty);
        REQUIRE(tty->make_raw());
        CHECK((settings_of(pair.shared).c_lflag & (ICANON | ECHO | ISIG)) == 0);
        CHECK((settings_of(pair.shared).c_oflag & OPOST) == 0);
        REQUIRE(tty->make_raw()); // does not replace the saved settings
        tty->restore();
        CHECK(are_equal(settings_of(pair.shared), odd));
        REQUIRE(tty->make_raw());
    }

    CHECK(are_equal(settings_of(pair.shared), odd));
}

TEST_CASE("a terminal is not made non-blocking for the processes that share it")
{
    auto pair = open_pair();
    const int before = ::fcntl(pair.shared.get(), F_GETFL);

    auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);
    REQUIRE(tty->make_raw());

    CHECK(tty->fd() != pair.shared.get());
    CHECK((::fcntl(tty->fd(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK(::fcntl(pair.shared.get(), F_GETFL) == before);
}

TEST_CASE("a descriptor that is not a terminal is refused")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd out{ends[0]};
    const UniqueFd in{ends[1]};

    const auto tty = Tty::open(out.get());

    REQUIRE_FALSE(tty);
    CHECK(tty.error().code() == ErrorCode::invalid);
}

TEST_CASE("bytes pass unchanged in both directions")
{
    auto pair = open_pair();
    auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);
    REQUIRE(tty->make_raw());
    CHECK(tty->read().value().empty());

    REQUIRE(::write(pair.user.get(), "\x03\x1c\r\n", 4) == 4);
    REQUIRE(tty->write_all("a\nb", std::chrono::milliseconds(1'000)));

    CHECK(read_from(tty->fd(), 4) == "\x03\x1c\r\n");
    CHECK(read_from(pair.user.get(), 3) == "a\nb");
}

TEST_CASE("writing to a terminal that takes nothing times out")
{
    auto pair = open_pair();
    auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);
    REQUIRE(tty->make_raw());

    const auto written = tty->write_all(std::string(1U << 20, 'x'), std::chrono::milliseconds(20));

    REQUIRE_FALSE(written);
    CHECK(written.error().code() == ErrorCode::timeout);
}

TEST_CASE("a slow terminal gets all output, however long it takes")
{
    auto pair = open_pair();
    auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);
    REQUIRE(tty->make_raw());
    const std::string text(1U << 20, 'x');
    std::atomic<std::size_t> taken = 0;
    std::thread slow([&] {
        std::array<char, 4'096> piece{};
        while (taken < text.size()) {
            const auto count = ::read(pair.user.get(), piece.data(), piece.size());
            if (count > 0) taken += static_cast<std::size_t>(count);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });

    const auto written = tty->write_all(text, std::chrono::milliseconds(800)); // writing takes over a second
    CHECK(written);
    if (!written) (void)tty->write_all(text, std::chrono::seconds(30)); // to let the reader finish
    slow.join();

    CHECK(taken >= text.size());
}

TEST_CASE("reading from and writing to a closed terminal fail as lost")
{
    auto pair = open_pair();
    auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);

    pair.user.reset();

    const auto read = tty->read();
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == ErrorCode::lost);
    const auto written = tty->write("x");
    REQUIRE_FALSE(written);
    CHECK(written.error().code() == ErrorCode::lost);
}

TEST_CASE("the size comes from the kernel")
{
    auto pair = open_pair();
    const auto tty = Tty::open(pair.shared.get());
    REQUIRE(tty);

    CHECK(tty->size() == Size{.rows = 30, .columns = 100});
}

TEST_CASE("a side that the kernel does not know comes from the environment, the terminfo entry or the default")
{
    const Size none{.rows = 0, .columns = 0};
    const Size type{.rows = 25, .columns = 132};

    CHECK(known_size(none, "50", "90", type) == Size{.rows = 50, .columns = 90});
    CHECK(known_size(none, nullptr, "no", type) == type);
    CHECK(known_size(none, "0", "-3", none) == Size{.rows = 24, .columns = 80});
    CHECK(known_size({.rows = 10, .columns = 0}, "50", "90", type) == Size{.rows = 10, .columns = 90});
    CHECK(known_size({.rows = 5'000, .columns = 5'000}, nullptr, nullptr, none) ==
          Size{.rows = MAX_SIDE, .columns = MAX_SIDE});
}
