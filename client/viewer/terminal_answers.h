#pragma once

#include "client/keys/probe.h"
#include "common/render/painter.h"
#include "common/wire/messages.h"

namespace cleat {

/// Records a reply of the user's terminal in the profile, which is sent to the server, or in the painter. Returns
/// whether the painter may now draw differently.
bool learn(const ProbeReply& reply, Profile& profile, Painter& painter);

} // namespace cleat
