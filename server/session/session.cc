#include "server/session/session.h"

#include "common/base/log.h"
#include "common/base/quote.h"
#include "server/session/environment.h"
#include "server/session/history_cast.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace cleat {

namespace {

/// Converts a time of the loop's clock to Unix time.
std::int64_t seconds_since_1970(Clock::time_point moment, Clock::time_point now)
{
    const auto wall = std::chrono::system_clock::now().time_since_epoch() + (moment - now);
    return std::chrono::duration_cast<std::chrono::seconds>(wall).count();
}

} // namespace

Session::Session(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionMemory memory, ProgramEnds program,
                 Handlers handlers)
    : loop_(loop),
      memory_(std::move(memory)),
      facts_(parse_facts(memory_.facts().value_or(std::string_view())).value()),
      program_(loop, log_, std::move(program),
               {.on_bytes =
                    [this](std::string_view bytes) {
                        if (display_) display_->feed(bytes);
                    },
                .on_read = [this] { on_read(); },
                .on_over = [this] { life_.output_over(); },
                .on_taken = [this](const std::vector<InputSource>& sources) { input_.taken(sources); },
                .on_input_closed =
                    [this, &keeper] {
                        keeper.close_input(id());
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
      life_(loop, keeper, processes, facts_, program_,
            {.on_changed = [this] { save_.schedule(); },
             .save = [this] { save(); },
             .on_ended = [this] { finish_output(); },
             .on_removed = [this] { handlers_.on_removed(); }}),
      recording_(loop, keeper, memory_, facts_, audience_.members(), display_,
                 {.on_room = [this] { program_.resume(); }, .on_changed = [this] { save_.schedule(); }}),
      size_(facts_, audience_, program_, display_,
            {.on_resized =
                 [this] {
                     recording_.resized(display_->size());
                     waiters_.check();
                 },
             .on_changed = [this] { save_.schedule(); }}),
      controls_({loop, facts_, memory_, program_, life_, audience_, input_, display_, size_, recording_, waiters_,
                 [this] { save_.schedule(); }}),
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
            .answer = [this](std::string_view bytes) { input_.answer(bytes); },
            .on_complete = [this](ViewerId member) { audience_.complete(member, ended()); },
            .on_silence =
                [this] {
                    check_attendance();
                    waiters_.check_shown();
                },
            .on_bell = [this] { ++memory_.moments().bells; },
            .on_dropped = [this](std::string_view what) { log_info("session \"{}\": {}", name(), what); }});
}

/// Continues what a previous worker had started. Does nothing for a new session.
void Session::resume()
{
    if (display_) {
        const auto seen = display_->terminal().offset();
        const auto bells = memory_.moments().bells; // they were counted when they rang
        if (seen < log_.end())
            for (const std::string_view read : log_.reads(seen, log_.end())) display_->feed(read);
        memory_.moments().bells = bells;
        size_.send_to_program();
    }
    check_attendance(); // its clients will reattach
    life_.resume();
}

Session::~Session()
{
    if (pointers_) pointers_->remove();
}

// --- facts -----------------------------------------------------------------------------------------------------------

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
    out.recording = recording_.facts();
    life_.note_in(out);
    return out;
}

void Session::save()
{
    handlers_.on_changed();
    const std::string bytes = to_bytes(facts());
    if (memory_.facts() == bytes) return;
    if (!memory_.save_facts(bytes)) log_warning("not enough memory to save the metadata of session {}", id());
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
    out.recording = recording_.path();
    out.size_rule = audience_.sizes().rule();
    out.bells = memory_.moments().bells;
    return out;
}

// --- audience --------------------------------------------------------------------------------------------------------

Result<void> Session::attach(ViewerSink& sink, AttachRequest request, const std::function<void(Member&)>& on_attached)
{
    if (!display_) return no_terminal_error(name());
    if (const auto open = life_.check_is_running(); !open) return open.error();
    if (const auto may = audience_.check_claim(request); !may) return may.error();
    ScreenView view{Attachment(request.history)};
    audience_.attach(sink, std::move(request), std::move(view), [this, &on_attached](Member& member) {
        if (member.controls()) controls_.note_used();
        on_attached(member);
        display_->attached(member);
    });
    return {};
}

Result<void> Session::follow(ViewerSink& sink, AttachRequest request, const Follow& wish,
                             const std::function<void(const Following&)>& on_attached)
{
    if (wish.pipes_only && display_)
        return Error("session \"" + name() + "\" runs on a terminal, not on pipes", ErrorCode::no_pipes);
    if (display_ && (wish.streams == Follow::Streams::out || wish.streams == Follow::Streams::err))
        return Error("session \"" + name() + "\" has a terminal, where all output is one stream", ErrorCode::invalid);
    if (wish.goes_on)
        if (const auto open = life_.check_is_running(); !open) return open.error();
    if (const auto may = audience_.check_claim(request); !may) return may.error();
    program_.read(); // includes what it has written so far
    const auto view = log_view(wish);
    if (!view) return view.error();
    audience_.attach(sink, std::move(request), *view, [this, &on_attached](const Member& member) {
        if (member.controls()) controls_.note_used();
        const int columns = display_ ? display_->size().columns : 0;
        on_attached({id(), name(), facts_.kind, member.role, member.id, member.log()->at, log_.end(), columns});
        followers_.attached(member);
    });
    return {};
}

