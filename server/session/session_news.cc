#include "server/session/session_news.h"

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

void SessionNews::set(SessionInfo info)
{
    Version& version = sessions_[info.id];
    if (version.number != 0 && version.info == info) return;
    version = {std::move(info), ++newest_};
}

SessionsChanged SessionNews::take(Known& known, const IsThere& is_there, std::size_t most) const
{
    SessionsChanged out;
    std::erase_if(known, [&](const auto& told) {
        if (sessions_.contains(told.first) && is_there(told.first)) return false;
        out.gone.push_back(told.first);
        return true;
    });
    std::size_t size = 0;
    for (const auto& [id, version] : sessions_) {
        const auto told = known.find(id);
        if ((told != known.end() && told->second == version.number) || !is_there(id)) continue;
        size += size_in_frame(version.info);
        if (size > most && !out.changed.empty()) break;
        known[id] = version.number;
        out.changed.push_back(version.info);
    }
    return out;
}

} // namespace cleat
