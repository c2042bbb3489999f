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

/// The way to the server of a client that stays: the socket of this machine, or a command, which is started again where
/// its link is lost, without a terminal. What the command says goes to standard error until the link is established,
/// and is kept for the user after that: the screen shows a session then.
class LiveLink final : public Transport {
 public:
    /// `command` is that of the link that there is.
    LiveLink(Loop& loop, LinkOptions options, LinkCommand command);
    ~LiveLink() override;
    LiveLink(const LiveLink&) = delete;
    LiveLink& operator=(const LiveLink&) = delete;

    [[nodiscard]] bool can_reopen() const override { return !options_.via.empty(); }
    [[nodiscard]] Result<UniqueFd> reopen() override;
    void established() override { was_established_ = true; }
    void abandon() override;
    [[nodiscard]] std::string why_closed() override { return why_over(command_); }
    [[nodiscard]] std::string why_silent() override { return cleat::why_silent(command_); }
    [[nodiscard]] const std::string& words() const override { return words_; }
    void set_on_words(std::function<void()> on_words) override { on_words_ = std::move(on_words); }
    [[nodiscard]] bool is_user_asked() const override { return is_password_asked(); }

 private:
    void use(LinkCommand command);
    void reap();
    void read_words();

    Loop& loop_;
    LinkOptions options_;
    LinkCommand command_;
    std::function<void()> on_words_;
    std::vector<LinkCommand> ending_; ///< told to end, and not seen to have
    std::optional<FdWatch> words_watch_;
    std::string words_; ///< the newest line that the command said
    bool was_established_ = false;
};

} // namespace cleat
