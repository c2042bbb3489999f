#pragma once

#include "client/viewer/info_line.h"
#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"

#include <functional>

namespace cleat {

/// Requests from the server what `info_line` shows about the session and its clients. Calls `on_known` when both
/// replies have arrived. If the server refuses to list sessions, calls it before that, too, with what the mirror knows.
/// Does not call it if the link is lost meanwhile. Attachment and mirror are borrowed until the last reply or the loss.
void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known);

} // namespace cleat
