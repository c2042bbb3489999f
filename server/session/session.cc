#include "server/session/session.h"

#include "common/base/log.h"
#include "common/base/quote.h"
#include "server/pty/terminal.h"
#include "server/session/environment.h"
#include "server/session/input_privacy.h"
#include "server/session/past.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <set>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Input that the program has not taken, beyond which `send` refuses.
constexpr std::size_t INPUT_MOST = 4U << 20;
/// Answers of the terminal that the program has not taken; later ones are dropped.
constexpr std::size_t MOST_ANSWERS = 64U << 10;
/// A viewer is told what the program has taken of its input when it is so much more than it was told of.
constexpr std::uint64_t TAKEN_STEP = Session::INPUT_WINDOW / 4;
/// How long others wait for a paste of which nothing more comes.
constexpr milliseconds PASTE_STALLED{1'000};
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

struct Session::Viewer {
    ViewerSink& sink;
    Role role;       ///< as `roles_` has it
    Arrival arrival; ///< its size is that of the terminal now
    std::int64_t since = 0;
    std::uint64_t given = 0; ///< bytes of input that came from it
    std::uint64_t taken = 0; ///< of those, taken by the program, as it was told
};

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
                .on_taken = [this](const std::vector<InputSource>& sources) { on_taken(sources); },
                .on_input_closed = [this] { on_input_closed(); },
                .room = [this] { return room_for_output(); },
                .cells = [this] { return display_ ? cell_count(display_->size()) : 0; }}),
      paste_timer_(loop, [this] { end_stalled_paste(); }),
      followers_(
          loop, log_,
          {.on_told = [this](ViewerId viewer) { end_viewer(viewer); }, .on_taken = [this] { program_.resume(); }}),
      on_gone_(std::move(on_gone)),
      guests_timer_(loop, [this] { tell_of_guests(); }),
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
      life_(loop, options_.lifetime, [this](int signal) { end_by_policy(signal); }),
      followed_(options_.followed)
{
    if (options_.kind == SessionKind::pipes) return;
    display_ = std::make_unique<Display>(
        loop, options_.size, HistoryLimits{.lines = options_.history_lines}, options_.size_rule, options_.readback,
        Display::Handlers{
            .write =
                [this](std::string_view bytes) {
                    input_.type(TERMINAL, bytes);
                    pass_input();
                },
            .answer = [this](std::string_view bytes) { write_answer(bytes); },
            .on_told = [this](ViewerId viewer) { end_viewer(viewer); },
            .on_silent =
                [this] {
                    heed_absence();
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
    for (const auto& [id, viewer] : viewers_) ++(viewer->role == Role::controller ? out.controllers : out.observers);
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

// --- viewers ---------------------------------------------------------------------------------------------------------

Result<ViewerId> Session::attach(ViewerSink& sink, const Arrival& arrival)
{
    if (!display_) return no_terminal_error();
    if (const auto open = check_goes_on(); !open) return open.error();
    if (arrival.most == Role::controller && !roles_.allows(arrival.claim)) return control_held_error();
    const ViewerId id = admit(sink, arrival);
    display_->add(id, sink, role(id), arrival.wish, arrival.is_guest ? Fanout::Counts::no : Fanout::Counts::yes);
    return id;
}

/// One more viewer, of whatever kind.
ViewerId Session::admit(ViewerSink& sink, const Arrival& arrival)
{
    const ViewerId id = next_viewer_++;
    roles_.attach(id, arrival.most, arrival.claim);
    apply_roles();
    const Role role = roles_.role(id);
    if (role == Role::controller) last_used_ = loop_.now();
    // The size first: it reads what the program has written, and that may turn out to be its end.
    if (display_ && role == Role::controller && is_valid(arrival.size) && !ended_) {
        display_->sizes().set(id, arrival.size);
        apply_size();
    }
    if (!arrival.is_guest) life_.occupied();
    if (arrival.most == Role::controller) follow_variables(id, arrival.followed);
    viewers_.emplace(id, std::make_unique<Viewer>(Viewer{sink, role, arrival, std::time(nullptr)}));
    if (!arrival.is_guest) // they could fill the log
        log_debug("session {}: client {} attached as {}, process {} of user {}", id_, id,
                  role == Role::controller ? "controller" : "observer", arrival.pid, arrival.user);
    if (arrival.is_guest) guests_.came(static_cast<uid_t>(arrival.user));
    guests_timer_.start(std::chrono::microseconds(0)); // when the viewer knows that it is one
    return id;
}

void Session::note_left(ViewerId id, const Arrival& arrival)
{
    if (!arrival.is_guest) return log_debug("session {}: client {} detached", id_, id);
    guests_.left(static_cast<uid_t>(arrival.user));
    tell_of_guests();
}

/// Whether that is somebody at a terminal who may control the session, and is no guest.
bool Session::is_owner(const Arrival& arrival)
{
    return !arrival.is_guest && arrival.most == Role::controller && is_valid(arrival.size);
}

/// Its owners learn who looks on; where there is none, the next one does.
void Session::tell_of_guests()
{
    guests_timer_.stop();
    std::vector<ViewerSink*> owners;
    for (const auto& [id, viewer] : viewers_)
        if (is_owner(viewer->arrival)) owners.push_back(&viewer->sink);
    if (owners.empty()) return;
    for (const GuestNews& news : guests_.take_news(loop_.now()))
        for (ViewerSink* const owner : owners) owner->guest_news(news);
    if (const auto next = guests_.next_news(loop_.now()))
        guests_timer_.start(std::chrono::ceil<std::chrono::microseconds>(*next - loop_.now()));
}

Result<Following> Session::follow(ViewerSink& sink, const Arrival& arrival, const Follow& wish)
{
    if (wish.pipes_only && display_) return Error("session \"" + name() + "\" has a terminal", ErrorCode::no_pipes);
    if (display_ && (wish.streams == Follow::Streams::out || wish.streams == Follow::Streams::err))
        return Error("session \"" + name() + "\" has a terminal, where all output is one stream", ErrorCode::invalid);
    if (wish.goes_on)
        if (const auto open = check_goes_on(); !open) return open.error();
    if (arrival.most == Role::controller && !roles_.allows(arrival.claim)) return control_held_error();
    program_.read(); // what it has written by now counts as there
    const auto place = follow_range(wish, arrival.most);
    if (!place) return place.error();
    const ViewerId id = admit(sink, arrival);
    followers_.add(id, sink, *place);
    followers_.set_lossless(id, place->lossless && controls(id));
    const int columns = display_ ? display_->size().columns : 0;
    return Following{id_, name(), options_.kind, role(id), id, place->from, log_.end(), columns};
}

/// Where in the log a follower begins and ends.
Result<Followers::Wish> Session::follow_range(const Follow& wish, Role role) const
{
    Followers::Wish out;
    out.streams = wish.streams;
    if (wish.since && *wish.since > log_.end())
        return Error("session \"" + name() + "\" has written " + std::to_string(log_.end()) + " bytes so far",
                     ErrorCode::invalid);
    if (wish.since) out.from = *wish.since;
    else if (wish.lines) out.from = begin_of_lines(log_, *wish.lines, wish.streams);
    else out.from = followed_until_;
    if (wish.streams == Follow::Streams::none) out.from = log_.end();
    if (!wish.goes_on) out.until = log_.end();
    out.lossless = !display_ && role == Role::controller && wish.streams != Follow::Streams::none;
    return out;
}

void Session::detach(ViewerId id)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    const bool controlled = controls(id);
    if (controlled) last_used_ = loop_.now();
    release(id);
    const auto viewer = std::move(found->second);
    viewers_.erase(found);
    forget(id);
    apply_roles();
    if (controlled) apply_size();
    waiters_.check();
    note_left(id, viewer->arrival);
}

/// What else is known of a viewer that is none any more.
void Session::forget(ViewerId id)
{
    if (display_) display_->remove(id);
    if (const auto place = followers_.place(id); place && role(id) == Role::controller) followed_until_ = *place;
    roles_.leave(id);
    followers_.remove(id);
    followed_.left(id);
    update_pointers();
    heed_absence();
}

/// Whether somebody looks at the session there, as far as one can tell: a viewer that draws nothing may have hung, or
/// be cut off, and a guest keeps nothing alive that is not its own.
bool Session::is_there(ViewerId id, const Viewer& viewer) const
{
    return !viewer.arrival.is_guest && !(display_ && display_->is_silent(id));
}

void Session::heed_absence()
{
    if (std::none_of(viewers_.begin(), viewers_.end(),
                     [this](const auto& entry) { return is_there(entry.first, *entry.second); }))
        life_.deserted();
}

/// Detaches a client that has not asked for it.
void Session::evict(ViewerId id, const std::string& reason)
{
    ViewerSink& sink = viewers_.at(id)->sink;
    detach(id);
    sink.detached(reason);
}

Result<void> Session::detach_client(ViewerId id, const std::string& reason)
{
    if (!viewers_.contains(id))
        return Error("session \"" + name() + "\" has no client " + std::to_string(id), ErrorCode::not_found);
    evict(id, reason);
    return {};
}

void Session::detach_others(const std::string& reason)
{
    const std::optional<ViewerId> kept = display_ ? display_->sizes().latest() : std::nullopt;
    std::vector<ViewerId> others;
    for (const auto& [id, viewer] : viewers_)
        if (id != kept) others.push_back(id);
    for (const ViewerId id : others)
        if (viewers_.contains(id)) evict(id, reason);
}

std::vector<ClientInfo> Session::clients() const
{
    std::vector<ClientInfo> out;
    for (const auto& [id, viewer] : viewers_) {
        const Arrival& arrival = viewer->arrival;
        out.push_back({id, viewer->role, holder() == id, roles_.asks(id), arrival.size.rows, arrival.size.columns,
                       arrival.terminal, arrival.pid, arrival.user, viewer->since});
    }
    return out;
}

// --- roles -----------------------------------------------------------------------------------------------------------

/// Makes everybody what they are now: what they have begun ends, whose size counts is another one, and they are told.
void Session::apply_roles()
{
    std::set<ViewerId> told;
    if (std::exchange(told_holder_, holder()) != holder()) {
        for (const auto& [id, viewer] : viewers_)
            if (viewer->arrival.most == Role::controller) told.insert(id);
    }
    for (const auto& [id, role] : roles_.take_changes()) {
        const auto found = viewers_.find(id);
        if (found == viewers_.end()) continue;
        Viewer& viewer = *found->second;
        viewer.role = role;
        if (display_) display_->set_role(id, role, viewer.arrival.size);
        followers_.set_lossless(id, role == Role::controller && !display_);
        // What an observer sends is refused, and so nothing of it has to wait.
        if (role == Role::observer) {
            input_.end_paste(id);
            viewer.sink.input_drained();
        }
        told.insert(id);
    }
    for (const ViewerId id : told)
        if (const auto found = viewers_.find(id); found != viewers_.end())
            found->second->sink.role_changed(found->second->role, holder());
    pass_input();
}

Error Session::control_held_error() const
{
    return Error("client " + std::to_string(holder()) + " controls session \"" + name() +
                     "\" alone; \"cleat attach --take " + name() + "\" gets control",
                 ErrorCode::refused);
}

Result<void> Session::check_free_for(ViewerId id) const
{
    if (holder() != 0 && holder() != id) return control_held_error();
    return {};
}

/// One that holds control stays the latest whoever comes.
void Session::follow_variables(ViewerId id, const FollowedValues& values)
{
    followed_.came(id, values);
    if (holder() != 0) followed_.took_control(holder());
    update_pointers();
}

void Session::update_pointers()
{
    if (options_.pointers) options_.pointers->update(followed_.current());
}

std::vector<std::string> Session::environment() const
{
    std::vector<std::string> out;
    if (!options_.pointers) return out;
    for (const auto& [name, value] : options_.pointers->told(followed_.current())) out.push_back(variable(name, value));
    return out;
}

Result<void> Session::take_control(ViewerId id)
{
    if (!roles_.take(id)) return Error("an observer may not control the session", ErrorCode::refused);
    followed_.took_control(id);
    update_pointers();
    apply_roles();
    apply_size();
    return {};
}

Result<void> Session::ask_control(ViewerId id)
{
    if (!roles_.ask(id)) return Error("control is not to be asked for", ErrorCode::refused);
    if (const auto found = viewers_.find(holder()); found != viewers_.end()) found->second->sink.control_asked(id);
    return {};
}

Result<void> Session::grant_control(ViewerId from, ViewerId to)
{
    if (!roles_.grant(from, to))
        return Error("client " + std::to_string(to) + " does not ask for control, or it is not yours to give",
                     ErrorCode::refused);
    followed_.took_control(to);
    update_pointers();
    apply_roles();
    apply_size();
    return {};
}

void Session::detach_all(const std::string& reason)
{
    for (const auto& [id, viewer] : viewers_) release(id);
    const auto viewers = std::exchange(viewers_, {});
    for (const auto& [id, viewer] : viewers) forget(id);
    for (const auto& [id, viewer] : viewers) note_left(id, viewer->arrival);
    for (const auto& [id, viewer] : viewers) viewer->sink.detached(reason);
    waiters_.check();
}

SessionTokens Session::shown_in() const
{
    SessionTokens out;
    for (const auto& [id, viewer] : viewers_)
        out.insert(viewer->arrival.shown_in.begin(), viewer->arrival.shown_in.end());
    return out;
}

void Session::dismiss()
{
    if (ending_.is_running() && ended_) keeper_.forget(id_);
    if (!ended_) detach_all("the session is gone");
    while (!viewers_.empty()) {
        followers_.give_up(viewers_.begin()->first);
        end_viewer(viewers_.begin()->first);
    }
    waiters_.give_up(Error("session \"" + name() + "\" is gone", ErrorCode::ended));
}

void Session::viewer_resized(ViewerId id, Size size)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second->arrival.size = size;
    if (!display_ || !controls(id) || ended_) return;
    display_->follow_resize(id);
    display_->sizes().set(id, size);
    apply_size();
}

bool Session::acknowledged(ViewerId id, std::uint64_t step)
{
    if (!display_ || !display_->acknowledged(id, step)) return false;
    if (!viewers_.at(id)->arrival.is_guest) life_.occupied();
    waiters_.check_shown();
    return true;
}

void Session::drained(ViewerId id)
{
    if (display_) display_->drained(id);
    followers_.drained(id);
}

// --- size ------------------------------------------------------------------------------------------------------------

/// Gives the session the size that its controllers want.
void Session::apply_size()
{
    if (!display_ || ended_) return;
    const std::optional<Size> wanted = display_->sizes().wanted();
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
    display_->sizes().set_rule(rule, size.value_or(display_->size()));
    if (!size) apply_size();
    return {};
}

// --- output and input ------------------------------------------------------------------------------------------------

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

void Session::on_taken(const std::vector<InputSource>& sources)
{
    for (const InputSource source : sources) note_taken(source);
}

/// The viewer may send more, if it is one.
void Session::note_taken(InputSource source)
{
    const auto found = viewers_.find(source);
    if (found == viewers_.end()) return;
    Viewer& viewer = *found->second;
    const std::uint64_t taken = viewer.given - std::min<std::uint64_t>(viewer.given, input_waiting(source));
    ViewerSink& sink = viewer.sink;
    const bool is_news = taken >= viewer.taken + TAKEN_STEP;
    if (is_news) viewer.taken = taken;
    if (input_waiting(source) <= INPUT_WINDOW / 2) sink.input_drained();
    if (is_news && display_) sink.input_taken(taken);
}

std::size_t Session::input_waiting(InputSource source) const
{
    return input_.waiting(source) + program_.waiting(source);
}

void Session::on_input_closed()
{
    keeper_.close_input(id_);
    for (const auto& [id, viewer] : viewers_)
        if (controls(id)) viewer->sink.input_closed();
}

bool Session::is_input_full(ViewerId id) const
{
    return input_.weight(id) + program_.waiting(id) > INPUT_WINDOW;
}

void Session::refuse_input(ViewerId id, std::size_t bytes)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second->given += bytes;
    note_taken(id);
}

bool Session::controls(ViewerId id) const
{
    const auto found = viewers_.find(id);
    return found != viewers_.end() && found->second->role == Role::controller;
}

void Session::type(ViewerId id, std::string_view bytes)
{
    if (!controls(id)) return;
    note_use(id);
    viewers_.at(id)->given += bytes.size();
    record_input(bytes);
    input_.type(id, bytes);
    pass_input();
}

void Session::paste(ViewerId id, std::string_view bytes, PastePart part)
{
    if (!controls(id)) return;
    note_use(id);
    viewers_.at(id)->given += bytes.size();
    record_input(bytes);
    input_.paste(id, bytes, part);
    pass_input();
}

void Session::note_use(ViewerId id)
{
    if (display_) {
        display_->typed(id);
        apply_size();
    }
    last_used_ = loop_.now();
    life_.used();
    if (!program_.takes_input()) viewers_.at(id)->sink.input_closed();
}

/// Gives the program what is its turn. What it is given may be what makes more come here.
void Session::pass_input()
{
    if (std::exchange(is_passing_input_, true)) return;
    const bool was_blocked = input_.is_blocked();
    const auto take = [this] {
        return input_.take(display_ && display_->frames_pastes() ? PasteFrame::on : PasteFrame::off);
    };
    for (auto pieces = take(); !pieces.empty(); pieces = take()) {
        for (const InputPiece& piece : pieces) {
            program_.write(piece.source, piece.bytes);
            if (!program_.takes_input()) note_taken(piece.source); // never
        }
    }
    is_passing_input_ = false;
    watch_paste();
    if (!was_blocked || input_.is_blocked()) return;
    for (const auto& [id, viewer] : viewers_)
        if (controls(id) && !is_input_full(id)) viewer->sink.input_drained();
}

/// A program may ask without end and not read.
void Session::write_answer(std::string_view bytes)
{
    if (input_waiting(TERMINAL) >= MOST_ANSWERS) return;
    input_.type(TERMINAL, bytes);
    pass_input();
}

void Session::watch_paste()
{
    if (!input_.is_blocked()) return paste_timer_.stop();
    if (paste_timer_.is_running()) return;
    const auto found = viewers_.find(*input_.pasting());
    pasted_ = found == viewers_.end() ? 0 : found->second->given;
    paste_timer_.start(PASTE_STALLED);
}

/// A viewer that has stopped in the middle of a paste keeps nobody from typing.
void Session::end_stalled_paste()
{
    if (!input_.is_blocked()) return;
    const InputSource pasting = *input_.pasting();
    const auto found = viewers_.find(pasting);
    const bool goes_on = found != viewers_.end() && found->second->given != pasted_;
    if (!goes_on && program_.waiting(pasting) == 0) input_.interrupt();
    pass_input();
}

/// Ends what the viewer has begun and will not end: a paste, and being focused.
void Session::release(ViewerId id)
{
    input_.end_paste(id);
    pass_input();
    if (display_) display_->focus(id, false);
}

void Session::mouse(ViewerId id, std::string_view report)
{
    if (!display_ || !display_->wants_mouse() || !controls(id)) return refuse_input(id, report.size());
    note_use(id);
    viewers_.at(id)->given += report.size();
    const std::string told = display_->terminal().encode_mouse(report);
    record_input(told);
    input_.type(id, told);
    pass_input();
}

void Session::focus(ViewerId id, bool focused)
{
    if (display_ && controls(id)) display_->focus(id, focused);
}

void Session::lend_clipboard(ViewerId id)
{
    if (display_) display_->lend_clipboard(id);
}

void Session::clipboard(ViewerId id, std::string_view data)
{
    if (display_) display_->clipboard(id, data);
}

void Session::set_profile(const Profile& profile)
{
    if (display_) display_->set_profile(profile);
}

Result<std::string> Session::bytes_of(const std::vector<SendPiece>& pieces) const
{
    std::string bytes;
    for (const SendPiece& piece : pieces) {
        if (piece.kind == SendPiece::Kind::text) {
            bytes += piece.data.data;
        } else if (!display_) {
            return no_terminal_error();
        } else if (piece.kind == SendPiece::Kind::paste) {
            bytes += display_->terminal().encode_paste(piece.data.data);
        } else {
            const auto key = parse_key(piece.data.data);
            if (!key) return key.error();
            bytes += display_->terminal().encode(*key);
        }
    }
    return bytes;
}

Result<void> Session::check_takes_input() const
{
    if (wait_status_) return ended_error();
    if (program_.takes_input()) return {};
    if (display_) return Error("the program of session \"" + name() + "\" has closed its terminal", ErrorCode::ended);
    return Error("the input of session \"" + name() + "\" is closed", ErrorCode::ended);
}

Result<Sent> Session::send(const std::vector<SendPiece>& pieces)
{
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const auto bytes = bytes_of(pieces);
    if (!bytes) return bytes.error();
    if (input_.waiting() + program_.waiting() + bytes->size() > INPUT_MOST)
        return Error("the program of session \"" + name() + "\" does not read its input");
    program_.read(); // what it wrote before does not count as an answer
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    const Sent sent{log_.end()};
    waiters_.mark(sent.offset, display_ ? display_->terminal().history().end() : sent.offset);
    last_used_ = loop_.now();
    life_.used();
    active_ = std::time(nullptr);
    record_input(*bytes);
    input_.type(SENDERS, *bytes);
    pass_input();
    return sent;
}

Result<void> Session::close_input()
{
    if (display_)
        return Error("session \"" + name() + "\" has a terminal, whose input has no end; --keys C-d is what one types",
                     ErrorCode::no_pipes);
    if (const auto takes = check_takes_input(); !takes) return takes.error();
    while (input_.is_blocked()) {
        input_.interrupt();
        pass_input();
    }
    program_.close_input();
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
    for (const auto& [id, viewer] : viewers_) viewer->sink.recording_changed({info.state, info.path, info.why});
}

void Session::record_input(std::string_view bytes)
{
    if (!recording_ || !recording_->wants_input()) return;
    if (display_) {
        const int terminal = program_.terminal();
        const auto front = foreground_group(terminal) == pid_ ? InFront::own_program : InFront::another;
        if (!may_keep_input(echo_of(terminal), front, options_.command)) return;
    }
    recording_->typed(bytes);
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

void Session::end_viewer(ViewerId id)
{
    const auto viewer = std::move(viewers_.at(id));
    viewers_.erase(id);
    forget(id);
    apply_roles();
    if (ended_) viewer->sink.ended(*ended_);
    else viewer->sink.detached({}); // it wanted no more
    waiters_.check_shown();
    note_left(id, viewer->arrival);
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
