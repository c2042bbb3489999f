#include "server/session/terminal_saves.h"

#include "common/base/log.h"

namespace cleat {

TerminalSaves::TerminalSaves(Loop& loop, SessionMemory& memory, Terminal& terminal)
    : loop_(loop), memory_(memory), terminal_(terminal), pause_(loop, [this] { look(); })
{
    if (terminal.offset() > 0) changed();
}

void TerminalSaves::fed()
{
    memory_.moments().answered = terminal_.offset();
    if (terminal_.offset() - saved_ >= SPACING || ++reads_ >= MOST_READS) return save(ArenaHistoryStore::Spares::kept);
    last_output_ = loop_.now();
    if (!pause_.is_running()) pause_.start(PAUSE);
}

void TerminalSaves::look()
{
    using std::chrono::milliseconds;
    const auto silent = loop_.now() - last_output_;
    if (silent < PAUSE) return pause_.start(std::chrono::ceil<milliseconds>(PAUSE - silent));
    if (saved_ != terminal_.offset()) save(ArenaHistoryStore::Spares::freed);
}

void TerminalSaves::save(ArenaHistoryStore::Spares spares)
{
    saved_ = terminal_.offset();
    reads_ = 0;
    if (!memory_.save(terminal_, spares)) log_warning("there is no memory for the state of a session's terminal");
}

} // namespace cleat
