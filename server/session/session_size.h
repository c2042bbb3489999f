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

/// The size of a session's terminal: derived from its controllers' terminals by a rule, or set explicitly.
class SessionSize {
 public:
    struct Handlers {
        std::function<void()> on_resized;
        /// The size or the rule has changed.
        std::function<void()> on_changed;
    };

    /// All of these are borrowed for this object's life; `display` is null without a terminal.
    SessionSize(const SessionFacts& facts, Audience& audience, ProgramIo& program,
                const std::unique_ptr<Display>& display, Handlers handlers)
        : facts_(facts), audience_(audience), program_(program), display_(display), handlers_(std::move(handlers))
    {}

    /// Sets the size, until the rule requires another one. Errors: `no_terminal`, `ended`, `invalid`.
    Result<void> set(Size size);
    /// Sets the size, if given, and then the rule. `SizeRule::fixed` keeps that size, or else the current one.
    Result<void> set_rule(SizeRule rule, std::optional<Size> size);
    [[nodiscard]] SizeRule rule() const { return audience_.sizes().rule(); }
    /// Sets the size that the rule requires.
    void apply();
    /// Sets the size of the program's terminal again, in case the previous worker ended before it did so.
    void send_to_program() const;

 private:
    [[nodiscard]] Result<void> check_can_change() const;

    const SessionFacts& facts_;
    Audience& audience_;
    ProgramIo& program_;
    const std::unique_ptr<Display>& display_;
    Handlers handlers_;
};

/// The error that a session of that name has no terminal.
[[nodiscard]] Error no_terminal_error(const std::string& session);

} // namespace cleat
