#include "server/session/session.h"

#include "common/base/log.h"
#include "common/base/quote.h"
#include "server/pty/terminal.h"
#include "server/session/environment.h"
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

Session::Session(Loop& loop, KeeperLink& keeper, ProcessLooks& processes, SessionMemory memory, ProgramEnds program,
                 Handlers handlers)
    : loop_(loop),
      keeper_(keeper),
      processes_(processes),
      memory_(std::move(memory)),
      facts_(parse_facts(memory_.facts().value_or(std::string_view())).value()),
      program_(loop, log_, std::move(program),
               {.on_bytes =
                    [this](std::string_view bytes) {
                        if (display_) display_->feed(bytes);
                    },
                .on_read = [this] { on_read(); },
                .on_over = [this] { finish_if_over(); },
                .on_taken = [this](const std::vector<InputSource>& sources) { input_.taken(sources); },
                .on_input_closed =
                    [this] {
                        keeper_.close_input(id());
                        input_.closed();
                    },
                .room = [this] { return room_for_output(); },
                .cells = [this] { return display_ ? cell_count(display_->size()) : 0; }}),
      audience_(loop, id(), facts_.name, followed_values(facts_.variables), facts_.next_client,
                {.on_release = [this](Member& member) { release(member); },
                 .on_changed = [this](Audience::Concerns whom) { audience_changed(whom); }}),
      input_(loop, program_, audience_.members(), facts_.kind,
             [this] { return display_ && display_->frames_pastes() ? PasteFrame::on : PasteFrame::off; }),
      followers_(loop, log_, audience_.members(),
                 {.on_complete = [this](ViewerId member) { audience_.complete(member, ended()); },
                  .on_taken = [this] { program_.resume(); }}),
      handlers_(std::move(handlers)),
      grants_(facts_.grants),
      waiters_(
          loop, [this] { return wait_subject(); }, facts_.marks),
      drain_timer_(loop, [this] { drain_over(); }),
      ending_(loop, {.look =
                         [this](Ending::OnGroups done) {
                             processes_.ask([pid = pid(), done = std::move(done)](const ProcessTable& table) {
                                 done(table.groups_of(pid));
                             });
                         },
                     .signal =
                         [this](pid_t group, int number) {
                             keeper_.signal(id(), group, number);
                             save_.schedule();
                         },
                     .on_over =
                         [this] {
                             linger_timer_.start(facts_.linger);
                             save_.schedule();
                         }}),
      linger_timer_(loop, [this] { handlers_.on_gone(); }),
      life_(loop, facts_.lifetime, [this](int signal) { end_by_policy(signal); }),
      save_(loop, [this] { save(); })
{
    SessionMoments& moments = memory_.moments();
    if (moments.active == 0) {
        moments.active = facts_.created;
        moments.used = moments.output = to_microseconds(loop.now());
    }
    if (!facts_.links_directory.empty()) {
        pointers_ = std::make_unique<Pointers>(facts_.runtime_directory, facts_.links_directory);
        pointers_->update(audience_.variables());
    }
    if (facts_.kind == SessionKind::terminal) open_display();
    resume();
}

void Session::open_display()
{
    audience_.sizes().set_rule(facts_.size_rule, facts_.fixed_size);
    display_ = std::make_unique<Display>(
        loop_, audience_.members(), memory_, facts_.size, HistoryLimits{.lines = facts_.history_lines}, facts_.readback,
        Display::Handlers{
            .write = [this](std::string_view bytes) { input_.report(bytes); },
            .answer = [this](std::string_view bytes) { input_.answer(bytes); },
            .on_complete = [this](ViewerId member) { audience_.complete(member, ended()); },
            .on_silent =
                [this] {
                    check_attendance();
                    waiters_.check_shown();
                },
            .on_bell = [this] { ++memory_.moments().bells; },
            .on_dropped = [this](std::string_view what) { log_info("session \"{}\": {}", name(), what); }});
}

/// Does what another worker had begun and not done. A new session has nothing of it.
void Session::resume()
{
    if (display_) {
        const auto seen = display_->terminal().offset();
        const auto bells = memory_.moments().bells; // were counted when they rang
        if (seen < log_.end())
            for (const std::string_view read : log_.reads(seen, log_.end())) display_->feed(read);
        memory_.moments().bells = bells;
        if (const int terminal = program_.terminal(); terminal >= 0) {
            const Size size = display_->size();
            (void)set_window_size(terminal, static_cast<std::uint16_t>(size.rows),
                                  static_cast<std::uint16_t>(size.columns));
        }
    }
    check_attendance(); // its clients are to come back
    if (facts_.ending) ending_.resume(*facts_.ending);
    if (ended()) {
        if (ended()->cause != EndCause::none) signal_groups(SIGKILL);
        close_program();
        finish_output();
        if (!ending_.is_running())
            linger_timer_.start(
                std::chrono::ceil<milliseconds>(std::max(Clock::duration(0), facts_.gone_at - loop_.now())));
    } else if (facts_.wait_status) {
        program_.note_owed();
        drain_timer_.start(DRAIN);
    }
}

