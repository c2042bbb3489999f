#pragma once

#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/model/size.h"
#include "common/terminal/state_fields.h"
#include "common/wire/messages.h"
#include "server/audience/grants.h"
#include "server/audience/viewer_id.h"
#include "server/keeper/session_id.h"
#include "server/session/ending.h"
#include "server/session/lifetime.h"
#include "server/waits/waiters.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

FIELDS_OF(LifetimePolicy, timeout, max_age, idle_after, grace)
FIELDS_OF(LifetimeState, policy, born, deserted, stage, cause, signalled)
FIELDS_OF(Grants::Grant, audience, id, until)
FIELDS_OF(Waiters::Mark, offset, place)
FIELDS_OF(EndProgress, grace, next, signals, pause)

/// The facts about a session's recording that another worker needs.
struct RecordingFacts {
    RecorderId recorder = 0;
    std::string path;
    RecordingOptions wish;
    std::int64_t started = 0; ///< seconds since 1970
    FIELDS(recorder, path, wish, started)
    bool operator==(const RecordingFacts&) const = default;
};

/// The persistent state of a session besides its output and its screen, from which it can be restored. Saved in its
/// memory as tagged bytes (common/wire/tagged.h), so that another version can read them: fields are only added, at the
/// end of the list.
///
/// Time points are of CLOCK_MONOTONIC, except those of grants, which are of CLOCK_BOOTTIME.
struct SessionFacts {
    // Creation.
    SessionId id = 0;
    std::string name;
    std::vector<std::string> command; ///< for `ls`
    std::string directory;
    SessionKind kind = SessionKind::terminal;
    std::string terminal_type; ///< TERM of its program
    std::string token;         ///< random: identifies the session across servers
    std::int64_t created = 0;  ///< seconds since 1970
    std::chrono::milliseconds linger{300'000};
    Readback readback = Readback::refused;
    std::uint64_t history_lines = HistoryLimits{}.lines;
    std::vector<std::string> tags; ///< KEY=VALUE, such as identifiers of other systems

    // Terminal.
    Size size;
    SizeRule size_rule = SizeRule::latest;
    Size fixed_size; ///< for `SizeRule::fixed`

    // Clients.
    ViewerId next_client = 1;
    std::vector<std::string> variables; ///< followed variables, NAME=VALUE
    std::string runtime_directory;      ///< of the server when the session was created
    std::string links_directory;        ///< of the links to the paths in those variables; empty if there are none
    std::vector<Grants::Grant> grants;
    std::vector<Waiters::Mark> marks;

    // Program and end.
    std::int64_t pid = 0;
    LifetimeState lifetime;
    std::optional<EndProgress> ending;
    std::optional<int> wait_status; ///< waitpid's, once the program has ended
    std::optional<ExitStatus> ended;
    Clock::time_point gone_at; ///< when the linger time ends

    std::optional<RecordingFacts> recording; ///< the latest

    FIELDS(id, name, command, directory, kind, terminal_type, token, created, linger, readback, history_lines, tags,
           size, size_rule, fixed_size, next_client, variables, runtime_directory, links_directory, grants, marks, pid,
           lifetime, ending, wait_status, ended, gone_at, recording)
    bool operator==(const SessionFacts&) const = default;
};

[[nodiscard]] std::string to_bytes(const SessionFacts& facts);
/// The inverse. `invalid` if the bytes are not valid facts.
[[nodiscard]] Result<SessionFacts> parse_facts(std::string_view bytes);

} // namespace cleat
