#pragma once

#include "common/model/size.h"

#include <cstdint>
#include <map>
#include <optional>

namespace cleat {

/// Names a viewer of a session, for its life.
using ViewerId = std::uint64_t;

/// Which size a session has, by what its controllers' terminals have: that of the one that typed, attached or was
/// resized last. Observers are never told of here.
class SizePolicy {
 public:
    /// A controller is there, or its terminal changed; it counts as the latest.
    void set(ViewerId controller, Size size);
    /// A controller typed.
    void typed(ViewerId controller);
    void remove(ViewerId controller);

    /// The size that the session is to have; nothing where no controller has a say, so that it keeps the one it has.
    [[nodiscard]] std::optional<Size> wanted() const;

 private:
    struct Entry {
        Size size;
        std::uint64_t turn = 0;
    };
    std::map<ViewerId, Entry> controllers_;
    std::uint64_t turns_ = 0;
};

} // namespace cleat
