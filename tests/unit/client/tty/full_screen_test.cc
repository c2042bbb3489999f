#include "client/tty/full_screen.h"

#include <doctest/doctest.h>

#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <pty.h>
#include <thread>
#include <unistd.h>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view LEAVE = "\x1b[?1049l";
/// More than a pseudo-terminal takes at once.
const std::string LARGE = std::string(300'000, 'x') + '!';

Capabilities with_alternate_screen()
{
    Capabilities capabilities;
    capabilities.enter_alternate = "\x1b[?1049h";
    capabilities.leave_alternate = LEAVE;
    return capabilities;
}

/// A program on a pseudo-terminal, whose loop the test runs turn by turn; the test plays the user.
struct Program {
    UniqueFd user;
    UniqueFd shared; ///< the terminal, shared with the shell
    std::string shown;
    int frames = 0;
    int continued = 0;
    int unanswered = 0;
    int written = 0; ///< number of calls to on_written
    std::string frame = "a frame";
    std::string last_frame;
    std::vector<KeyEvent> events;
    std::vector<Size> sizes;
    Loop loop;
    std::optional<FullScreen> screen;

    explicit Program(FullScreen::Options options = {.pace = 0ms})
    {
        int ends[2] = {-1, -1};
        winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
        termios settings{};
        ::cfmakeraw(&settings);
        settings.c_lflag |= ISIG; // differs from raw mode, to recognise the restored settings
        REQUIRE(::openpty(&ends[0], &ends[1], nullptr, &settings, &size) == 0);
        user = UniqueFd{ends[0]};
        shared = UniqueFd{ends[1]};
        REQUIRE(::fcntl(user.get(), F_SETFL, O_NONBLOCK) == 0);
        make(options, {});
    }

    void make(FullScreen::Options options, std::function<void(Size)> on_resize)
    {
        screen.reset();
        auto tty = Tty::open(shared.get());
        REQUIRE(tty);
        FullScreen::Handlers handlers;
        handlers.on_keys = [this](const std::vector<KeyEvent>& more) {
            events.insert(events.end(), more.begin(), more.end());
        };
        handlers.paint = [this](Painter&) {
            ++frames;
            return frame;
        };
        handlers.on_resize = std::move(on_resize);
        handlers.on_written = [this] { ++written; };
        handlers.on_unanswered = [this] { ++unanswered; };
        handlers.last_frame = [this](Painter&) { return last_frame; };
        handlers.on_continue = [this](JobControl::Resumed) { ++continued; };
        screen.emplace(loop, std::move(*tty), with_alternate_screen(), options, std::move(handlers));
    }

    /// One turn of the loop that does not block.
    void turn()
    {
        loop.defer([this] { loop.stop(); });
        loop.run();
    }

    /// Turns the loop until the condition holds, for at most ten seconds; whether it does.
    template <class Condition>
    bool comes(Condition condition)
    {
        const auto deadline = Clock::now() + 10s;
        while (!condition() && Clock::now() < deadline) {
            turn();
            std::this_thread::yield();
        }
        return condition();
    }

    void type(std::string_view bytes) const { REQUIRE(::write(user.get(), bytes.data(), bytes.size()) > 0); }

    void look()
    {
        std::array<char, 4'096> piece{};
        for (ssize_t count = 0; (count = ::read(user.get(), piece.data(), piece.size())) > 0;)
            shown.append(piece.data(), static_cast<std::size_t>(count));
    }

    /// Turns the loop until the terminal shows the text.
    bool shows(std::string_view text)
    {
        return comes([&] {
            look();
            return shown.find(text) != std::string::npos;
        });
    }

    /// Makes a frame that is too large for the terminal to take at once.
    void begin_large_frame()
    {
        screen->begin();
        frame = LARGE;
        screen->request_frame();
        REQUIRE(comes([&] { return frames == 1; }));
        REQUIRE(screen->pending() > 0);
    }

    /// Ends the program. The terminal reads all output, and sends `answer` once the program has left it.
    void end(std::string_view answer = {})
    {
        screen->finish();
        std::thread terminal([this, answer] {
            const auto deadline = Clock::now() + 10s;
            while (shown.find(LEAVE) == std::string::npos && Clock::now() < deadline) {
                pollfd ready{.fd = user.get(), .events = POLLIN, .revents = 0};
                ::poll(&ready, 1, 100);
                look();
            }
            if (!answer.empty() && ::write(user.get(), answer.data(), answer.size()) < 0) shown += "no answer";
        });
        CHECK(screen->run().has_value());
        terminal.join();
        look();
    }

    [[nodiscard]] termios settings() const
    {
        termios out{};
        REQUIRE(::tcgetattr(shared.get(), &out) == 0);
        return out;
    }

    /// The input that is left for the shell, up to and including a `$` typed now.
    [[nodiscard]] std::string left_for_shell() const
    {
        type("$");
        std::string out;
        std::array<char, 256> piece{};
        while (!out.ends_with('$')) {
            const auto count = ::read(shared.get(), piece.data(), piece.size());
            REQUIRE(count > 0);
            out.append(piece.data(), static_cast<std::size_t>(count));
        }
        return out;
    }
};

} // namespace