Session::~Session()
{
    if (pointers_) pointers_->remove();
}

// --- its facts -------------------------------------------------------------------------------------------------------

SessionFacts Session::facts() const
{
    SessionFacts out = facts_;
    if (display_) out.size = display_->size();
    out.size_rule = audience_.sizes().rule();
    out.fixed_size = audience_.sizes().fixed();
    out.next_client = audience_.members().next_id();
    out.variables.clear();
    for (const auto& [name, value] : audience_.variables()) out.variables.push_back(variable(name, value));
    out.grants = grants_.all();
    out.marks.assign(waiters_.marks().begin(), waiters_.marks().end());
    out.lifetime = life_.lifetime().state();
    out.ending = ending_.progress();
    if (recording_)
        out.recording = {recording_->recorder(), recording_->info().path, recording_->wish(),
                         recording_->info().started};
    return out;
}

void Session::save()
{
    handlers_.on_changed();
    const std::string bytes = to_bytes(facts());
    if (memory_.facts() == bytes) return;
    if (!memory_.save_facts(bytes)) log_warning("there is no memory for the facts of session {}", id());
}

void Session::rename(std::string name)
{
    facts_.name = std::move(name);
    save_.schedule();
}

SessionInfo Session::info() const
{
    SessionInfo out;
    out.id = id();
    out.name = facts_.name;
    out.command = facts_.command;
    out.pid = pid();
    out.kind = facts_.kind;
    out.directory = facts_.directory;
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
    out.created = facts_.created;
    out.active = memory_.moments().active;
    out.ended = facts_.ended;
    const auto next = life_.lifetime().next();
    if (facts_.ended) out.ends = seconds_since_1970(facts_.gone_at, loop_.now());
    else if (next) out.ends = seconds_since_1970(next->when, loop_.now());
    if (next) out.ends_by = next->cause;
    if (recording_ && !recording_->is_over()) out.recording = recording_->info().path;
    out.size_rule = size_rule();
    out.bells = memory_.moments().bells;
    return out;
}

// --- output ----------------------------------------------------------------------------------------------------------

void Session::on_read()
{
    memory_.moments().output = to_microseconds(loop_.now());
    memory_.moments().active = std::time(nullptr);
    if (display_) display_->changed();
    if (recording_) recording_->appended();
    followers_.changed();
    waiters_.check();
    handlers_.on_changed();
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
    if (!display_ || facts_.ended) return;
    const std::optional<Size> wanted = audience_.wanted_size();
    if (wanted && *wanted != display_->size()) (void)resize(*wanted);
}

Result<void> Session::resize(Size size)
{
    if (!display_) return no_terminal_error();
    if (facts_.ended) return ended_error();
    if (!is_valid(size))
        return Error("a terminal has 1 to 1000 rows and columns, and at most 250000 cells", ErrorCode::invalid);
    if (size == display_->size()) return {};
    program_.read(); // what was written before the change is of the old size
    if (facts_.ended) return ended_error();
    display_->resize(size);
    save_.schedule();
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
    } else if (facts_.ended) {
        return ended_error();
    }
    audience_.sizes().set_rule(rule, size.value_or(display_->size()));
    save_.schedule();
    if (!size) apply_size();
    return {};
}

// --- its recording ---------------------------------------------------------------------------------------------------

