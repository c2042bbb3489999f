#include "server/session/session_size.h"

#include "server/pty/terminal.h"
#include "server/session/program_life.h"

#include <cstdint>

namespace cleat {

namespace {

Result<void> set_terminal_size(int terminal, Size size)
{
    return set_window_size(terminal, static_cast<std::uint16_t>(size.rows), static_cast<std::uint16_t>(size.columns));
}

} // namespace

Error no_terminal_error(const std::string& session)
{
    return Error("session \"" + session + "\" has no terminal", ErrorCode::no_terminal);
}

Result<void> SessionSize::check_can_change() const
{
    if (!display_) return no_terminal_error(facts_.name);
    if (facts_.ended) return ended_error(facts_.name);
    return {};
}

Result<void> SessionSize::set(Size size)
{
    if (const auto can = check_can_change(); !can) return can.error();
    if (!is_valid(size))
        return Error("a terminal must have 1 to 1000 rows and columns, and at most 250000 cells", ErrorCode::invalid);
    if (size == display_->size()) return {};
    program_.read(); // output from before the resize belongs to the old size
    if (facts_.ended) return ended_error(facts_.name);
    display_->resize(size);
    auto result = set_terminal_size(program_.terminal(), size);
    display_->changed();
    handlers_.on_resized();
    handlers_.on_changed();
    return result;
}

Result<void> SessionSize::set_rule(SizeRule rule, std::optional<Size> size)
{
    if (const auto can = size ? set(*size) : check_can_change(); !can) return can.error();
    audience_.sizes().set_rule(rule, size.value_or(display_->size()));
    handlers_.on_changed();
    if (!size) apply();
    return {};
}

void SessionSize::apply()
{
    if (!check_can_change()) return;
    const std::optional<Size> wanted = audience_.wanted_size();
    if (wanted && *wanted != display_->size()) (void)set(*wanted);
}

void SessionSize::send_to_program() const
{
    if (display_ && program_.terminal() >= 0) (void)set_terminal_size(program_.terminal(), display_->size());
}

} // namespace cleat
