// Whatever a server of another user or host sends, `attach` only shows it: the terminal is restored, its clipboard is
// used only with the user's permission, it is not queried unless it is of the xterm kind, and an observer sends no
// input for the program.
//
// The bits of the first byte choose how the server is reached and the user's options; the second byte is the length of
// the typed bytes that follow. The rest are bodies of the server's messages, each preceded by its length in two bytes.
#include "client/keys/probe.h"
#include "client/link/live_link.h"
#include "client/viewer/viewer.h"
#include "common/terminal/terminal.h"
#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/fuzz/require.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <thread>

using namespace cleat;
using fuzz::require;

namespace {

constexpr std::string_view PROBE_END = "\x1b[?62;22c";
constexpr std::string_view LEAVING = "\x1c"
                                     "d";
/// Once the user's terminal has been idle for this long, the typed keys are known not to have made the client exit.
constexpr int QUIET_MS = 20;

struct Given {
    Trust trust = Trust::other_user;
    bool wants_control = false;
    bool is_xterm_kind = false;
    bool reads_clipboard = false;
    Placing placing = Placing::main_screen;
    Size terminal{.rows = 24, .columns = 80};
    std::string_view typed;
    std::string frames;
};

Given read_given(std::string_view bytes)
{
    Given out;
    const auto take = [&bytes]() -> unsigned {
        const auto byte = bytes.empty() ? 0U : static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(bytes.empty() ? 0 : 1);
        return byte;
    };
    const unsigned bits = take();
    if ((bits & 1U) != 0) out.trust = Trust::elsewhere;
    out.wants_control = (bits & 2U) != 0;
    out.is_xterm_kind = (bits & 4U) != 0;
    out.reads_clipboard = (bits & 8U) != 0;
    if ((bits & 16U) != 0) out.placing = Placing::alternate_screen;
    if ((bits & 32U) != 0) out.terminal = {.rows = 6, .columns = 30};
    out.typed = bytes.substr(0, take());
    bytes.remove_prefix(out.typed.size());
    while (!bytes.empty()) {
        const std::size_t high = take();
        const auto body = bytes.substr(0, 256 * high + take());
        bytes.remove_prefix(body.size());
        for (const unsigned shift : {24U, 16U, 8U, 0U}) out.frames += static_cast<char>((body.size() >> shift) & 0xffU);
        out.frames += body;
    }
    return out;
}

UniqueFd open_master()
{
    UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    require(master && ::grantpt(master.get()) == 0 && ::unlockpt(master.get()) == 0);
    return master;
}

/// Opens the terminal with settings that keep typed input unchanged, so that it can be typed before the client starts.
UniqueFd open_slave(const UniqueFd& master, Size size)
{
    std::array<char, 64> name{};
    require(::ptsname_r(master.get(), name.data(), name.size()) == 0);
    UniqueFd slave(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    require(static_cast<bool>(slave));
    const winsize window{static_cast<unsigned short>(size.rows), static_cast<unsigned short>(size.columns), 0, 0};
    ::ioctl(slave.get(), TIOCSWINSZ, &window);
    termios settings{};
    ::tcgetattr(slave.get(), &settings);
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    settings.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL);
    ::tcsetattr(slave.get(), TCSANOW, &settings);
    return slave;
}

bool are_alike(const termios& a, const termios& b)
{
    return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag && a.c_lflag == b.c_lflag;
}

/// The client's terminal and server: keeps all that the client sends, and answers its detach.
class World {
 public:
    World(int master, int server) : master_(master), server_(server) {}

    /// Runs until the client has ended.
    void run()
    {
        while (master_ >= 0) {
            std::array<pollfd, 2> watched{pollfd{master_, POLLIN, 0}, pollfd{server_, POLLIN, 0}};
            if (::poll(watched.data(), watched.size(), QUIET_MS) == 0) detach();
            if (watched[0].revents != 0 && !read(master_, shown_)) master_ = -1;
            if (watched[1].revents != 0) {
                std::string bytes;
                if (!read(server_, bytes)) server_ = -1;
                hear(bytes);
            }
        }
        for (std::string bytes; server_ >= 0 && ::recv(server_, nullptr, 0, MSG_DONTWAIT) >= 0; bytes.clear()) {
            if (!read(server_, bytes)) server_ = -1;
            hear(bytes);
        }
    }

    [[nodiscard]] const std::string& shown() const { return shown_; }
    [[nodiscard]] const std::vector<ClientMessage>& heard() const { return heard_; }

