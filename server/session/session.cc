#include "server/session/session.h"

#include "common/base/log.h"
#include "common/base/quote.h"
#include "server/pty/terminal.h"
#include "server/session/past.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <utility>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// How long something else may hold the terminal open after the program's end.
constexpr milliseconds DRAIN{2'000};
/// History for a recording that begins in the middle: what a terminal shows of it when it grows, as far as that is
/// likely.
constexpr std::uint64_t LINES_FOR_GROWTH = 200;
constexpr std::size_t BYTES_FOR_GROWTH = 32U << 10;

/// Those that people and drivers send: to end, stop and wake a program, and what programs give a meaning of their own.
bool is_for_clients(int signal)
{
    switch (signal) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGKILL:
    case SIGTERM:
    case SIGUSR1:
    case SIGUSR2:
    case SIGPIPE:
    case SIGALRM:
    case SIGCONT:
    case SIGSTOP:
    case SIGTSTP:
    case SIGWINCH: return true;
    default: return false;
    }
}

ExitStatus exit_status(int wait_status)
{
    if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
    return {.status = WEXITSTATUS(wait_status)};
}

/// As a shell has it in `$?`.
int status_for_shells(const ExitStatus& how)
{
    return how.signal != 0 ? 128 + how.signal : how.status;
}

/// A moment of the loop's clock on that of the wall.
std::int64_t seconds_since_1970(Clock::time_point moment, Clock::time_point now)
{
    const auto wall = std::chrono::system_clock::now().time_since_epoch() + (moment - now);
    return std::chrono::duration_cast<std::chrono::seconds>(wall).count();
}

} // namespace

Session::Session(Loop& loop, KeeperLink& keeper, ProcessLooks& processes, SessionId id, SessionOptions options,
                 Spawned program, Log log, std::function<void(Session&)> on_gone)
    : loop_(loop),
      keeper_(keeper),
      processes_(processes),
      id_(id),
      options_(std::move(options)),
      pid_(program.pid),
      log_(std::move(log)),
      program_(loop, log_, std::move(program.ends),
               {.on_bytes =
                    [this](std::string_view bytes) {
                        if (display_) display_->feed(bytes);
                    },
                .on_read = [this] { on_read(); },
                .on_over = [this] { finish_if_over(); },
                .on_taken = [this](const std::vector<InputSource>& sources) { input_.taken(sources); },
                .on_input_closed =
                    [this] {
                        keeper_.close_input(id_);
                        input_.closed();
                    },
                .room = [this] { return room_for_output(); },
                .cells = [this] { return display_ ? cell_count(display_->size()) : 0; }}),
      audience_(loop, id, options_.name, options_.followed,
                {.on_release = [this](Member& member) { release(member); },
                 .on_changed = [this](Audience::Concerns whom) { audience_changed(whom); }}),
      input_(loop, program_, audience_.members(), options_.kind,
             [this] { return display_ && display_->frames_pastes() ? PasteFrame::on : PasteFrame::off; }),
      followers_(loop, log_, audience_.members(),
                 {.on_complete = [this](ViewerId member) { audience_.complete(member, ended_); },
                  .on_taken = [this] { program_.resume(); }}),
      on_gone_(std::move(on_gone)),
      waiters_(loop, [this] { return wait_subject(); }),
      created_(std::time(nullptr)),
      active_(created_),
      last_used_(loop.now()),
      last_output_(loop.now()),
      drain_timer_(loop, [this] { drain_over(); }),
      ending_(loop, {.look =
                         [this](Ending::OnGroups done) {
                             processes_.ask([pid = pid_, done = std::move(done)](const ProcessTable& table) {
                                 done(table.groups_of(pid));
                             });
                         },
                     .signal = [this](pid_t group, int number) { keeper_.signal(id_, group, number); },
                     .on_over =
                         [this] {
                             keeper_.forget(id_);
                             linger_timer_.start(options_.linger);
                         }}),
      linger_timer_(loop, [this] { on_gone_(*this); }),
      life_(loop, options_.lifetime, [this](int signal) { end_by_policy(signal); })
{
    if (options_.kind == SessionKind::pipes) return;
    audience_.sizes().set_rule(options_.size_rule, options_.size);
    display_ = std::make_unique<Display>(
        loop, audience_.members(), options_.size, HistoryLimits{.lines = options_.history_lines}, options_.readback,
        Display::Handlers{
            .write = [this](std::string_view bytes) { input_.report(bytes); },
            .answer = [this](std::string_view bytes) { input_.answer(bytes); },
            .on_complete = [this](ViewerId member) { audience_.complete(member, ended_); },
            .on_silent =
                [this] {
                    check_attendance();
                    waiters_.check_shown();
                },
            .on_dropped = [this](std::string_view what) { log_info("session \"{}\": {}", name(), what); }});
}

Session::~Session() = default;

