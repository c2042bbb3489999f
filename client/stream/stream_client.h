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

/// What a follower asks of the server, and what it does with what it gets.
struct StreamOptions {
    Greeting greeting;
    std::variant<New, Follow> request; ///< a session to make and follow, or one to follow
    int input = -1;                    ///< the descriptor that what is typed, or sent, comes from; -1 for none
    bool ends_input = true;            ///< its end is the end of the program's
    bool only_sends = false;           ///< all is over with the input
    bool forwards_signals = false;     ///< SIGINT, SIGTERM, SIGQUIT, SIGUSR1 and SIGUSR2 go to the program
    /// Sends a signal to the program, on a connection of its own: the server does not read from one whose input the
    /// program does not take.
    std::function<void(const std::string& session, int signal)> send_signal;
    bool passes_on_gone = false; ///< where nobody reads what comes, the program gets SIGPIPE
    bool forgets = false;        ///< an ended session is not kept for others to ask of
    std::optional<int> offsets;  ///< the descriptor that is told up to which offset all is written
    /// What to write for bytes that came; as they are where there is none.
    std::function<std::string(OutputStream, std::string_view)> convert;
    std::function<void(const Following&)> on_following;
    std::function<void(const Gap&)> on_gap;
};

/// How it ended.
struct StreamRefused {
    Refusal why;
};
struct StreamEnded {
    ExitStatus how;
};
struct StreamDetached {
    std::string reason; ///< empty where no more was wanted
};
/// All of the input was sent, and no more is wanted.
struct StreamSent {};
/// The program took no more input, when more was there.
struct StreamNotTaken {};
/// Nobody reads what is written here.
struct StreamGone {};
/// It cannot be written: a disk is full, say.
struct StreamUnwritable {
    Error why;
};
struct StreamLost {
    enum class How : std::uint8_t {
        gone,    ///< it closed
        silent,  ///< it does not answer
        nonsense ///< what it says makes no sense
    };
    std::string why;
    How how = How::nonsense;
};
/// A signal ended the client, and not the program.
struct StreamLeft {
    int signal = 0;
    std::string session;
};
using StreamOutcome = std::variant<StreamRefused, StreamEnded, StreamDetached, StreamSent, StreamNotTaken, StreamGone,
                                   StreamUnwritable, StreamLost, StreamLeft>;

/// A session's output on standard output and standard error, byte for byte and in its order, and its input from a
/// descriptor. What is not written yet is one frame at most: where this process's output is not read, the server is not
/// read either. No descriptor is made non-blocking that was there before.
class StreamClient {
 public:
    /// `socket` leads to the server, where nothing was said yet. It is waited for with that patience until the session
    /// is followed: from then on a server whose program takes no input answers nothing either.
    StreamClient(UniqueFd socket, Patience patience, StreamOptions options);
    StreamClient(const StreamClient&) = delete;
    StreamClient& operator=(const StreamClient&) = delete;

    /// Runs until the session ends, or something goes away.
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
    void tell_offset();
    void watch();
    void let_out_last_words();
    void give_up(StreamOutcome outcome);

    [[nodiscard]] bool wants_input() const;
    [[nodiscard]] bool wants_control() const;
    [[nodiscard]] std::string session() const { return "#" + std::to_string(following_->id); }

    Loop loop_;
    StreamOptions options_;
    StreamSignals signals_;
    FdWatch input_watch_;
    OutputWriter writer_;
    std::uint64_t offset_ = 0; ///< after what is being written, or was
    std::optional<Following> following_;
    bool may_type_ = false;
    std::optional<StreamOutcome> outcome_;
    ServerConnection server_;
};

} // namespace cleat
