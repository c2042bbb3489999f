#pragma once

#include "client/keys/probe.h"
#include "common/render/painter.h"
#include "common/wire/messages.h"

namespace cleat {

/// Takes an answer of the user's terminal into the profile that the server is told, or into what the painter knows of
/// it. Whether the painter may draw otherwise than before.
bool learn(const ProbeReply& reply, Profile& profile, Painter& painter);

} // namespace cleat
