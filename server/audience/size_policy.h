#pragma once

#include "common/model/size.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <map>
#include <optional>

namespace cleat {

/// Names a viewer of a session, for its life.
using ViewerId = std::uint64_t;

/// Which size a session has, by what its controllers' terminals have and a rule. Observers are never told of here.
class SizePolicy {
 public:
    /// The rule from now on; `fixed` is the size for `SizeRule::fixed`.
    void set_rule(SizeRule rule, Size fixed);
    [[nodiscard]] SizeRule rule() const { return rule_; }

    /// A controller is there, or its terminal changed; it counts as the latest.
    void set(ViewerId controller, Size size);
    /// A controller typed.
    void typed(ViewerId controller);
    void remove(ViewerId controller);

    /// The size that the session is to have, which is valid; nothing where no controller has a say, so that it keeps
    /// the one it has.
    [[nodiscard]] std::optional<Size> wanted() const;
    /// The controller that typed, came or was resized last; nothing where there is none.
    [[nodiscard]] std::optional<ViewerId> latest() const;

 private:
    struct Entry {
        Size size;
        std::uint64_t turn = 0;
    };
    std::map<ViewerId, Entry> controllers_;
    std::uint64_t turns_ = 0;
    SizeRule rule_ = SizeRule::latest;
    Size fixed_;
};

} // namespace cleat