TEST_CASE("a frame is completed before the terminal is taken over again")
{
    Program program;
    program.begin_large_frame();

    REQUIRE(::raise(SIGCONT) == 0); // as after SIGSTOP, which cannot be caught
    REQUIRE(program.comes([&] { return program.continued == 1; }));
    REQUIRE(program.screen->pending() > 0);
    program.frame = "the next frame";

    REQUIRE(program.shows("the next frame"));
    CHECK(program.shown.find(LARGE) != std::string::npos);
    CHECK(program.shown.find(LEAVE) > program.shown.find(LARGE));
    program.end();
}

TEST_CASE("a frame is completed before the terminal is restored")
{
    Program program;
    program.begin_large_frame();

    program.end();

    CHECK(program.shown.find(LARGE) != std::string::npos);
    CHECK(program.shown.find(LEAVE) == program.shown.find(LARGE) + LARGE.size());
}

TEST_CASE("replies that come after the terminal was left are not left for the shell")
{
    Program program;
    program.screen->begin();
    program.screen->ask("\x1b[c");

    program.end("\x1b[?62;22c");

    CHECK(program.left_for_shell() == "$");
}

TEST_CASE("without pending replies, input that comes after the terminal was left is left for the shell")
{
    Program program;
    program.screen->begin();

    program.end("ls\n");

    CHECK(program.left_for_shell() == "ls\n$");
}

TEST_CASE("the terminal's settings are restored on every signal that ends the program")
{
    for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGQUIT}) {
        CAPTURE(signal);
        Program program;
        const termios before = program.settings();
        program.screen->begin();
        REQUIRE(program.shows("\x1b[?1049h"));
        CHECK(program.settings().c_lflag != before.c_lflag);

        REQUIRE(::raise(signal) == 0);
        CHECK(program.screen->run().has_value());

        program.look();
        CHECK(program.shown.find(LEAVE) != std::string::npos);
        CHECK(program.settings().c_lflag == before.c_lflag);
    }
}

TEST_CASE("the program ends when the terminal is closed")
{
    Program program;
    program.screen->begin();
    program.user.reset();

    CHECK(program.screen->run().has_value());

    CHECK(program.screen->is_over());
}

TEST_CASE("a frame requested before the terminal is taken over is painted afterwards")
{
    Program program;
    program.screen->request_frame();
    program.turn();
    CHECK(program.frames == 0);

    program.screen->begin();

    CHECK(program.shows("a frame"));
}

TEST_CASE("several requests make one frame, and the next one waits for the pace")
{
    Program program({.pace = 1h});
    program.screen->begin();
    for (int i = 0; i < 3; ++i) program.screen->request_frame();
    REQUIRE(program.shows("a frame"));
    CHECK(program.frames == 1);

    program.screen->request_frame();
    for (int i = 0; i < 3; ++i) program.turn();

    CHECK(program.frames == 1);
}

TEST_CASE("no frame is made while the terminal takes no output, and one once it has taken all")
{
    Program program;
    program.begin_large_frame();
    program.frame = "the newest";
    for (int i = 0; i < 3; ++i) {
        program.screen->request_frame();
        program.turn();
    }
    CHECK(program.frames == 1);

    CHECK(program.shows("the newest"));
    CHECK(program.frames == 2);
}

TEST_CASE("a due frame waits for output written before it")
{
    Program program;
    program.screen->begin();
    REQUIRE(program.shows("\x1b[?1049h"));

    program.screen->request_frame();
    program.screen->write(LARGE);
    REQUIRE(program.screen->pending() > 0);
    for (int i = 0; i < 3; ++i) program.turn();
    CHECK(program.frames == 0);

    CHECK(program.shows(LARGE + program.frame));
    CHECK(program.frames == 1);
}

TEST_CASE("a lone ESC becomes a key if nothing follows it")
{
    Program program;
    program.screen->begin();
    program.type("\x1b");

    CHECK(program.comes([&] { return !program.events.empty(); }));

    CHECK(program.events == std::vector<KeyEvent>{TypedEvent{"\x1b"}});
}

