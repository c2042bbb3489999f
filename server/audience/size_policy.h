#pragma once

#include "common/model/size.h"
#include "common/wire/messages.h"
#include "server/audience/members.h"

#include <cstdint>
#include <optional>

namespace cleat {

/// Decides the size of a session from the sizes of its controllers' terminals and a rule. Observers never count.
class SizePolicy {
 public:
    /// Sets the rule; `fixed` is the size for `SizeRule::fixed`.
    void set_rule(SizeRule rule, Size fixed);
    [[nodiscard]] SizeRule rule() const { return rule_; }
    [[nodiscard]] Size fixed() const { return fixed_; }

    /// The member typed, became a controller, or resized its terminal: if it is a controller, it is now the latest.
    void note_active(Member& member) { member.active = ++turns_; }

    /// The size that the session should have, which is valid; nothing if no controller has a terminal, so that the
    /// session keeps its size.
    [[nodiscard]] std::optional<Size> wanted(const Members& members) const;
    /// The controller with a terminal that was active last; null if there is none.
    [[nodiscard]] static const Member* latest(const Members& members);

 private:
    std::uint64_t turns_ = 0;
    SizeRule rule_ = SizeRule::latest;
    Size fixed_;
};

} // namespace cleat