 private:
    static bool read(int fd, std::string& out)
    {
        std::array<char, 65536> buffer; // NOLINT: the kernel fills what is used
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count > 0) out.append(buffer.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    void hear(std::string_view bytes)
    {
        frames_.feed(bytes);
        for (;;) {
            const auto frame = frames_.next();
            require(frame.has_value());
            if (!*frame) return;
            auto envelope = decode_client_message(**frame);
            require(envelope.has_value());
            if (std::holds_alternative<Detach>(envelope->message)) detach();
            heard_.push_back(std::move(envelope->message));
        }
    }

    void detach()
    {
        if (server_ < 0) return;
        const auto frame = encode(ServerMessage(Detached()));
        (void)::send(server_, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    int master_;
    int server_;
    FrameReader frames_{MAX_TO_SERVER};
    std::string shown_;
    std::vector<ClientMessage> heard_;
};

void check_heard(const Given& given, const std::vector<ClientMessage>& heard)
{
    const bool only_watches = !given.wants_control || given.trust == Trust::other_user;
    for (const ClientMessage& message : heard) {
        if (const auto* const hello = std::get_if<Hello>(&message)) {
            require(!only_watches || hello->role == Role::observer);
            require(given.trust != Trust::other_user || hello->terminal.empty());
        }
        if (std::holds_alternative<Clipboard>(message)) require(given.reads_clipboard);
        if (!only_watches) continue;
        // All messages that an observer can send.
        require(std::holds_alternative<Hello>(message) || std::holds_alternative<Attach>(message) ||
                std::holds_alternative<Acknowledge>(message) || std::holds_alternative<List>(message) ||
                std::holds_alternative<ListClients>(message) || std::holds_alternative<TakeRecentHistory>(message) ||
                std::holds_alternative<Ping>(message) || std::holds_alternative<Detach>(message));
        if (const auto* const attach = std::get_if<Attach>(&message)) require(attach->role == Role::observer);
    }
}

void check_shown(const Given& given, const std::string& shown)
{
    Terminal outer(given.terminal);
    const Screen before = outer.screen();
    outer.feed(shown);
    const Screen after = outer.screen();
    require(after.modes == before.modes);
    require(after.active == before.active);
    require(after.cursor.visible && after.cursor.shape == before.cursor.shape);
    require(after.palette == before.palette);
    const bool has_clipboard = given.is_xterm_kind && given.wants_control && given.trust != Trust::other_user;
    for (const TerminalEvent& event : outer.take_events()) {
        if (std::holds_alternative<ClipboardEvent>(event)) require(has_clipboard);
        else if (std::holds_alternative<ClipboardQueryEvent>(event)) require(has_clipboard && given.reads_clipboard);
        else require(std::holds_alternative<BellEvent>(event));
    }
    if (!has_clipboard) require(shown.find("\x1b]52") == std::string::npos);
    if (!given.is_xterm_kind) require(outer.take_replies().empty());
}

ViewerOptions options_for(const Given& given)
{
    ViewerOptions out;
    out.attach.session = "work";
    out.attach.role = given.wants_control ? Role::controller : Role::observer;
    out.attach.clipboard = given.reads_clipboard;
    out.placing = given.placing;
    out.is_xterm_kind = given.is_xterm_kind;
    (given.trust == Trust::other_user ? out.link.owner : out.link.via) = "false";
    return out;
}

void attach_to(const Given& given)
{
    const UniqueFd master = open_master();
    UniqueFd slave = open_slave(master, given.terminal);
    std::string typed(given.is_xterm_kind ? PROBE_END : "");
    typed.append(given.typed).append(LEAVING);
    require(::write(master.get(), typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));

    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const UniqueFd server(ends[0]);
    UniqueFd client(ends[1]);
    ::fcntl(client.get(), F_SETFL, O_NONBLOCK);
    require(::send(server.get(), given.frames.data(), given.frames.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(given.frames.size()));

    termios before{};
    ::tcgetattr(slave.get(), &before);
    World world(master.get(), server.get());
    std::thread there([&world] { world.run(); });
    {
        auto tty = Tty::open(slave.get());
        require(tty.has_value());
        Loop loop;
        const ViewerOptions options = options_for(given);
        LiveLink link(loop, options.link, {});
        Viewer viewer(loop, std::move(*tty), Capabilities::full(), link, std::move(client), options);
        viewer.begin();
        (void)viewer.run();
    }
    termios after{};
    ::tcgetattr(slave.get(), &after);
    slave.reset();
    there.join();

    require(are_alike(before, after));
    check_heard(given, world.heard());
    check_shown(given, world.shown());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ::setenv("TERM", "xterm-256color", 1);
    attach_to(read_given({reinterpret_cast<const char*>(data), size}));
    return 0;
}