/// The offsets in the log at which a follower starts and ends.
Result<LogView> Session::log_view(const Follow& wish) const
{
    LogView out;
    out.streams = wish.streams;
    if (wish.since && *wish.since > log_.end())
        return Error("session \"" + name() + "\" has written only " + std::to_string(log_.end()) + " bytes so far",
                     ErrorCode::invalid);
    if (wish.since) out.at = *wish.since;
    else if (wish.lines) out.at = start_of_lines(log_, *wish.lines, wish.streams);
    else out.at = memory_.moments().followed;
    if (wish.streams == Follow::Streams::none) out.at = log_.end();
    if (!wish.goes_on) out.until = log_.end();
    out.waited_for = !display_ && wish.streams != Follow::Streams::none;
    return out;
}

/// Ends everything that the member has started and will not finish: a paste, the focus, a clipboard request.
void Session::release(Member& member)
{
    input_.release(member);
    if (display_) display_->release(member);
    if (!member.controls()) return;
    controls_.note_used();
    if (const LogView* const view = member.log(); view != nullptr && view->streams != Follow::Streams::none)
        memory_.moments().followed = view->at;
}

void Session::audience_changed(Audience::Concerns whom)
{
    save_.schedule();
    if (pointers_) pointers_->update(audience_.variables());
    check_attendance();
    if (display_) display_->roles_changed();
    program_.resume(); // the member that it was paused for may have left
    if (whom == Audience::Concerns::controllers) size_.apply();
    waiters_.check();
}

void Session::check_attendance()
{
    if (audience_.is_attended()) life_.occupied();
    else life_.deserted();
    save_.schedule();
}

std::vector<std::string> Session::environment() const
{
    std::vector<std::string> out;
    if (!pointers_) return out;
    for (const auto& [name, value] : pointers_->values_for_program(audience_.variables()))
        out.push_back(variable(name, value));
    return out;
}

void Session::dismiss()
{
    if (facts_.ended) life_.forget();
    else audience_.detach_all("the session was removed");
    while (audience_.members().size() > 0) {
        Member& member = *audience_.members().all().begin()->second;
        followers_.give_up(member);
        audience_.complete(member.id, facts_.ended);
    }
    waiters_.give_up(Error("session \"" + name() + "\" was removed", ErrorCode::ended));
}

bool Session::acknowledged(ViewerId id, std::uint64_t step)
{
    Member* const member = audience_.members().find(id);
    if (member == nullptr || !display_) return false;
    const bool is_guest = member->request.is_guest;
    if (!display_->acknowledged(*member, step)) return false;
    if (!is_guest && life_.occupied()) save_.schedule();
    waiters_.check_shown();
    return true;
}

void Session::drained(ViewerId id)
{
    Member* const member = audience_.members().find(id);
    if (member == nullptr) return;
    if (member->log() != nullptr) followers_.drained(*member);
    else display_->drained(*member);
}

// --- output ----------------------------------------------------------------------------------------------------------

void Session::on_read()
{
    memory_.moments().output = to_microseconds(loop_.now());
    memory_.moments().active = std::time(nullptr);
    if (display_) display_->changed();
    recording_.output_read();
    followers_.changed();
    waiters_.check();
    handlers_.on_changed();
    life_.output_read();
}

/// Output that a controller of a session on pipes has not taken is not overwritten, nor is output that a recorder has
/// not taken, unless the recorder is too slow.
std::size_t Session::room_for_output()
{
    const auto kept = followers_.lossless();
    const auto room = kept ? log_.room_before_losing(*kept) : log_.capacity();
    return std::min(room, recording_.room());
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

/// No more output comes.
void Session::finish_output()
{
    recording_.ended(*facts_.ended);
    if (display_) display_->finish();
    followers_.finish();
    waiters_.check();
}

Result<Snapshotted> Session::snapshot(std::uint64_t history, std::size_t most) const
{
    if (!display_) return no_terminal_error(name());
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

Result<RecentHistory> Session::recent_history() const
{
    using std::chrono::microseconds;
    if (!display_) return no_terminal_error(name());
    const auto clock = [](auto moment) {
        return std::chrono::duration_cast<microseconds>(moment.time_since_epoch()).count();
    };
    HistoryFacts facts;
    facts.title = display_->terminal().screen().title;
    if (facts.title.empty()) facts.title = name();
    facts.command = shell_line(facts_.command);
    facts.terminal_type = facts_.terminal_type;
    facts.epoch = clock(std::chrono::system_clock::now()) - clock(loop_.now());
    if (facts_.ended) {
        facts.end = {status_for_shells(*facts_.ended), clock(facts_.gone_at - facts_.linger)};
    }
    return RecentHistory{name(), {history_cast(display_->keyframes(), log_, facts)}};
}

} // namespace cleat
