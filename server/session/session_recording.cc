#include "server/session/session_recording.h"

#include "common/base/quote.h"
#include "server/session/environment.h"
#include "server/session/program_life.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cleat {

namespace {

/// History for a recording that starts later than its session: about as much as a growing terminal is likely to bring
/// back.
constexpr std::uint64_t LINES_FOR_GROWTH = 200;
constexpr std::size_t BYTES_FOR_GROWTH = 32U << 10;

} // namespace

int status_for_shells(const ExitStatus& how)
{
    return how.signal != 0 ? 128 + how.signal : how.status;
}

Result<Recording*> SessionRecording::begin(RecorderId recorder, Recording::Plan plan)
{
    if (facts_.ended) return ended_error(facts_.name);
    if (latest_ && !latest_->is_over())
        return Error("session \"" + facts_.name + "\" is being recorded to " + in_quotes(latest_->info().path),
                     ErrorCode::exists);
    if (latest_ && latest_->uses_board())
        return Error("the failed recorder of session \"" + facts_.name + "\" has not exited yet", ErrorCode::exists);
    plan.kind = facts_.kind;
    plan.terminal_type = facts_.terminal_type;
    plan.command = shell_line(facts_.command);
    if (display_) plan.title = display_->terminal().screen().title;
    auto board = memory_.new_board();
    if (!board) return board.error();
    latest_ = std::make_unique<Recording>(loop_, keeper_, recorder, facts_.id, memory_.log(), std::move(*board),
                                          std::move(plan),
                                          Recording::Handlers{.on_room = handlers_.on_room,
                                                              .moment = [this] { return moment(); },
                                                              .on_changed = [this] { notify_changed(); }});
    handlers_.on_changed();
    return latest_.get();
}

RecordedMoment SessionRecording::moment() const
{
    if (!display_) return {Size{}, std::nullopt};
    const History& kept = display_->terminal().history();
    Snapshot snapshot = display_->terminal().snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out);
    snapshot.history = kept.newest_lines(std::min(LINES_FOR_GROWTH, kept.lines_within(BYTES_FOR_GROWTH)));
    return {display_->size(), std::move(snapshot)};
}

std::optional<RecordingInfo> SessionRecording::info() const
{
    if (!latest_) return std::nullopt;
    RecordingInfo out = latest_->info();
    out.id = facts_.id;
    out.session = facts_.name;
    return out;
}

std::optional<RecordingFacts> SessionRecording::facts() const
{
    if (!latest_) return facts_.recording;
    return RecordingFacts{latest_->recorder(), latest_->info().path, latest_->wish(), latest_->info().started};
}

std::string SessionRecording::path() const
{
    return latest_ && !latest_->is_over() ? latest_->info().path : std::string();
}

void SessionRecording::notify_changed()
{
    handlers_.on_changed();
    const RecordingInfo info = latest_->info();
    for (const auto& [id, member] : members_.all()) member->sink.recording_changed({info.state, info.path, info.why});
}

std::size_t SessionRecording::room() const
{
    return latest_ ? latest_->room() : std::numeric_limits<std::size_t>::max();
}

void SessionRecording::output_read()
{
    if (latest_) latest_->appended();
}

void SessionRecording::resized(Size size)
{
    if (latest_) latest_->resized(size);
}

void SessionRecording::typed(std::string_view bytes)
{
    if (wants_input()) latest_->typed(bytes);
}

void SessionRecording::ended(const ExitStatus& how)
{
    if (latest_) latest_->ended(status_for_shells(how));
}

} // namespace cleat
