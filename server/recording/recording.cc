#include "server/recording/recording.h"

#include "common/base/log.h"
#include "common/base/process_end.h"
#include "common/base/quote.h"
#include "server/memory/log_clock.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Timeouts for the recorder to report that it has started, and that it has ended; its own limits are shorter.
constexpr milliseconds ANSWER_WITHIN{10'000};
/// Time for reports that the recorder sent before it ended.
constexpr milliseconds LAST_REPORTS_TIMEOUT{50};
constexpr std::size_t LONGEST_LABEL = 4'096;

bool is_final(RecordingState state)
{
    return state >= RecordingState::ended;
}

Result<void> result_of(const record::RecordingReport& report)
{
    return report.state == RecordingState::failed ? Result<void>(Error(report.why)) : Result<void>();
}

const char* describe(RecordingState state)
{
    switch (state) {
    case RecordingState::running: return "running";
    case RecordingState::paused: return "paused";
    case RecordingState::ended: return "ended";
    case RecordingState::failed: break;
    }
    return "failed";
}

/// An anonymous file with the bytes; empty, with errno, on failure.
UniqueFd in_memory(std::string_view bytes)
{
    UniqueFd memory{::memfd_create("cleat-screen", MFD_CLOEXEC)};
    while (memory && !bytes.empty()) {
        const auto count = ::write(memory.get(), bytes.data(), bytes.size());
        if (count < 0) memory.reset();
        else bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return memory;
}

/// The state at the log's end. `screen` becomes a file with the session's screen, if it has one. None, with errno, if
/// that cannot be created.
std::optional<record::Place> state_at_end(const Log& log, const RecordedMoment& moment, UniqueFd& screen)
{
    if (moment.snapshot) {
        screen = in_memory(serialise(*moment.snapshot));
        if (!screen) return std::nullopt;
    }
    return record::Place{log.end(), log_time_now(), static_cast<std::uint16_t>(moment.size.rows),
                         static_cast<std::uint16_t>(moment.size.columns)};
}

ExistingFile existing_file(const Recording::Plan& plan)
{
    if (plan.own_name) return ExistingFile::beside;
    return plan.wish.overwrite ? ExistingFile::overwrite : ExistingFile::refuse;
}

/// The record that starts the recorder, without `place`.
record::BeginRecording start_request(const Recording::Plan& plan)
{
    record::BeginRecording begin;
    begin.path = plan.wish.path;
    begin.existing = existing_file(plan);
    begin.compress = plan.wish.compress;
    begin.from_pipes = plan.kind == SessionKind::pipes;
    begin.rotate_bytes = plan.wish.rotate_bytes;
    begin.rotate_ms = plan.wish.rotate_ms;
    begin.terminal_type = plan.terminal_type;
    begin.title = plan.title;
    begin.command = plan.command;
    begin.to_others_pipe = plan.wish.to_others_pipe;
    begin.is_guessable = plan.has_time;
    begin.has_options = plan.has_options;
    return begin;
}

} // namespace

Recording::Recording(Loop& loop, KeeperLink& keeper, RecorderId recorder, SessionId session, const Log& log,
                     RecordingBoard board, Plan plan, Handlers handlers)
    : loop_(loop),
      keeper_(keeper),
      recorder_(recorder),
      log_(log),
      board_(std::move(board)),
      plan_(std::move(plan)),
      handlers_(std::move(handlers)),
      started_(std::time(nullptr)),
      events_(log),
      lag_(loop, log, {.on_room = [this] { handlers_.on_room(); }, .on_lapse_changed = [this] { report_change(); }}),
      answer_timer_(loop, [this] { fail(end_error_.empty() ? "the recorder does not answer" : end_error_); })
{
    if (plan_.from_start) lag_.keep_from(0);
    answer_timer_.start(ANSWER_WITHIN);
    keeper_.start_recorder(session, recorder_);
}

Recording::~Recording() = default;

void Recording::when_started(OnDone done)
{
    if (is_over()) return done(result_of(*report_));
    if (report_) return done({});
    on_begun_.push_back(std::move(done));
}

void Recording::finish(OnDone done)
{
    if (is_over()) return done(result_of(*report_));
    on_finished_.push_back(std::move(done));
    if (!lag_.stop_at(log_.end())) return; // it is finishing already
    answer_timer_.start(ANSWER_WITHIN);
    if (channel_) channel_->send(record::FinishRecording{events_.pending_exit()});
}

void Recording::discard()
{
    if (is_over()) return;
    if (!channel_) return fail("there is nothing to record");
    lag_.stop_at(0);
    answer_timer_.start(ANSWER_WITHIN);
    channel_->send(record::FinishRecording{.exit = {}, .is_discarded = true});
}

// --- the recorder ----------------------------------------------------------------------------------------------------

void Recording::recorder_started(Result<UniqueFd> socket)
{
    if (!socket) uses_board_ = false;
    if (is_over()) return keeper_.end_recorder(recorder_);
    if (!socket) return fail(socket.error().message());
    const auto opened = events_.open(std::move(*board_));
    lag_.set_board(*events_.board());
    if (!opened) return fail(opened.error().message());
    auto receive = [this](const FromRecorder& record, const std::vector<UniqueFd>&) {
        if (!is_over()) std::visit([this](const auto& one) { handle(one); }, record);
    };
    auto ignore_end = [] {}; // the keeper reports how it ended
    channel_ = std::make_unique<RecorderChannel>(
        loop_, std::move(*socket),
        RecorderChannel::Handlers{.on_record = std::move(receive), .on_closed = std::move(ignore_end)});
    begin();
}

/// Sends the recorder its options, and where to start.
void Recording::begin()
{
    record::BeginRecording begin = start_request(plan_);
    UniqueFd screen;
    if (plan_.from_start && log_.begin() == 0) {
        const Size size = handlers_.moment().size;
        begin.place = {0, log_time_now(), static_cast<std::uint16_t>(size.rows),
                       static_cast<std::uint16_t>(size.columns)};
    } else {
        const auto here = state_at_end(log_, handlers_.moment(), screen);
        if (!here) return fail("not enough memory for the screen");
        begin.place = *here;
    }
    lag_.keep_from(begin.place.offset);
    std::vector<int> descriptors{events_.wake_descriptor()};
    if (screen) descriptors.push_back(screen.get());
    channel_->send(begin, descriptors);
    if (lag_.is_stopping()) channel_->send(record::FinishRecording{events_.pending_exit()});
}

void Recording::handle(const record::RecordingReport& report)
{
    if (!lag_.is_stopping() || is_final(report.state)) answer_timer_.stop();
    if (is_final(report.state)) uses_board_ = false;
    change(report);
}

/// The recorder starts a file, or resumes, here. From here on the program is paused again if necessary.
void Recording::send_position()
{
    UniqueFd screen;
    const auto here = state_at_end(log_, handlers_.moment(), screen);
    if (!here) return fail("not enough memory for the screen");
    if (!events_.start()) return; // it is pending
    channel_->send(record::RecordingPosition{*here}, screen ? std::vector<int>{screen.get()} : std::vector<int>());
    lag_.resume_at(here->offset);
}

/// The recorder's last reports may arrive only after this.
void Recording::recorder_exited(int status)
{
    uses_board_ = false;
    if (is_over()) return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return change({RecordingState::ended, path(), {}});
    end_error_ = "the recorder " + describe_end(status);
    answer_timer_.start(LAST_REPORTS_TIMEOUT);
}

void Recording::change(const record::RecordingReport& report)
{
    if (is_over()) return;
    report_ = report;
    const bool is_end = is_final(report.state);
    if (is_end) events_.close();
    log_debug("recording to {}: {}{}{}", in_quotes(report.path.empty() ? plan_.wish.path : report.path),
              describe(report.state), report.why.empty() ? "" : ", ", report.why);
    const auto result = result_of(report);
    for (const auto& done : std::exchange(on_begun_, {})) done(result);
    if (is_end) {
        answer_timer_.stop();
        lag_.release();
        for (const auto& done : std::exchange(on_finished_, {})) done(result);
    }
    report_change();
}

void Recording::report_change()
{
    const RecordingInfo now = info();
    if (!now.why.empty()) log_warning("recording {}: {}", recorder_, now.why);
    handlers_.on_changed();
}

/// Ends the recording with an error, and kills its process.
void Recording::fail(const std::string& why)
{
    keeper_.end_recorder(recorder_);
    change({RecordingState::failed, path(), why});
}

// --- events of the session -------------------------------------------------------------------------------------------

std::size_t Recording::room()
{
    return lag_.room();
}

void Recording::appended()
{
    if (is_over() || events_.board() == nullptr) return;
    lag_.note_progress();
    if (events_.has_pending_start()) send_position();
    events_.post_pending_size();
    events_.appended();
}

/// A recording that has not started yet starts with the screen at that time.
void Recording::resized(Size size)
{
    if (events_.board() == nullptr) plan_.from_start = false;
    else events_.resized(size);
}

void Recording::typed(std::string_view bytes)
{
    if (wants_input()) events_.typed(bytes);
}

Result<void> Recording::mark(std::string_view label)
{
    if (label.size() > LONGEST_LABEL) return Error("a marker's label must be at most 4096 bytes", ErrorCode::invalid);
    if (events_.board() == nullptr) return Error("the recording has not started", ErrorCode::refused);
    if (events_.mark(label)) return {};
    return Error("cannot add the marker: the recorder is too far behind", ErrorCode::refused);
}

void Recording::ended(int status)
{
    if (is_over()) return;
    events_.ended(status);
    finish([](const Result<void>&) {});
}

bool Recording::is_over() const
{
    return report_ && is_final(report_->state);
}

RecordingInfo Recording::info() const
{
    RecordingInfo out;
    out.path = path();
    if (report_) {
        out.state = report_->state;
        out.why = report_->why;
    }
    if (out.state == RecordingState::running && lag_.has_lapsed()) {
        out.state = RecordingState::paused;
        out.why = "the recorder does not write fast enough";
    }
    out.started = started_;
    if (const auto* const board = events_.board()) {
        const auto figures = board->figures();
        out.written = figures.written;
        out.files = figures.files;
        out.gaps = figures.gaps;
        out.lost = figures.lost;
        if (!is_over()) out.behind = lag_.behind();
    }
    out.input = plan_.wish.input;
    out.compressed = plan_.wish.compress;
    return out;
}

} // namespace cleat
