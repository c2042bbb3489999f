#pragma once

#include "common/base/unique_fd.h"

#include <csignal>
#include <initializer_list>
#include <optional>

namespace cleat {

/// Signals that are read instead of delivered (signalfd(2)), as long as this exists.
class BlockedSignals {
 public:
    BlockedSignals(std::initializer_list<int> signals);
    ~BlockedSignals();
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

    /// The next signal that came; nothing where there is none.
    [[nodiscard]] std::optional<int> take();
    /// Becomes readable when one comes.
    [[nodiscard]] int descriptor() const { return queue_.get(); }

 private:
    sigset_t set_{};
    UniqueFd queue_;
};

} // namespace cleat