Result<Recording*> Session::record(RecorderId recorder, Recording::Plan plan)
{
    if (facts_.ended) return ended_error();
    if (recording_ && !recording_->is_over())
        return Error("session \"" + name() + "\" is being recorded to " + in_quotes(recording_->info().path),
                     ErrorCode::exists);
    if (recording_ && recording_->uses_board())
        return Error("the recorder of session \"" + name() + "\" that failed has not ended yet", ErrorCode::exists);
    save_.schedule();
    plan.kind = facts_.kind;
    plan.terminal_type = facts_.terminal_type;
    plan.command = shell_line(facts_.command);
    if (display_) plan.title = display_->terminal().screen().title;
    auto board = memory_.new_board();
    if (!board) return board.error();
    recording_ = std::make_unique<Recording>(loop_, keeper_, recorder, id(), log_, std::move(*board), std::move(plan),
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
    out.id = id();
    out.session = name();
    return out;
}

void Session::tell_recording()
{
    save_.schedule();
    const RecordingInfo info = recording_->info();
    for (const auto& [id, member] : audience_.members().all())
        member->sink.recording_changed({info.state, info.path, info.why});
}

WaitSubject Session::wait_subject() const
{
    std::unique_ptr<const WaitText> text = std::make_unique<LogText>(log_);
    if (display_) text = std::make_unique<ScreenText>(display_->terminal().screen(), display_->terminal().history());
    return {name(),
            std::move(text),
            log_.end(),
            from_microseconds(memory_.moments().output),
            display_ && display_->is_shown(),
            facts_.ended};
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
    if (facts_.wait_status) return ended_error();
    signal_groups(number);
    return {};
}

Result<void> Session::signal_foreground(int number)
{
    if (facts_.wait_status) return ended_error();
    if (!is_for_clients(number))
        return Error("signal " + std::to_string(number) + " is not for clients to send", ErrorCode::invalid);
    const auto foreground = display_ ? foreground_group(program_.terminal()) : std::nullopt;
    keeper_.signal(id(), foreground.value_or(pid()), number);
    return {};
}

void Session::end(milliseconds grace, std::function<void()> done)
{
    ending_.begin(grace, std::move(done));
    save_.schedule();
}

/// One of its policies wants it to end. What is stopped has to go on to notice.
void Session::end_by_policy(int signal)
{
    log_info("session {}: {}; signal {}", id(), words_for(life_.lifetime().cause(), life_.lifetime().policy()), signal);
    save_.schedule();
    signal_groups(signal);
    if (signal != SIGKILL) signal_groups(SIGCONT);
}

Result<void> Session::check_goes_on() const
{
    const EndCause cause = life_.lifetime().cause();
    if (facts_.ended || cause == EndCause::none) return {};
    return Error("session \"" + name() + "\" is being ended: " + words_for(cause, life_.lifetime().policy()),
                 ErrorCode::refused);
}

/// In the order of the calls, soon; even if the session is gone by then.
void Session::signal_groups(int number)
{
    processes_.ask([&keeper = keeper_, id = id(), pid = pid(), number](const ProcessTable& table) {
        for (const pid_t group : table.groups_of(pid)) keeper.signal(id, group, number);
    });
}

/// When all signals were sent that were asked for, if any may wait.
void Session::forget()
{
    if (ended()->cause == EndCause::none) return keeper_.forget(id());
    processes_.ask([&keeper = keeper_, id = id()](const ProcessTable&) { keeper.forget(id); });
}

void Session::exited(int status)
{
    facts_.wait_status = status;
    save_.schedule();
    program_.note_owed();
    program_.read();
    finish_if_over();
    if (!facts_.ended) drain_timer_.start(DRAIN);
}

/// The program is gone and so is its output, to the last byte.
void Session::finish_if_over()
{
    if (facts_.wait_status && program_.is_over()) finish(false);
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
    if (ended()) return;
    ExitStatus how = exit_status(*facts_.wait_status);
    how.incomplete = incomplete;
    how.cause = life_.lifetime().cause();
    facts_.ended = how;
    facts_.gone_at = loop_.now() + facts_.linger;
    if (how.cause != EndCause::none) signal_groups(SIGKILL); // what its program has left
    close_program();
    if (recording_) recording_->ended(status_for_shells(how));
    save(); // the keeper is not to let go of what nobody has noted
    keeper_.close(id());
    log_info("session {} ended, status {}, signal {}", id(), how.status, how.signal);
    if (!ending_.is_running()) linger_timer_.start(facts_.linger); // else it begins when the end is over
    finish_output();
}

/// The program has ended, and all of its output that is wanted was read.
void Session::close_program()
{
    life_.ended();
    program_.close();
    drain_timer_.stop();
}

/// Nothing more comes.
void Session::finish_output()
{
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
    facts.command = shell_line(facts_.command);
    facts.terminal_type = facts_.terminal_type;
    facts.epoch = clock(std::chrono::system_clock::now()) - clock(loop_.now());
    if (facts_.ended) {
        facts.end = {status_for_shells(*facts_.ended), clock(facts_.gone_at - facts_.linger)};
    }
    return Past{name(), {past_cast(display_->keyframes(), log_, facts)}};
}

} // namespace cleat
