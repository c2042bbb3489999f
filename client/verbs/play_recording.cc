#include "client/verbs/play_recording.h"

#include "client/tty/capabilities_of.h"
#include "client/verbs/open_recording.h"
#include "client/verbs/printable.h"
#include "client/verbs/verb.h"

#include <csignal>
#include <cstdio>

namespace cleat {

int play_recording(const std::string& name, const PlayerOptions& options)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto tty = Tty::open(1);
    if (!tty)
        return report(Error("standard output is not a terminal; see --print-at, and cleat export", ErrorCode::invalid));
    auto recording = open_recording(name);
    if (!recording) return report(recording.error());
    auto capabilities = capabilities_of(TerminalEnvironment::current());
    if (!capabilities) return report(capabilities.error());
    auto index = IndexFile::open(recording->path, recording->source);
    if (!index) return report(index.error());
    PlayerView view(std::move(*tty), std::move(*capabilities), std::move(recording->source), std::move(*index),
                    std::move(recording->feed), options);
    const auto damage = view.run();
    if (!damage) return report(damage.error().with(name));
    if (!damage->empty()) std::fprintf(stderr, "cleat: %s\n", printable(name + ": " + *damage).c_str());
    return 0;
}

} // namespace cleat
