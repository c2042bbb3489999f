#include "server/session/session_changes.h"

#include <utility>

namespace cleat {

namespace {

/// Approximate size in a frame.
std::size_t size_in_frame(const SessionInfo& info)
{
    constexpr std::size_t NAMES_AND_NUMBERS = 300;
    std::size_t out =
        NAMES_AND_NUMBERS + info.name.size() + info.title.size() + info.directory.size() + info.recording.size();
    for (const std::string& word : info.command) out += word.size();
    return out;
}

} // namespace

void SessionChanges::set(SessionInfo info)
{
    Version& version = sessions_[info.id];
    if (version.number != 0 && version.info == info) return;
    version = {std::move(info), ++newest_};
}

SessionsChanged SessionChanges::take(Known& known, const IsThere& is_there, std::size_t most) const
{
    SessionsChanged out;
    std::erase_if(known, [&](const auto& was_sent) {
        if (sessions_.contains(was_sent.first) && is_there(was_sent.first)) return false;
        out.gone.push_back(was_sent.first);
        return true;
    });
    std::size_t size = 0;
    for (const auto& [id, version] : sessions_) {
        const auto was_sent = known.find(id);
        if ((was_sent != known.end() && was_sent->second == version.number) || !is_there(id)) continue;
        size += size_in_frame(version.info);
        if (size > most && !out.changed.empty()) break;
        known[id] = version.number;
        out.changed.push_back(version.info);
    }
    return out;
}

} // namespace cleat