SessionInfo Session::info() const
{
    SessionInfo out;
    out.id = id_;
    out.name = options_.name;
    out.command = options_.command;
    out.pid = pid_;
    out.kind = options_.kind;
    out.directory = options_.directory;
    if (display_) {
        const Terminal& terminal = display_->terminal();
        out.rows = terminal.size().rows;
        out.columns = terminal.size().columns;
        out.title = terminal.screen().title;
        if (!terminal.working_directory().empty()) out.directory = terminal.working_directory();
    }
    const Members& members = audience_.members();
    out.controllers = static_cast<int>(members.controllers().size());
    out.observers = static_cast<int>(members.size() - members.controllers().size());
    out.created = created_;
    out.active = active_;
    out.ended = ended_;
    const auto next = life_.lifetime().next();
    if (ended_) out.ends = seconds_since_1970(gone_at_, loop_.now());
    else if (next) out.ends = seconds_since_1970(next->when, loop_.now());
    if (next) out.ends_by = next->cause;
    if (recording_ && !recording_->is_over()) out.recording = recording_->info().path;
    out.size_rule = size_rule();
    return out;
}

// --- output ----------------------------------------------------------------------------------------------------------

void Session::on_read()
{
    last_output_ = loop_.now();
    active_ = std::time(nullptr);
    if (display_) display_->changed();
    if (recording_) recording_->appended();
    followers_.changed();
    waiters_.check();
    if (is_draining_) drain_over();
}

/// The controller of a session on pipes loses nothing: there is room for what it has taken. A recorder loses nothing as
/// long as it does not take too long.
std::size_t Session::room_for_output()
{
    const auto kept = followers_.lossless();
    const auto room = kept ? log_.room_before_losing(*kept) : log_.capacity();
    return recording_ ? std::min(room, recording_->room()) : room;
}

// --- size ------------------------------------------------------------------------------------------------------------

/// Gives the session the size that its controllers want.
void Session::apply_size()
{
    if (!display_ || ended_) return;
    const std::optional<Size> wanted = audience_.wanted_size();
    if (wanted && *wanted != display_->size()) (void)resize(*wanted);
}

Result<void> Session::resize(Size size)
{
    if (!display_) return no_terminal_error();
    if (ended_) return ended_error();
    if (!is_valid(size))
        return Error("a terminal has 1 to 1000 rows and columns, and at most 250000 cells", ErrorCode::invalid);
    if (size == display_->size()) return {};
    program_.read(); // what was written before the change is of the old size
    if (ended_) return ended_error();
    display_->resize(size);
    if (recording_) recording_->resized(size);
    auto told = set_window_size(program_.terminal(), static_cast<std::uint16_t>(size.rows),
                                static_cast<std::uint16_t>(size.columns));
    display_->changed();
    waiters_.check();
    return told;
}

Result<void> Session::set_size_rule(SizeRule rule, std::optional<Size> size)
{
    if (!display_) return no_terminal_error();
    if (size) {
        if (auto resized = resize(*size); !resized) return resized;
    } else if (ended_) {
        return ended_error();
    }
    audience_.sizes().set_rule(rule, size.value_or(display_->size()));
    if (!size) apply_size();
    return {};
}

// --- its recording ---------------------------------------------------------------------------------------------------

Result<Recording*> Session::record(RecorderId recorder, Recording::Plan plan)
{
    if (ended_) return ended_error();
    if (recording_ && !recording_->is_over())
        return Error("session \"" + name() + "\" is being recorded to " + in_quotes(recording_->info().path),
                     ErrorCode::exists);
    plan.kind = options_.kind;
    plan.terminal_type = options_.terminal_type;
    plan.command = shell_line(options_.command);
    if (display_) plan.title = display_->terminal().screen().title;
    recording_ = std::make_unique<Recording>(loop_, keeper_, recorder, id_, log_, std::move(plan),
                                             Recording::Handlers{.on_room = [this] { program_.resume(); },
                                                                 .moment = [this] { return moment(); },
                                                                 .on_changed = [this] { tell_recording(); }});
    return recording_.get();
}

RecordedMoment Session::moment() const
{
    if (!display_) return {Size{}, std::nullopt};
    const History& kept = display_->terminal().history();
    Snapshot snapshot = display_->terminal().snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out);
    snapshot.history = kept.newest_lines(std::min(LINES_FOR_GROWTH, kept.lines_within(BYTES_FOR_GROWTH)));
    return {display_->size(), std::move(snapshot)};
}

std::optional<RecordingInfo> Session::recording_info() const
{
    if (!recording_) return std::nullopt;
    RecordingInfo out = recording_->info();
    out.id = id_;
    out.session = name();
    return out;
}

void Session::tell_recording()
{
    const RecordingInfo info = recording_->info();
    for (const auto& [id, member] : audience_.members().all())
        member->sink.recording_changed({info.state, info.path, info.why});
}

WaitSubject Session::wait_subject() const
{
    std::unique_ptr<const WaitText> text = std::make_unique<LogText>(log_);
    if (display_) text = std::make_unique<ScreenText>(display_->terminal().screen(), display_->terminal().history());
    return {name(), std::move(text), log_.end(), last_output_, display_ && display_->is_shown(), ended_};
}

