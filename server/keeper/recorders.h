#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "server/keeper/session_id.h"

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Every process that records a session, and what it must not lose with a worker: the other end of its channel. All are
/// children of this process.
class Recorders {
 public:
    /// What they are run from, as `cleatd --recorder` with `arguments` after that.
    Recorders(std::string executable, std::vector<std::string> arguments)
        : executable_(std::move(executable)), arguments_(std::move(arguments))
    {}

    /// Starts one for a session that has this memory: gives the worker's end of the channel, borrowed until it has
    /// ended. An id that is in use is EEXIST; errors have the errno.
    tl::expected<int, int> start(RecorderId id, int memory);
    void kill(RecorderId id) const;
    /// A child ended and was waited for: gives which one it was, if it was one of these.
    std::optional<RecorderId> ended(pid_t pid);

    /// Lets go of their channels: once the worker has, too, they write what there is and end. Those that have, and only
    /// make an index, end at once.
    void finish_all();
    void kill_all() const;
    [[nodiscard]] bool any_running() const { return !recorders_.empty(); }

 private:
    struct Recorder {
        pid_t pid = 0;
        UniqueFd socket;
    };

    std::string executable_;
    std::vector<std::string> arguments_;
    std::map<RecorderId, Recorder> recorders_;
};

} // namespace cleat
