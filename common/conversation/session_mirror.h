#pragma once

#include "common/base/result.h"
#include "common/model/screen.h"
#include "common/model/update.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What a client knows of the session that it is attached to, as far as the server has told: whose it is, the client's
/// own place in it, its screen, and which steps are to be acknowledged. Rows that leave the top are passed on, not
/// kept.
class SessionMirror {
 public:
    /// Rows that left the top of the primary screen with a step.
    struct PushedRows {
        std::vector<std::string> rows;   ///< packed, oldest first
        std::uint64_t skipped = 0;       ///< rows that left before those and are not sent
        std::optional<RowPlaces> places; ///< nothing where the server is too old to know
    };

    /// For a client that is no more than `most` in any session, whatever the server says.
    explicit SessionMirror(Role most = Role::controller) : most_(most) {}

    /// The client is attached, perhaps anew: the screen is unknown until the next step.
    void take(const Attached& attached);
    /// Shows the step. An error, which changes nothing, where it is no difference to the screen: the first step says
    /// all of it, and none names rows that the screen does not have.
    Result<PushedRows> take(Step&& step);
    void take(const RoleChanged& changed);
    /// The session has another name by now.
    void rename(std::string name) { name_ = std::move(name); }

    [[nodiscard]] bool is_attached() const { return id_.has_value(); }
    [[nodiscard]] std::uint64_t id() const { return id_.value_or(0); } ///< of the session; 0 before `Attached`
    [[nodiscard]] const std::string& name() const { return name_; }    ///< of the session
    [[nodiscard]] Role role() const { return role_; }                  ///< the client's at this moment
    [[nodiscard]] std::uint64_t client() const { return client_; }     ///< the client's own number in the session
    [[nodiscard]] std::uint64_t holder() const { return holder_; }     ///< who controls it alone, or 0
    [[nodiscard]] bool holds_control() const { return holder_ != 0 && holder_ == client_; }

    [[nodiscard]] bool has_screen() const { return has_screen_; }
    /// As of the newest step; blank before the first.
    [[nodiscard]] const Screen& screen() const { return screen_; }
    /// The newest step's offset in the session's output.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }

    /// Whether there are steps that `drawn` was not called for.
    [[nodiscard]] bool has_news() const { return newest_ != drawn_; }
    /// The newest step is in what is being written to the user's terminal, or need not be.
    void drawn() { drawn_ = newest_; }
    /// What was drawn is on the terminal. The message that says so, by which the server sends more; nothing where it
    /// was said already.
    [[nodiscard]] std::optional<Acknowledge> acknowledge();

 private:
    Role most_;
    std::optional<std::uint64_t> id_;
    std::string name_;
    Role role_ = Role::observer;
    std::uint64_t client_ = 0;
    std::uint64_t holder_ = 0;
    Screen screen_;
    bool has_screen_ = false;
    std::uint64_t offset_ = 0;
    std::uint64_t newest_ = 0; ///< step
    std::uint64_t drawn_ = 0;
    std::uint64_t acknowledged_ = 0;
};

} // namespace cleat