// --- the end ---------------------------------------------------------------------------------------------------------

Error Session::no_terminal_error() const
{
    return Error("session \"" + name() + "\" has no terminal", ErrorCode::no_terminal);
}

Error Session::ended_error() const
{
    return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
}

Result<void> Session::signal(int number)
{
    if (wait_status_) return ended_error();
    signal_groups(number);
    return {};
}

Result<void> Session::signal_foreground(int number)
{
    if (wait_status_) return ended_error();
    if (!is_for_clients(number))
        return Error("signal " + std::to_string(number) + " is not for clients to send", ErrorCode::invalid);
    const auto foreground = display_ ? foreground_group(program_.terminal()) : std::nullopt;
    keeper_.signal(id_, foreground.value_or(pid_), number);
    return {};
}

void Session::end(milliseconds grace, std::function<void()> done)
{
    ending_.begin(grace, std::move(done));
}

/// One of its policies wants it to end. What is stopped has to go on to notice.
void Session::end_by_policy(int signal)
{
    log_info("session {}: {}; signal {}", id_, words_for(life_.lifetime().cause(), options_.lifetime), signal);
    signal_groups(signal);
    if (signal != SIGKILL) signal_groups(SIGCONT);
}

Result<void> Session::check_goes_on() const
{
    const EndCause cause = life_.lifetime().cause();
    if (ended_ || cause == EndCause::none) return {};
    return Error("session \"" + name() + "\" is being ended: " + words_for(cause, options_.lifetime),
                 ErrorCode::refused);
}

/// In the order of the calls, soon; even if the session is gone by then.
void Session::signal_groups(int number)
{
    processes_.ask([&keeper = keeper_, id = id_, pid = pid_, number](const ProcessTable& table) {
        for (const pid_t group : table.groups_of(pid)) keeper.signal(id, group, number);
    });
}

/// When all signals were sent that were asked for.
void Session::forget_later()
{
    processes_.ask([&keeper = keeper_, id = id_](const ProcessTable&) { keeper.forget(id); });
}

void Session::exited(int status)
{
    wait_status_ = status;
    program_.note_owed();
    program_.read();
    finish_if_over();
    if (!ended_) drain_timer_.start(DRAIN);
}

/// The program is gone and so is its output, to the last byte.
void Session::finish_if_over()
{
    if (wait_status_ && program_.is_over()) finish(false);
}

/// Something else has had the output open for long enough. What the program itself has written is waited for as long as
/// it takes: it is held back only where a controller does not read.
void Session::drain_over()
{
    is_draining_ = program_.is_owing();
    if (!is_draining_) finish(!program_.is_at_end());
}

void Session::finish(bool incomplete)
{
    if (ended_) return;
    ended_ = exit_status(*wait_status_);
    ended_->incomplete = incomplete;
    ended_->cause = life_.lifetime().cause();
    const bool has_left_some = ended_->cause != EndCause::none;
    if (has_left_some) signal_groups(SIGKILL); // what its program has left
    life_.ended();
    gone_at_ = loop_.now() + options_.linger;
    program_.close();
    drain_timer_.stop();
    if (recording_) recording_->ended(status_for_shells(*ended_));
    const bool is_awaited = ending_.is_running();
    if (!is_awaited && has_left_some) forget_later();
    else if (!is_awaited) keeper_.forget(id_);
    log_info("session {} ended, status {}, signal {}", id_, ended_->status, ended_->signal);
    if (!is_awaited) linger_timer_.start(options_.linger); // else it begins when the end is over
    ending_.program_ended();
    if (display_) display_->finish();
    followers_.finish();
    waiters_.check();
}

Result<Snapshotted> Session::snapshot(std::uint64_t history, std::size_t most) const
{
    if (!display_) return no_terminal_error();
    const History& kept = display_->terminal().history();
    Snapshotted out;
    out.name = name();
    out.first = kept.first();
    out.lines = kept.end() - kept.first();
    Snapshot snapshot = display_->terminal().snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out);
    snapshot.history = kept.newest_lines(std::min(history, kept.lines_within(most)));
    out.snapshot.data = serialise(snapshot);
    return out;
}

Result<Past> Session::past() const
{
    using std::chrono::microseconds;
    if (!display_) return no_terminal_error();
    const auto clock = [](auto moment) {
        return std::chrono::duration_cast<microseconds>(moment.time_since_epoch()).count();
    };
    PastFacts facts;
    facts.title = display_->terminal().screen().title;
    if (facts.title.empty()) facts.title = name();
    facts.command = shell_line(options_.command);
    facts.terminal_type = options_.terminal_type;
    facts.epoch = clock(std::chrono::system_clock::now()) - clock(loop_.now());
    if (ended_) {
        facts.end = {status_for_shells(*ended_), clock(gone_at_ - options_.linger)};
    }
    return Past{name(), {past_cast(display_->keyframes(), log_, facts)}};
}

} // namespace cleat
