#include "server/session/terminal_saves.h"

#include "common/base/log.h"
#include "common/event/work_clock.h"

#include <algorithm>
#include <chrono>

namespace cleat {

TerminalSaves::TerminalSaves(Loop& loop, SessionMemory& memory, Terminal& terminal)
    : loop_(loop), memory_(memory), terminal_(terminal), pause_(loop, [this] { look(); })
{
    if (terminal.offset() > 0) changed();
}

void TerminalSaves::fed()
{
    memory_.moments().answered = terminal_.offset();
    ++reads_;
    last_output_ = loop_.now();
    if (is_due()) save(ArenaHistoryStore::Spares::kept);
    if (!pause_.is_running()) pause_.start(PAUSE);
}

bool TerminalSaves::is_due() const
{
    const auto unsaved = terminal_.offset() - saved_;
    if (unsaved >= SLOW_SPACING) return true;
    return (unsaved >= SPACING || reads_ >= MAX_READS) && last_output_ >= rests_until_;
}

void TerminalSaves::look()
{
    using std::chrono::milliseconds;
    const auto due = std::max(last_output_ + PAUSE, rests_until_);
    if (const auto now = loop_.now(); now < due) return pause_.start(std::chrono::ceil<milliseconds>(due - now));
    if (saved_ != terminal_.offset() || has_spares_) save(ArenaHistoryStore::Spares::freed);
}

void TerminalSaves::save(ArenaHistoryStore::Spares spares)
{
    saved_ = terminal_.offset();
    reads_ = 0;
    has_spares_ = spares == ArenaHistoryStore::Spares::kept;
    const auto began = WorkClock::now();
    if (!memory_.save(terminal_, spares)) log_warning("not enough memory to save the state of a session's terminal");
    rests_until_ = loop_.now() + REST * (WorkClock::now() - began);
}

} // namespace cleat
