#pragma once

#include "client/verbs/open_recording.h"
#include "client/verbs/verb.h"
#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// Whether a word for a recording or a session means a file: one that is there, or `-`. `#ID` is always a session.
[[nodiscard]] bool is_file(const std::string& word);

/// The session of that name, or number as `#ID`. `not_found` says that there is no such file either.
Answer<SessionInfo> find_session(const VerbContext& context, const std::string& name);

/// What a session has shown of late: the recording that is being made of it, where that can be read here, else what the
/// server has.
Answer<OpenRecording> open_past(const VerbContext& context, const SessionInfo& session);

/// The file, or the past of the session, that the word means, all of which is there.
Answer<OpenRecording> open_file_or_past(const VerbContext& context, const std::string& word);

} // namespace cleat