TEST_CASE("when the terminal is resized, the painter is resized and paints")
{
    Program program;
    program.screen->begin();
    REQUIRE(program.shows("\x1b[?1049h"));
    const winsize size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    REQUIRE(::ioctl(program.user.get(), TIOCSWINSZ, &size) == 0);

    REQUIRE(::raise(SIGWINCH) == 0);

    CHECK(program.shows("a frame"));
    CHECK(program.screen->painter().terminal() == Size{30, 100});
}

TEST_CASE("a program with on_resize gets the new size, and nothing is painted for it")
{
    Program program;
    program.make({.pace = 0ms}, [&](Size size) { program.sizes.push_back(size); });
    program.screen->begin();
    const winsize size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    REQUIRE(::ioctl(program.user.get(), TIOCSWINSZ, &size) == 0);

    REQUIRE(::raise(SIGWINCH) == 0);

    CHECK(program.comes([&] { return !program.sizes.empty(); }));
    CHECK(program.sizes == std::vector<Size>{{30, 100}});
    CHECK(program.screen->painter().terminal() == Size{24, 80});
    CHECK(program.frames == 0);
}

TEST_CASE("an incomplete paste survives a stop unless another program had the terminal")
{
    Program program;
    program.screen->begin();
    REQUIRE(program.shows("\x1b[?1049h"));
    program.type("\x1b[200~a paste");
    REQUIRE(program.comes([&] { return !program.events.empty(); }));
    program.events.clear();
    bool is_ours = true;
    SUBCASE("no other program had it") {}
    SUBCASE("another program had it")
    {
        is_ours = false;
        const termios settings = [&] {
            termios changed = program.settings();
            changed.c_lflag |= ECHO;
            return changed;
        }();
        REQUIRE(::tcsetattr(program.shared.get(), TCSANOW, &settings) == 0);
    }

    program.shown.clear();
    REQUIRE(::raise(SIGCONT) == 0);
    REQUIRE(program.shows("\x1b[?1049h"));
    program.type("q");

    REQUIRE(program.comes([&] { return !program.events.empty(); }));
    CHECK(std::holds_alternative<PastedEvent>(program.events.front()) == is_ours);
}

TEST_CASE("the signal that ended a program is reported, if there was one")
{
    {
        Program program;
        program.screen->begin();
        REQUIRE(::raise(SIGINT) == 0);
        REQUIRE(program.comes([&] { return program.screen->is_over(); }));
        CHECK(program.screen->signal() == SIGINT);
    }
    Program program;
    program.screen->begin();
    program.end();
    CHECK_FALSE(program.screen->signal().has_value());
}

TEST_CASE("the last frame comes after all other output, and before the terminal is restored")
{
    Program program;
    program.screen->begin();
    program.last_frame = "the last frame";
    program.screen->write("written before");

    program.end();

    const auto before = program.shown.find("written before");
    const auto last = program.shown.find("the last frame");
    REQUIRE(before != std::string::npos);
    REQUIRE(last != std::string::npos);
    CHECK(before < last);
    CHECK(program.shown.find(LEAVE, last) != std::string::npos);
}

TEST_CASE("on_written is called once the terminal has taken all output, and not before")
{
    Program program;
    program.screen->begin();
    program.written = 0;
    program.screen->write(LARGE);
    REQUIRE(program.screen->pending() > 0);
    CHECK(program.written == 0);

    REQUIRE(program.comes([&] {
        program.look();
        return program.screen->pending() == 0;
    }));
    CHECK(program.written == 1);
}

TEST_CASE("input typed while it is not read stays in the terminal")
{
    Program program;
    program.screen->begin();
    program.screen->set_reading(false);
    program.type("abc");
    for (int i = 0; i < 10; ++i) program.turn();
    CHECK(program.events.empty());

    program.screen->set_reading(true);
    REQUIRE(program.comes([&] { return !program.events.empty(); }));
    CHECK(program.events == std::vector<KeyEvent>{TypedEvent{"abc"}});
}

TEST_CASE("a clipboard reply is reported once if it is expected, and dropped otherwise")
{
    const std::string answer = "\x1b]52;c;dGV4dA==\x07";
    Program program;
    program.screen->begin();
    program.type(answer + "a");
    REQUIRE(program.comes([&] { return program.events.size() == 1; }));
    CHECK(program.events.back() == KeyEvent{TypedEvent{"a"}});

    program.screen->keys().expect_clipboard();
    CHECK_FALSE(program.screen->keys().awaits_replies());
    program.type(answer + answer + "b");
    REQUIRE(program.comes([&] { return program.events.size() == 3; }));
    CHECK(program.events[1] == KeyEvent{ReplyEvent{ClipboardReply{"text"}}});
    CHECK(program.events[2] == KeyEvent{TypedEvent{"b"}});
}
