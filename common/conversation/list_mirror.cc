#include "common/conversation/list_mirror.h"

#include "common/wire/frame.h"

#include <map>
#include <string>
#include <utility>

namespace cleat {

namespace {

/// The total bytes of the session's fields that have no individual limit.
std::size_t text_in(const SessionInfo& info)
{
    std::size_t out = info.name.size() + info.title.size() + info.directory.size() + info.recording.size();
    for (const std::string& word : info.command) out += sizeof(std::string) + word.size();
    return out;
}

} // namespace

Result<void> ListMirror::take(SessionsChanged&& changed)
{
    std::map<std::uint64_t, SessionInfo*> there;
    for (SessionInfo& info : sessions_.sessions) there[info.id] = &info;
    for (const std::uint64_t id : changed.gone) there.erase(id);
    for (SessionInfo& info : changed.changed) there[info.id] = &info;
    if (there.size() > MAX_LISTED) return Error("the list has more than " + std::to_string(MAX_LISTED) + " sessions");
    std::size_t text = 0;
    for (const auto& [id, info] : there) text += text_in(*info);
    if (text > MAX_TO_CLIENT) return Error("the list of sessions is too long");
    std::vector<SessionInfo> next;
    next.reserve(there.size());
    for (const auto& [id, info] : there) next.push_back(std::move(*info));
    sessions_.sessions = std::move(next);
    return {};
}

} // namespace cleat
