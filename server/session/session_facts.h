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

/// A recording of a session, as far as another worker has to know of it.
struct RecordingFacts {
    RecorderId recorder = 0;
    std::string path;
    RecordingWish wish;
    std::int64_t started = 0; ///< seconds since 1970
    FIELDS(recorder, path, wish, started)
    bool operator==(const RecordingFacts&) const = default;
};

/// What a session is beside its output and its screen: a value, from which it can be made again. Saved in its memory as
/// tagged bytes (common/wire/tagged.h), so that versions mix: fields are only added, at the end of the list.
///
/// Moments are those of CLOCK_MONOTONIC, but those of grants, which are of CLOCK_BOOTTIME.
struct SessionFacts {
    // What it was made with.
    SessionId id = 0;
    std::string name;
    std::vector<std::string> command; ///< for `ls`
    std::string directory;
    SessionKind kind = SessionKind::terminal;
    std::string terminal_type; ///< TERM of its program
    std::string token;         ///< that nobody can guess: which session it is, for all servers
    std::int64_t created = 0;  ///< seconds since 1970
    std::chrono::milliseconds linger{300'000};
    Readback readback = Readback::refused;
    std::uint64_t history_lines = HistoryLimits{}.lines;
    std::vector<std::string> tags; ///< KEY=VALUE, for ids that other systems have for it

    // Its terminal.
    Size size;
    SizeRule size_rule = SizeRule::latest;
    Size fixed_size; ///< for `SizeRule::fixed`

    // Its clients.
    ViewerId next_client = 1;
    std::vector<std::string> variables; ///< that follow the user, NAME=VALUE
    std::string runtime_directory;      ///< of the server when it was made
    std::string links_directory;        ///< of the links to what those variables name; empty where it has none
    std::vector<Grants::Grant> grants;
    std::vector<Waiters::Mark> marks;

    // Its program and its end.
    std::int64_t pid = 0;
    LifetimeState lifetime;
    std::optional<EndProgress> ending;
    std::optional<int> wait_status; ///< waitpid's, once the program has ended
    std::optional<ExitStatus> ended;
    Clock::time_point gone_at; ///< when it has lingered long enough

    std::optional<RecordingFacts> recording; ///< the latest

    FIELDS(id, name, command, directory, kind, terminal_type, token, created, linger, readback, history_lines, tags,
           size, size_rule, fixed_size, next_client, variables, runtime_directory, links_directory, grants, marks, pid,
           lifetime, ending, wait_status, ended, gone_at, recording)
    bool operator==(const SessionFacts&) const = default;
};

[[nodiscard]] std::string to_bytes(const SessionFacts& facts);
/// The inverse. `invalid` where they are no facts, or make no sense.
[[nodiscard]] Result<SessionFacts> parse_facts(std::string_view bytes);

} // namespace cleat
