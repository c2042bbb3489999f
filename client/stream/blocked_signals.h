#pragma once

#include "common/base/unique_fd.h"

#include <csignal>
#include <initializer_list>
#include <optional>

namespace cleat {

/// Blocks signals and reads them through signalfd(2) for this object's lifetime.
class BlockedSignals {
 public:
    BlockedSignals(std::initializer_list<int> signals);
    ~BlockedSignals();
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

    /// The next pending signal; nothing if there is none.
    [[nodiscard]] std::optional<int> take();
    /// Readable while a signal is pending.
    [[nodiscard]] int descriptor() const { return queue_.get(); }

 private:
    sigset_t set_{};
    UniqueFd queue_;
};

} // namespace cleat
