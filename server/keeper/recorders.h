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

/// All recorder processes, which are children of this process, and the worker's end of the channel to each, which must
/// survive a worker.
class Recorders {
 public:
    /// Recorders are run from `executable`, as `cleatd --recorder` followed by `arguments`.
    Recorders(std::string executable, std::vector<std::string> arguments)
        : executable_(std::move(executable)), arguments_(std::move(arguments))
    {}

    /// Starts a recorder for the session that has this memory. Returns the worker's end of the channel, borrowed until
    /// the recorder has ended. An id that is in use is EEXIST; errors are an errno.
    tl::expected<int, int> start(RecorderId id, int memory);
    void kill(RecorderId id) const;
    /// A child has ended and was reaped. Returns its id if it is one of these recorders.
    std::optional<RecorderId> ended(pid_t pid);

    /// Closes their channels: once the worker has done so, too, they write the rest and exit. Recorders that have
    /// finished writing, and only build an index, exit at once.
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
