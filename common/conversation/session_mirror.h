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

/// A client's copy of the session that it is attached to: the session's name and number, the client's own role and
/// number, the screen, and which steps to acknowledge. `take` returns the rows that leave the top of the screen.
class SessionMirror {
 public:
    /// Rows that left the top of the primary screen in a step.
    struct PushedRows {
        std::vector<std::string> rows;      ///< packed, oldest first
        std::uint64_t skipped = 0;          ///< number of rows that left before `rows` and were not sent
        std::optional<RowPositions> places; ///< nothing if the server is too old to send them
    };

    /// The client's role is at most `most` in any session, whatever the server says.
    explicit SessionMirror(Role most = Role::controller) : most_(most) {}

    /// The client attached or reattached: the screen is unknown until the next step.
    void take(const Attached& attached);
    /// Applies the step to the screen. Returns an error, and changes nothing, if the step does not apply: the first
    /// step must be a whole screen, and no step may name rows that the screen does not have.
    Result<PushedRows> take(Step&& step);
    void take(const RoleChanged& changed);
    /// The session was renamed.
    void rename(std::string name) { name_ = std::move(name); }

    [[nodiscard]] bool is_attached() const { return id_.has_value(); }
    [[nodiscard]] std::uint64_t id() const { return id_.value_or(0); } ///< of the session; 0 until attached
    [[nodiscard]] const std::string& name() const { return name_; }    ///< of the session
    [[nodiscard]] Role role() const { return role_; }                  ///< the client's current role
    [[nodiscard]] std::uint64_t client() const { return client_; }     ///< the client's own number in the session
    [[nodiscard]] std::uint64_t holder() const { return holder_; }     ///< the exclusive controller, or 0
    [[nodiscard]] bool holds_control() const { return holder_ != 0 && holder_ == client_; }

    [[nodiscard]] bool has_screen() const { return has_screen_; }
    /// As of the newest step; blank before the first step.
    [[nodiscard]] const Screen& screen() const { return screen_; }
    /// The newest step's offset in the session's output.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }

    /// Whether a step has arrived since `drawn` was last called.
    [[nodiscard]] bool has_unseen_step() const { return newest_ != drawn_; }
    /// The newest step is being written to the user's terminal, or does not need to be.
    void drawn() { drawn_ = newest_; }
    /// What was drawn has reached the terminal. Returns the acknowledgement, after which the server sends more; nothing
    /// if the step drawn was already acknowledged.
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
    std::uint64_t newest_ = 0; ///< number of the newest step
    std::uint64_t drawn_ = 0;
    std::uint64_t acknowledged_ = 0;
};

} // namespace cleat
