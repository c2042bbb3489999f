#pragma once

#include "client/viewer/info_line.h"
#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"

#include <functional>

namespace cleat {

/// Requests from the server what `info_line` shows about the session and its clients. Calls `on_known` when both
/// replies have arrived, and also earlier, with what the mirror knows, if the server refuses to list sessions. Does not
/// call it if the link is lost meanwhile. Attachment and mirror are borrowed until then.
void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known);

} // namespace cleat
