#pragma once

#include "client/tty/tty.h"
#include "common/terminal/terminal.h"

#include <doctest/doctest.h>

#include <sys/ioctl.h>

#include <array>
#include <fcntl.h>
#include <pty.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace cleat::test {

/// The terminal of a client in the test's own process: a pseudo-terminal whose user the test plays, and a model of what
/// it shows. The model's replies are dropped: the test answers queries with `type`, or not at all.
class PlayedTerminal {
 public:
    explicit PlayedTerminal(Size size = {.rows = 6, .columns = 40}) : model_(size)
    {
        std::array<int, 2> ends{-1, -1};
        const winsize window = window_of(size);
        termios settings{};
        ::cfmakeraw(&settings);
        settings.c_lflag |= ISIG; // differs from raw mode, to recognise the restored settings
        REQUIRE(::openpty(&ends[0], &ends[1], nullptr, &settings, &window) == 0);
        user_ = UniqueFd(ends[0]);
        program_ = UniqueFd(ends[1]);
        REQUIRE(::fcntl(user_.get(), F_SETFL, O_NONBLOCK) == 0);
    }

    [[nodiscard]] Tty open() const
    {
        auto tty = Tty::open(program_.get());
        REQUIRE(tty.has_value());
        return std::move(*tty);
    }
    void type(std::string_view bytes) const
    {
        REQUIRE(::write(user_.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    /// Sends no SIGWINCH: this is not the test's controlling terminal.
    void resize(Size size)
    {
        const winsize window = window_of(size);
        REQUIRE(::ioctl(user_.get(), TIOCSWINSZ, &window) == 0);
        model_.resize(size);
    }
    /// What the terminal shows now, as text.
    std::string text()
    {
        look();
        return model_.screen().text();
    }
    [[nodiscard]] bool shows(std::string_view words) { return text().find(words) != std::string::npos; }
    /// All output so far.
    const std::string& written()
    {
        look();
        return written_;
    }
    /// Whether the settings are those from before the client took the terminal over.
    [[nodiscard]] bool is_restored() const
    {
        termios settings{};
        REQUIRE(::tcgetattr(program_.get(), &settings) == 0);
        return (settings.c_lflag & ISIG) != 0;
    }

 private:
    static winsize window_of(Size size)
    {
        winsize out{};
        out.ws_row = static_cast<unsigned short>(size.rows);
        out.ws_col = static_cast<unsigned short>(size.columns);
        return out;
    }
    void look()
    {
        std::array<char, 4'096> piece{};
        for (ssize_t count = 0; (count = ::read(user_.get(), piece.data(), piece.size())) > 0;) {
            const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
            written_ += bytes;
            model_.feed(bytes);
        }
    }

    UniqueFd user_;
    UniqueFd program_;
    Terminal model_;
    std::string written_;
};

} // namespace cleat::test
