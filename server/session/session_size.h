#pragma once

#include "server/audience/audience.h"
#include "server/program/program_io.h"
#include "server/session/display.h"
#include "server/session/session_facts.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The size of a session's terminal: that of its controllers' terminals, by a rule, or the one that it is given.
class SessionSize {
 public:
    struct Handlers {
        std::function<void()> on_resized;
        /// Size or rule are others.
        std::function<void()> on_changed;
    };

    /// All of these are borrowed for this object's life; `display` may be null, where there is no terminal.
    SessionSize(const SessionFacts& facts, Audience& audience, ProgramIo& program,
                const std::unique_ptr<Display>& display, Handlers handlers)
        : facts_(facts), audience_(audience), program_(program), display_(display), handlers_(std::move(handlers))
    {}

    /// Gives it that size, until the rule wants another one. `no_terminal`, `ended`, or `invalid`.
    Result<void> set(Size size);
    /// Another rule; `size` is the one that it begins with, or is fixed to, where it is given.
    Result<void> set_rule(SizeRule rule, std::optional<Size> size);
    [[nodiscard]] SizeRule rule() const { return audience_.sizes().rule(); }
    /// Gives it the size that its controllers want.
    void apply();
    /// Says to the program's terminal what its size is, where that may not be so.
    void tell_program() const;

 private:
    [[nodiscard]] Result<void> check_can_change() const;

    const SessionFacts& facts_;
    Audience& audience_;
    ProgramIo& program_;
    const std::unique_ptr<Display>& display_;
    Handlers handlers_;
};

/// That a session of that name has no terminal.
[[nodiscard]] Error no_terminal_error(const std::string& session);

} // namespace cleat
