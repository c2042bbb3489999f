#pragma once

#include "common/model/size.h"
#include "common/wire/messages.h"
#include "server/audience/members.h"

#include <cstdint>
#include <optional>

namespace cleat {

/// Which size a session has, by the sizes of its controllers' terminals and a rule. Observers never count.
class SizePolicy {
 public:
    /// The rule from now on; `fixed` is the size for `SizeRule::fixed`.
    void set_rule(SizeRule rule, Size fixed);
    [[nodiscard]] SizeRule rule() const { return rule_; }
    [[nodiscard]] Size fixed() const { return fixed_; }

    /// The member typed, began to control the session, or resized its terminal: if it controls, it is the latest.
    void note_active(Member& member) { member.active = ++turns_; }

    /// The size that the session is to have, which is valid; nothing where no controller has a terminal, so that it
    /// keeps the one it has.
    [[nodiscard]] std::optional<Size> wanted(const Members& members) const;
    /// The controller that was active last; null where there is none.
    [[nodiscard]] static const Member* latest(const Members& members);

 private:
    std::uint64_t turns_ = 0;
    SizeRule rule_ = SizeRule::latest;
    Size fixed_;
};

} // namespace cleat
