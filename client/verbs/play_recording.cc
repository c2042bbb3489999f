#include "client/verbs/play_recording.h"

#include "client/tty/capabilities_of.h"
#include "client/verbs/verb.h"
#include "common/base/quote.h"

#include <csignal>
#include <cstdio>

namespace cleat {

namespace {

Result<Tty> open_tty()
{
    auto tty = Tty::open(1);
    if (!tty) return Error("standard output is not a terminal; use --print-at or cleat export", ErrorCode::invalid);
    return tty;
}

} // namespace

int play_recording(const std::string& name, const PlayerOptions& options)
{
    if (const auto tty = open_tty(); !tty) return report(tty.error());
    auto recording = open_recording(name);
    return recording ? play_recording(std::move(*recording), name, options) : report(recording.error());
}

int play_recording(OpenRecording recording, const std::string& name, const PlayerOptions& options)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto tty = open_tty();
    if (!tty) return report(tty.error());
    auto capabilities = capabilities_of(TerminalEnvironment::current());
    if (!capabilities) return report(capabilities.error());
    auto index = IndexFile::open(recording.path, recording.source);
    if (!index) return report(index.error());
    PlayerView view(std::move(*tty), std::move(*capabilities), std::move(recording.source), std::move(*index),
                    std::move(recording.feed), options);
    const auto damage = view.run();
    if (!damage) return report(damage.error().with(name));
    if (!damage->empty()) std::fprintf(stderr, "cleat: %s\n", visible(name + ": " + *damage).c_str());
    return 0;
}

} // namespace cleat
