#include "client/stream/stream_client.h"

#include "common/base/overloaded.h"

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
/// How long to wait, before the client exits, for a server that does not read.
constexpr std::chrono::milliseconds CLOSE_TIMEOUT{1'000};

/// The reason for which the server was lost.
StreamLost::How how_lost(ServerConnection::Over over)
{
    switch (over) {
    case ServerConnection::Over::closed: return StreamLost::How::gone;
    case ServerConnection::Over::silent: return StreamLost::How::silent;
    case ServerConnection::Over::no_frame:
    case ServerConnection::Over::nonsense: break;
    }
    return StreamLost::How::nonsense;
}

} // namespace

StreamClient::StreamClient(UniqueFd socket, Patience patience, StreamOptions options)
    : options_(std::move(options)),
      signals_(loop_, SignalRule(options_.forwards_signals ? SignalRule::Target::program : SignalRule::Target::client),
               [this](int signal, SignalRule::Target target) { take_signal(signal, target); }),
      input_watch_(loop_, options_.input, [this](FdWatch::Ready) { send_input(); }),
      writer_(loop_, {.on_written =
                          [this] {
                              report_offset();
                              watch();
                          },
                      .on_reader_closed = [this] { stop_writing(StreamReaderClosed{}); },
                      .on_unwritable = [this](const Error& why) { stop_writing(StreamUnwritable{why}); }}),
      server_(loop_, std::move(socket), patience,
              {.on_push = [this](Push& push) { take(push); },
               .on_drained = [this] { watch(); },
               .explain = {},
               .on_over =
                   [this](ServerConnection::Over over, const Error& why) {
                       give_up(StreamLost{why.message(), how_lost(over)});
                   }})
{
    std::signal(SIGPIPE, SIG_IGN);
}

StreamOutcome StreamClient::run()
{
    begin();
    watch();
    while (!outcome_ && loop_.turn()) {
    }
    drain_to_server();
    return *outcome_;
}

void StreamClient::begin()
{
    const auto refuse = [this](const Refusal& refusal) {
        if (refusal.cause == Refusal::Cause::refused && !following_) give_up(StreamRefused{refusal});
    };
    server_.greet(options_.greeting, [=](const Reply<Welcome>& reply) {
        if (!reply) refuse(reply.error());
    });
    if (const auto* const follow_it = std::get_if<Follow>(&options_.request)) {
        server_.ask_for<Following>(*follow_it, [=, this](const Reply<Following>& reply) {
            if (reply) follow(*reply);
            else refuse(reply.error());
        });
    } else {
        // `Following` comes as a push.
        server_.ask_for<Created>(std::get<New>(options_.request), [=](const Reply<Created>& reply) {
            if (!reply) refuse(reply.error());
        });
    }
}

/// Whether the client requested control. It does not use a role that it did not request.
bool StreamClient::wants_control() const
{
    const auto* const follow = std::get_if<Follow>(&options_.request);
    return follow == nullptr || follow->role == Role::controller;
}

bool StreamClient::wants_input() const
{
    return options_.input >= 0 && following_ && may_type_ && server_.pending() == 0;
}

/// Sets what the loop watches. The server is not read while its last frame is being written.
void StreamClient::watch()
{
    const bool is_running = !outcome_;
    signals_.set(is_running ? Interest::read : Interest::none);
    if (!is_running) writer_.drop();
    input_watch_.set(is_running && wants_input() ? Interest::read : Interest::none);
    server_.pause(!is_running || writer_.is_writing());
}

// --- to the server ---------------------------------------------------------------------------------------------------

void StreamClient::send_input()
{
    std::array<char, READ_BYTES> buffer; // NOLINT: the kernel fills what is used
    const ssize_t count = ::read(options_.input, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count > 0) {
        server_.send(Input{{std::string(buffer.data(), static_cast<std::size_t>(count))}});
    } else {
        options_.input = -1;
        end_input();
    }
    watch();
}

void StreamClient::end_input()
{
    const auto on_reply = [this](const Reply<ServerMessage>& reply) { input_ended(reply); };
    if (options_.ends_input) server_.ask(CloseInput{session()}, on_reply);
    else server_.ask(Detach(), on_reply); // answered once all input before it was taken
}

/// Unless the client only sends, a refusal is harmless: the program's input, or the program, may have ended first.
void StreamClient::input_ended(const Reply<ServerMessage>& reply)
{
    if (!reply) {
        if (reply.error().cause == Refusal::Cause::refused && options_.only_sends)
            give_up(StreamRefused{reply.error()});
        return;
    }
    const bool is_done = std::holds_alternative<Done>(*reply) && options_.only_sends;
    if (is_done || std::holds_alternative<Detached>(*reply)) give_up(StreamSent{});
}

