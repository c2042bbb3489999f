#pragma once

#include "client/link/link.h"
#include "common/conversation/transport.h"
#include "common/event/loop.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleat {

/// The link of a long-lived client: the socket on this host, or a command, which is restarted without a terminal if the
/// link is lost. Until the link is established, the command's standard error is passed on. After that a session is on
/// the screen, so only the last line is kept, to be shown in a notice.
class LiveLink final : public Transport {
 public:
    /// `command` is that of the link that is already open.
    LiveLink(Loop& loop, LinkOptions options, LinkCommand command);
    ~LiveLink() override;
    LiveLink(const LiveLink&) = delete;
    LiveLink& operator=(const LiveLink&) = delete;

    [[nodiscard]] bool can_reopen() const override { return !options_.via.empty(); }
    [[nodiscard]] Result<UniqueFd> reopen() override;
    void established() override { was_established_ = true; }
    void abandon() override;
    [[nodiscard]] std::string why_closed() override { return close_reason(command_); }
    [[nodiscard]] std::string why_silent() override { return cleat::why_silent(command_); }
    [[nodiscard]] const std::string& last_message() const override { return message_; }
    void set_on_message(std::function<void()> on_message) override { on_message_ = std::move(on_message); }
    [[nodiscard]] bool is_prompting_user() const override { return is_password_asked(); }

 private:
    void use(LinkCommand command);
    void reap();
    void read_last_message();

    Loop& loop_;
    LinkOptions options_;
    LinkCommand command_;
    std::function<void()> on_message_;
    std::vector<LinkCommand> ending_; ///< terminated, but not reaped yet
    std::optional<FdWatch> message_watch_;
    std::string message_; ///< the last line that the command wrote to standard error
    bool was_established_ = false;
};

} // namespace cleat
