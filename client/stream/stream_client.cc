#include "client/stream/stream_client.h"

#include "common/wire/codec.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

namespace cleat {

namespace {

constexpr std::size_t READ_BYTES = 64U << 10;
/// Serials of requests, by which what is said of them is known.
constexpr std::uint64_t HELLO = 1;
constexpr std::uint64_t REQUEST = 2;
constexpr std::uint64_t END_OF_INPUT = 3;
constexpr std::uint64_t OTHER = 4;
/// So many SIGINTs that do not end the program let go of it.
constexpr int ENOUGH_INTERRUPTS = 3;
/// How long the server may not read, at the end.
constexpr int LAST_WORDS_MS = 1'000;

constexpr std::array HEEDED{SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};

sigset_t heeded_signals()
{
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : HEEDED) ::sigaddset(&set, signal);
    return set;
}

} // namespace

StreamClient::StreamClient(UniqueFd socket, Patience patience, StreamOptions options)
    : socket_(std::move(socket)),
      patience_(patience),
      options_(std::move(options)),
      out_(STDOUT_FILENO),
      err_(STDERR_FILENO),
      frames_(MOST_TO_CLIENT)
{
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = heeded_signals();
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    signals_ = UniqueFd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

StreamClient::~StreamClient()
{
    const sigset_t set = heeded_signals();
    ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

StreamOutcome StreamClient::run()
{
    say(options_.hello, HELLO);
    std::visit([this](const auto& request) { say(request, REQUEST); }, options_.request);
    while (!outcome_) {
        wait();
        if (!outcome_) handle_frames();
    }
    // What is still to be said is little, and the server reads, unless there is input before it that nobody takes.
    while (sent_ < to_server_.size() && !server_is_gone_) {
        pollfd watched{socket_.get(), POLLOUT, 0};
        if (::poll(&watched, 1, LAST_WORDS_MS) == 0) break;
        write_to_server();
    }
    return *outcome_;
}

bool StreamClient::wants_input() const
{
    return options_.input >= 0 && following_ && may_type_ && to_server_.empty();
}

/// A role that was not asked for is not taken.
bool StreamClient::wants_control() const
{
    const auto* const follow = std::get_if<Follow>(&options_.request);
    return follow == nullptr || follow->role == Role::controller;
}

std::string StreamClient::session() const
{
    return "#" + std::to_string(following_->id);
}

/// Waits for something to do, and does it. The server is not read while its last frame is being written.
void StreamClient::wait()
{
    const LocalOutput& output = stream_ == OutputStream::out ? out_ : err_;
    const int reading = is_writing() || server_is_gone_ ? 0 : POLLIN;
    const int writing = to_server_.empty() ? 0 : POLLOUT;
    std::array<pollfd, 4> watched{{{socket_.get(), static_cast<short>(reading | writing), 0},
                                   {signals_.get(), POLLIN, 0},
                                   {is_writing() ? output.descriptor() : -1, POLLOUT, 0},
                                   {wants_input() ? options_.input : -1, POLLIN, 0}}};
    if (reading == 0 && writing == 0) watched[0].fd = -1;
    const int ready = ::poll(watched.data(), watched.size(), milliseconds_left());
    if (ready < 0) return;
    if (ready == 0) return attend();
    if (watched[1].revents != 0) take_signals();
    if (watched[2].revents != 0) write_output();
    if (writing != 0 && watched[0].revents != 0) write_to_server();
    if (reading != 0 && (watched[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read_from_server();
    if (watched[3].revents != 0 && !outcome_) send_input();
}

/// How long the server may say nothing, or -1.
int StreamClient::milliseconds_left() const
{
    if (following_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience_.due() - Clock::now());
    return static_cast<int>(std::max(std::chrono::milliseconds(0), left).count());
}

void StreamClient::attend()
{
    switch (patience_.take_task(Clock::now())) {
    case Patience::Task::wait: break;
    case Patience::Task::ping: return say(Ping(), OTHER);
    case Patience::Task::give_up: return give_up(StreamLost{"the server does not answer", StreamLost::How::silent});
    }
}

// --- to the server ---------------------------------------------------------------------------------------------------

void StreamClient::say(const ClientMessage& message, std::uint64_t serial)
{
    to_server_ += encode(message, serial);
    write_to_server();
}

void StreamClient::write_to_server()
{
    while (sent_ < to_server_.size()) {
        const ssize_t count =
            ::send(socket_.get(), to_server_.data() + sent_, to_server_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        // What it said before it closed is still to be read.
        if (count < 0) break;
        sent_ += static_cast<std::size_t>(count);
    }
    to_server_.clear();
    sent_ = 0;
}

void StreamClient::send_input()
{
    std::array<char, READ_BYTES> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::read(options_.input, buffer.data(), buffer.size());
    if (count > 0) return say(Input{{std::string(buffer.data(), static_cast<std::size_t>(count))}});
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    options_.input = -1;
    send_end();
}

void StreamClient::send_end()
{
    if (options_.ends_input) say(CloseInput{session()}, END_OF_INPUT);
    else say(Detach(), END_OF_INPUT); // answered when all before it was taken
}

void StreamClient::take_signals()
{
    signalfd_siginfo info{};
    while (!outcome_ && ::read(signals_.get(), &info, sizeof info) == sizeof info)
        take_signal(static_cast<int>(info.ssi_signo));
}

void StreamClient::take_signal(int signal)
{
    if (signal == SIGINT) ++interrupts_;
    const bool is_for_program = options_.forwards_signals && signal != SIGHUP && interrupts_ < ENOUGH_INTERRUPTS;
    if (!following_ || !is_for_program)
        return give_up(StreamLeft{signal, following_ ? following_->name : std::string()});
    this->signal(signal);
}

void StreamClient::signal(int number)
{
    if (options_.send_signal) options_.send_signal(session(), number);
    else say(Signal{session(), number}, OTHER);
}

// --- from the server -------------------------------------------------------------------------------------------------

void StreamClient::read_from_server()
{
    std::array<char, READ_BYTES> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count > 0) {
        if (frames_.has_begun()) patience_.heard(Clock::now()); // a few bytes are no greeting yet
        return frames_.feed({buffer.data(), static_cast<std::size_t>(count)});
    }
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    server_is_gone_ = true;
}

void StreamClient::handle_frames()
{
    while (!outcome_ && !is_writing()) {
        const auto frame = frames_.next();
        if (!frame) return give_up(StreamLost{frame.error().message()});
        if (!*frame) {
            if (server_is_gone_) give_up(StreamLost{"the server is gone", StreamLost::How::gone});
            return;
        }
        patience_.heard(Clock::now());
        const auto envelope = decode_server_message(**frame);
        if (!envelope) return give_up(StreamLost{envelope.error().message()});
        std::visit([this, serial = envelope->serial](const auto& message) { handle(serial, message); },
                   envelope->message);
    }
}

void StreamClient::handle(std::uint64_t serial, const Failed& m)
{
    if (!following_) return give_up(StreamRefused{m});
    if (serial == 0) return give_up(StreamLost{m.message});
    if (serial == END_OF_INPUT && options_.only_sends) return give_up(StreamRefused{m});
    // The end of the input was there before ours, or the program's was; that a signal came too late is told by the end.
}

void StreamClient::handle(std::uint64_t serial, const Done&)
{
    if (serial == END_OF_INPUT && options_.only_sends) give_up(StreamSent{});
}

void StreamClient::handle(std::uint64_t, const Following& m)
{
    following_ = m;
    may_type_ = m.role == Role::controller && wants_control();
    if (options_.on_following) options_.on_following(m);
}

void StreamClient::handle(std::uint64_t, const Output& m)
{
    stream_ = m.stream;
    offset_ = m.offset + m.bytes.data.size();
    output_ = options_.convert ? options_.convert(m.stream, m.bytes.data) : m.bytes.data;
    unwritten_ = output_;
    if (is_writing()) write_output();
    else tell_offset();
}

void StreamClient::handle(std::uint64_t, const Gap& m)
{
    if (options_.on_gap) options_.on_gap(m);
    offset_ = m.to;
    tell_offset();
}

void StreamClient::handle(std::uint64_t, const Ended& m)
{
    if (options_.forgets && following_) say(Forget{session()}, OTHER);
    give_up(StreamEnded{m.how});
}

void StreamClient::handle(std::uint64_t serial, const Detached& m)
{
    if (serial == END_OF_INPUT) return give_up(StreamSent{});
    give_up(StreamDetached{m.reason});
}

void StreamClient::handle(std::uint64_t, const RoleChanged& m)
{
    may_type_ = m.role == Role::controller && wants_control();
}

/// Whoever fills our input learns it, as from the program itself.
void StreamClient::handle(std::uint64_t, const InputClosed&)
{
    const bool is_read = options_.input < 0;
    if (options_.only_sends && !(is_read && options_.ends_input)) return give_up(StreamNotTaken{});
    if (is_read) return; // and where we end it, that is what closed it
    ::close(std::exchange(options_.input, -1));
}

void StreamClient::write_output()
{
    LocalOutput& output = stream_ == OutputStream::out ? out_ : err_;
    while (is_writing()) {
        const auto outcome = output.write(unwritten_);
        if (outcome == LocalOutput::Outcome::full) return;
        if (outcome == LocalOutput::Outcome::failed)
            return stop_writing(StreamUnwritable{Error::from_errno("writing the output")});
        if (outcome == LocalOutput::Outcome::gone) return stop_writing(StreamGone{});
        if (output.descriptor() == STDOUT_FILENO || output.descriptor() == STDERR_FILENO) break; // it may block
    }
    if (!is_writing()) tell_offset();
}

/// What the program writes is of no use any more.
void StreamClient::stop_writing(StreamOutcome why)
{
    unwritten_ = {};
    if (options_.passes_on_gone && following_) signal(SIGPIPE);
    give_up(std::move(why));
}

void StreamClient::tell_offset()
{
    if (!options_.offsets) return;
    const std::string line = std::to_string(offset_) + "\n";
    if (::write(*options_.offsets, line.data(), line.size()) < 0 && errno != EINTR) options_.offsets.reset();
}

void StreamClient::give_up(StreamOutcome outcome)
{
    if (!outcome_) outcome_ = std::move(outcome);
}

} // namespace cleat
