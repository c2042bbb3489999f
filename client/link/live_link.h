#pragma once

#include "client/link/link.h"
#include "client/link/reconnecting.h"
#include "common/net/connection.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A link to the server that is watched. One that runs over a command is pinged, counts as lost when it is silent, and
/// is made again by itself; one to a socket of this machine is over when it is closed. Until what was wanted is done,
/// either is over when the server says nothing for `Patience::ANSWER_WITHIN`, where nobody is asked for a password.
class LiveLink {
 public:
    struct Handlers {
        std::function<void(std::string_view body)> on_frame;
        /// The kernel has taken all that was to be sent.
        std::function<void()> on_drained;
        /// There is a new connection, on which nothing was said.
        std::function<void()> on_open;
        /// Say something that the server answers.
        std::function<void()> on_ping;
        /// The link is lost, or a try to restore it failed; it is tried again.
        std::function<void(const std::string& why)> on_lost;
        /// There is no link, and will be none.
        std::function<void(const std::string& why)> on_over;
    };

    LiveLink(Loop& loop, LinkOptions options, OpenLink link, Clock::duration silence, Handlers handlers);
    ~LiveLink();
    LiveLink(const LiveLink&) = delete;
    LiveLink& operator=(const LiveLink&) = delete;

    /// Does nothing where there is no connection.
    void send(std::string frame);
    /// Bytes that the kernel has not taken.
    [[nodiscard]] std::size_t pending() const { return connection_ ? connection_->pending() : 0; }
    /// The server did what was wanted: from now on a loss is followed by tries to restore it.
    void established();
    /// Whether it is made again when it is lost.
    [[nodiscard]] bool is_kept_up() const { return !options_.via.empty(); }
    [[nodiscard]] int tries() const { return reconnecting_.tries(); }

 private:
    void use(OpenLink link);
    void heard(std::string_view body);
    void over(const std::string& why);
    void closed();
    void closed(const std::string& why);
    void drop_connection();
    void end_command();
    void reap();
    void read_words();
    void attend();
    void try_again();
    void arm();

    Loop& loop_;
    LinkOptions options_;
    Clock::duration silence_;
    Handlers handlers_;
    Reconnecting reconnecting_;
    Timer timer_;
    LinkCommand command_;
    std::vector<LinkCommand> ending_; ///< told to end, and not seen to have
    std::optional<FdWatch> words_watch_;
    std::string words_; ///< the newest line that the command said
    std::string why_;   ///< the link was lost last
    std::uint64_t connections_ = 0;
    std::unique_ptr<Connection> connection_;
    bool was_heard_ = false; ///< anything came
    bool was_established_ = false;
};

} // namespace cleat
