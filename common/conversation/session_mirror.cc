#include "common/conversation/session_mirror.h"

#include <algorithm>
#include <utility>

namespace cleat {

void SessionMirror::take(const Attached& attached)
{
    id_ = attached.id;
    name_ = attached.name;
    role_ = std::min(attached.role, most_);
    client_ = attached.client;
    holder_ = attached.holder;
    screen_ = Screen();
    has_screen_ = false;
    offset_ = newest_ = drawn_ = acknowledged_ = 0;
}

void SessionMirror::take(const RoleChanged& changed)
{
    role_ = std::min(changed.role, most_);
    holder_ = changed.holder;
}

Result<SessionMirror::PushedRows> SessionMirror::take(Step&& step)
{
    if (!(has_screen_ || step.update.size) || !applies_to(screen_.size, step.update))
        return Error("step " + std::to_string(step.number) + " does not apply to the screen", ErrorCode::invalid);
    screen_ = apply(screen_, step.update);
    has_screen_ = true;
    offset_ = step.offset;
    newest_ = step.number;
    PushedRows out{.rows = {}, .skipped = step.skipped, .places = step.places};
    out.rows.reserve(step.pushed.size());
    for (Bytes& row : step.pushed) out.rows.push_back(std::move(row.data));
    return out;
}

std::optional<Acknowledge> SessionMirror::acknowledge()
{
    if (drawn_ == acknowledged_) return std::nullopt;
    acknowledged_ = drawn_;
    return Acknowledge{drawn_};
}

} // namespace cleat