void StreamClient::take_signal(int signal, SignalRule::Target target)
{
    if (!following_ || target == SignalRule::Target::client)
        return give_up(StreamInterrupted{signal, following_ ? following_->name : std::string()});
    send_signal(signal);
}

/// A refusal is ignored: if the program had already ended, `Ended` follows.
void StreamClient::send_signal(int signal)
{
    if (options_.send_signal) options_.send_signal(session(), signal);
    else server_.ask(Signal{session(), signal}, [](const Reply<ServerMessage>&) {});
}

/// Waits until everything queued has been sent, or nothing was sent for `CLOSE_TIMEOUT`. The queue is short, and the
/// server reads it unless it contains input that the program does not take.
void StreamClient::drain_to_server()
{
    watch();
    bool is_time_up = false;
    Timer time(loop_, [&is_time_up] { is_time_up = true; });
    std::size_t left = 0;
    while (server_.pending() > 0 && !is_time_up) {
        if (std::exchange(left, server_.pending()) != server_.pending()) time.start(CLOSE_TIMEOUT);
        if (!loop_.turn()) return;
    }
}

// --- from the server -------------------------------------------------------------------------------------------------

void StreamClient::take(Push& push)
{
    if (outcome_) return;
    std::visit(Overloaded{
                   [this](const Failed& m) { failed(m); },
                   [this](const Following& m) { follow(m); },
                   [this](Output& m) { show(m); },
                   [this](const Gap& m) { show(m); },
                   [this](const Ended& m) { finish(m); },
                   [this](const Detached& m) { give_up(StreamDetached{m.reason}); },
                   [this](const RoleChanged& m) { set_role(m.role); },
                   [this](const InputClosed&) { close_input(); },
                   [](const Step&) {}, // this and the rest are for clients that show a screen or watch the list
                   [](const Happened&) {},
                   [](const ControlAsked&) {},
                   [](const InputTaken&) {},
                   [](const RecordingChanged&) {},
                   [](const GuestVisits&) {},
                   [](const SessionsChanged&) {},
               },
               push);
    watch();
}

void StreamClient::failed(const Failed& failed)
{
    if (following_) return give_up(StreamLost{failed.message});
    give_up(StreamRefused{refusal_of(failed)});
}

void StreamClient::follow(const Following& following)
{
    following_ = following;
    server_.wait_without_limit();
    set_role(following.role);
    if (options_.on_following) options_.on_following(following);
    watch();
}

void StreamClient::set_role(Role role)
{
    may_type_ = role == Role::controller && wants_control();
}

void StreamClient::show(Output& output)
{
    offset_ = output.offset + output.bytes.data.size();
    writer_.write(output.stream,
                  options_.convert ? options_.convert(output.stream, output.bytes.data) : std::move(output.bytes.data));
}

void StreamClient::show(const Gap& gap)
{
    if (options_.on_gap) options_.on_gap(gap);
    offset_ = gap.to;
    report_offset();
}

void StreamClient::finish(const Ended& ended)
{
    if (options_.forgets && following_) server_.ask(Forget{session()}, [](const Reply<ServerMessage>&) {});
    give_up(StreamEnded{ended.how});
}

/// Closes our input, so that its writer sees that the program closed its own.
void StreamClient::close_input()
{
    const bool is_read = options_.input < 0;
    if (options_.only_sends && !(is_read && options_.ends_input)) return give_up(StreamNotTaken{});
    if (is_read) return; // nothing to close; with `ends_input` this is the effect of the client's own `CloseInput`
    input_watch_.set(Interest::none);
    ::close(std::exchange(options_.input, -1));
}

/// The program's output can no longer be written here.
void StreamClient::stop_writing(StreamOutcome why)
{
    if (options_.raises_sigpipe && following_) send_signal(SIGPIPE);
    give_up(std::move(why));
}

void StreamClient::report_offset()
{
    if (!options_.offsets) return;
    const std::string line = std::to_string(offset_) + "\n";
    if (::write(*options_.offsets, line.data(), line.size()) < 0 && errno != EINTR) options_.offsets.reset();
}

/// The first reason counts.
void StreamClient::give_up(StreamOutcome outcome)
{
    if (!outcome_) outcome_ = std::move(outcome);
    watch();
}

} // namespace cleat
