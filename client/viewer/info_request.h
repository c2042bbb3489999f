#pragma once

#include "client/viewer/info_line.h"
#include "client/viewer/lasting_attachment.h"
#include "common/conversation/session_mirror.h"

#include <functional>

namespace cleat {

/// Asks the server for what `info_line` says of the session that is shown, and who else is there. `on_known` is called
/// once or, where not all of it is to be known, first with what the mirror knows; not at all where the link is lost
/// meanwhile. Attachment and mirror are borrowed until then.
void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known);

} // namespace cleat
