#include "server/keeper/recorders.h"

#include "server/keeper/role_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace cleat {

tl::expected<int, int> Recorders::start(RecorderId id, int memory)
{
    if (recorders_.contains(id)) return tl::unexpected(EEXIST);
    std::vector<std::string> words{"--recorder"};
    words.insert(words.end(), arguments_.begin(), arguments_.end());
    auto process = start_role(executable_, words, {memory});
    if (!process) return tl::unexpected(errno != 0 ? errno : EAGAIN);
    return recorders_.emplace(id, Recorder{process->pid, std::move(process->socket)}).first->second.socket.get();
}

void Recorders::kill(RecorderId id) const
{
    if (const auto found = recorders_.find(id); found != recorders_.end()) ::kill(found->second.pid, SIGKILL);
}

std::optional<RecorderId> Recorders::ended(pid_t pid)
{
    const auto found = std::ranges::find_if(recorders_, [pid](const auto& entry) { return entry.second.pid == pid; });
    if (found == recorders_.end()) return std::nullopt;
    const RecorderId id = found->first;
    recorders_.erase(found);
    return id;
}

void Recorders::finish_all()
{
    for (auto& [id, recorder] : recorders_) {
        recorder.socket.reset();
        ::kill(recorder.pid, SIGTERM);
    }
}

void Recorders::kill_all() const
{
    for (const auto& [id, recorder] : recorders_) ::kill(recorder.pid, SIGKILL);
}

} // namespace cleat
