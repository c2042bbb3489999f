#pragma once

#include "client/verbs/open_recording.h"
#include "client/verbs/verb.h"
#include "common/wire/messages.h"

#include <string>

namespace cleat {

/// Whether a word that names a recording or a session means a file: an existing one, or `-`. `#ID` is always a session.
[[nodiscard]] bool is_file(const std::string& word);

/// The session with the name `name`, or with the number ID if `name` is `#ID`. The message of `not_found` says that
/// there is no such file either.
Answer<SessionInfo> find_session(const VerbContext& context, const std::string& name);

/// The recent history of a session: its current recording, if that can be read here, else what the server keeps.
Answer<OpenRecording> open_history(const VerbContext& context, const SessionInfo& session);

/// The complete recording, or the recent history of the session, that the word names.
Answer<OpenRecording> open_file_or_history(const VerbContext& context, const std::string& word);

} // namespace cleat
