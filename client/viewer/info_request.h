#pragma once

#include "client/viewer/info_line.h"
#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"

#include <functional>

namespace cleat {

/// Requests what `info_line` shows about the session and its clients from the server. Calls `on_known` once with the
/// answers; if the server refuses to list sessions, first also with what the mirror knows; not at all if the link is
/// lost meanwhile. Attachment and mirror are borrowed until then.
void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known);

} // namespace cleat
