#pragma once

#include "client/stream/output_writer.h"
#include "client/stream/stream_signals.h"
#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/conversation/server_connection.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// What a follower requests from the server, and how it handles input, output and signals.
struct StreamOptions {
    Greeting greeting;
    std::variant<New, Follow> request; ///< a session to create and follow, or one to follow
    int input = -1;                    ///< the descriptor that the program's input is read from; -1 for none
    bool ends_input = true;            ///< the end of `input` ends the program's input
    bool only_sends = false;           ///< the client ends when its input ends
    bool forwards_signals = false;     ///< SIGINT, SIGTERM, SIGQUIT, SIGUSR1 and SIGUSR2 go to the program
    /// Sends a signal to the program on a separate connection: the server does not read from a connection whose input
    /// the program does not take.
    std::function<void(const std::string& session, int signal)> send_signal;
    bool raises_sigpipe = false; ///< if no reader of the output is left, the program gets SIGPIPE
    bool forgets = false;        ///< the session is removed when it ends, rather than kept for other clients
    std::optional<int> offsets;  ///< a descriptor to which the offset of the output written so far is reported
    /// Converts received output before it is written; empty for none.
    std::function<std::string(OutputStream, std::string_view)> convert;
    std::function<void(const Following&)> on_following;
    std::function<void(const Gap&)> on_gap;
};

/// How the client ended: the alternatives of `StreamOutcome`.
struct StreamRefused {
    Refusal why;
};
struct StreamEnded {
    ExitStatus how;
};
struct StreamDetached {
    std::string reason; ///< empty if the client requested it
};
/// All of the input was sent, and the client has nothing else to do.
struct StreamSent {};
/// The program closed its input before all of this process's input was sent.
struct StreamNotTaken {};
/// No reader of this process's output is left.
struct StreamReaderClosed {};
/// The output cannot be written, for example because the disk is full.
struct StreamUnwritable {
    Error why;
};
struct StreamLost {
    enum class How : std::uint8_t {
        gone,    ///< the server closed the connection
        silent,  ///< the server does not respond
        nonsense ///< the server sent something invalid
    };
    std::string why;
    How how = How::nonsense;
};
/// A signal ended the client; the program continues.
struct StreamInterrupted {
    int signal = 0;
    std::string session;
};
using StreamOutcome = std::variant<StreamRefused, StreamEnded, StreamDetached, StreamSent, StreamNotTaken,
                                   StreamReaderClosed, StreamUnwritable, StreamLost, StreamInterrupted>;

/// Writes a session's output to standard output and standard error, byte for byte and in order, and sends it input from
/// a descriptor. At most one frame is unwritten: while this process's output blocks, nothing is read from the server.
/// No inherited descriptor is made non-blocking.
class StreamClient {
 public:
    /// `socket` is connected to the server; nothing was sent on it yet. `patience` applies only until the session is
    /// followed: from then on the server can be silent for any time, because it does not respond while the program
    /// takes no input.
    StreamClient(UniqueFd socket, Patience patience, StreamOptions options);
    StreamClient(const StreamClient&) = delete;
    StreamClient& operator=(const StreamClient&) = delete;

    /// Runs until the session ends, the client is detached or ended by a signal, or the server or an output is lost.
    StreamOutcome run();

 private:
    void begin();
    void take(Push& push);
    void follow(const Following& following);
    void show(Output& output);
    void show(const Gap& gap);
    void finish(const Ended& ended);
    void close_input();
    void failed(const Failed& failed);
    void set_role(Role role);

    void take_signal(int signal, SignalRule::Target target);
    void send_signal(int signal);
    void send_input();
    void end_input();
    void input_ended(const Reply<ServerMessage>& reply);
    void stop_writing(StreamOutcome why);
    void report_offset();
    void watch();
    void drain_to_server();
    void give_up(StreamOutcome outcome);

    [[nodiscard]] bool wants_input() const;
    [[nodiscard]] bool wants_control() const;
    [[nodiscard]] std::string session() const { return "#" + std::to_string(following_->id); }

    Loop loop_;
    StreamOptions options_;
    StreamSignals signals_;
    FdWatch input_watch_;
    OutputWriter writer_;
    std::uint64_t offset_ = 0; ///< where, in the session's output, the piece being written or written last ends
    std::optional<Following> following_;
    bool may_type_ = false;
    std::optional<StreamOutcome> outcome_;
    ServerConnection server_;
};

} // namespace cleat
