#include "server/session/session.h"

#include "common/base/log.h"
#include "server/pty/session_groups.h"
#include "server/pty/terminal.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <set>

namespace cleat {

namespace {

using std::chrono::milliseconds;

/// Read from the program per turn of the loop, so that a flood delays nobody else for long.
constexpr std::size_t READ_BYTES = 64U << 10;
constexpr int READS_PER_TURN = 16;
/// A pty gives up to 4 KiB at a time where it has more: after less, one is called again rather than tries again.
constexpr std::size_t SHORT_READ = 1'024;
/// Input that the program has not taken: controllers are not read beyond the first, `send` refuses beyond the second.
constexpr std::size_t INPUT_FULL = 256U << 10;
constexpr std::size_t INPUT_MOST = 4U << 20;
/// How long something else may hold the terminal open after the program's end.
constexpr milliseconds DRAIN{2'000};
constexpr milliseconds KILL_GRACE{2'000};
/// How long a viewer may take to say what is on its clipboard.
constexpr milliseconds CLIPBOARD_WITHIN{1'000};

std::int64_t microseconds_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

ExitStatus exit_status(int wait_status)
{
    if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
    return {.status = WEXITSTATUS(wait_status)};
}

} // namespace

struct Session::Viewer {
    ViewerSink& sink;
    Role role;       ///< as `roles_` has it
    Arrival arrival; ///< its size is that of the terminal now
    std::int64_t since = 0;
    bool is_focused = false;
    bool is_pasting = false;
    bool lends_clipboard = false;
};

Session::Session(Loop& loop, KeeperLink& keeper, SessionId id, SessionOptions options, Spawned program, Log log,
                 std::function<void(Session&)> on_gone)
    : loop_(loop),
      keeper_(keeper),
      id_(id),
      options_(std::move(options)),
      pid_(program.pid),
      log_(std::move(log)),
      terminal_(options_.size),
      fd_(std::move(program.terminal)),
      fd_watch_(loop, fd_.get(), [this](FdWatch::Ready ready) { on_terminal(ready); }),
      on_gone_(std::move(on_gone)),
      fanout_(loop, terminal_, [this](ViewerId viewer) { end_viewer(viewer); }),
      clipboard_timer_(loop, [this] { answer_clipboard({}); }),
      waiters_(loop, [this] { return wait_subject(); }),
      created_(std::time(nullptr)),
      active_(created_),
      last_used_(loop.now()),
      last_output_(loop.now()),
      drain_timer_(loop, [this] { finish(true); }),
      kill_timer_(loop, [this] { signal_groups(SIGKILL); }),
      linger_timer_(loop, [this] { on_gone_(*this); })
{
    terminal_.set_readback(options_.readback);
    sizes_.set_rule(options_.size_rule, options_.size);
    watch_terminal();
}

Session::~Session() = default;

SessionInfo Session::info() const
{
    SessionInfo out;
    out.id = id_;
    out.name = options_.name;
    out.command = options_.command;
    out.pid = pid_;
    out.rows = terminal_.size().rows;
    out.columns = terminal_.size().columns;
    out.title = terminal_.screen().title;
    out.directory = terminal_.working_directory().empty() ? options_.directory : terminal_.working_directory();
    for (const auto& [id, viewer] : viewers_) ++(viewer->role == Role::controller ? out.controllers : out.observers);
    out.created = created_;
    out.active = active_;
    out.ended = ended_;
    out.size_rule = sizes_.rule();
    return out;
}

// --- viewers ---------------------------------------------------------------------------------------------------------

Result<ViewerId> Session::attach(ViewerSink& sink, const Arrival& arrival)
{
    if (arrival.most == Role::controller && !roles_.allows(arrival.claim)) return held();
    const ViewerId id = next_viewer_++;
    roles_.attach(id, arrival.most, arrival.claim);
    apply_roles();
    const Role role = roles_.role(id);
    // The size first: it reads what the program has written, and that may turn out to be its end.
    if (role == Role::controller) last_used_ = loop_.now();
    if (role == Role::controller && !ended_) {
        sizes_.set(id, arrival.size);
        apply_size();
    }
    viewers_.emplace(id, std::make_unique<Viewer>(Viewer{sink, role, arrival, std::time(nullptr)}));
    fanout_.add(id, sink, role == Role::controller ? Fanout::Rank::first : Fanout::Rank::paced, arrival.wish);
    return id;
}

void Session::detach(ViewerId id)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    release(*found->second);
    const Role role = found->second->role;
    if (role == Role::controller) last_used_ = loop_.now();
    viewers_.erase(found);
    fanout_.remove(id);
    if (asked_clipboard_ && asked_clipboard_->viewer == id) answer_clipboard({});
    sizes_.remove(id);
    roles_.leave(id);
    apply_roles();
    if (role == Role::controller && !ended_) apply_size();
    waiters_.check();
}

/// The same, when somebody else wants it.
void Session::let_go(ViewerId id, const std::string& reason)
{
    ViewerSink& sink = viewers_.at(id)->sink;
    detach(id);
    sink.detached(reason);
}

Result<void> Session::detach_client(ViewerId id, const std::string& reason)
{
    if (!viewers_.contains(id))
        return Error("session \"" + name() + "\" has no client " + std::to_string(id), ErrorCode::not_found);
    let_go(id, reason);
    return {};
}

void Session::detach_others(const std::string& reason)
{
    const std::optional<ViewerId> kept = sizes_.latest();
    std::vector<ViewerId> others;
    for (const auto& [id, viewer] : viewers_)
        if (id != kept) others.push_back(id);
    for (const ViewerId id : others)
        if (viewers_.contains(id)) let_go(id, reason);
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
        fanout_.set_rank(id, role == Role::controller ? Fanout::Rank::first : Fanout::Rank::paced);
        if (role == Role::controller) {
            sizes_.set(id, viewer.arrival.size);
        } else {
            release(viewer);
            sizes_.remove(id);
            if (asked_clipboard_ && asked_clipboard_->viewer == id) answer_clipboard({});
            viewer.sink.input_drained(); // what it sends now is refused, and so nothing has to wait
        }
        told.insert(id);
    }
    for (const ViewerId id : told)
        if (const auto found = viewers_.find(id); found != viewers_.end())
            found->second->sink.role_changed(found->second->role, holder());
}

Error Session::held() const
{
    return Error("client " + std::to_string(holder()) + " controls session \"" + name() +
                     "\" alone; \"cleat attach --take " + name() + "\" gets control",
                 ErrorCode::refused);
}

Result<void> Session::check_free_for(ViewerId id) const
{
    if (holder() != 0 && holder() != id) return held();
    return {};
}

Result<void> Session::take_control(ViewerId id)
{
    if (!roles_.take(id)) return Error("an observer may not control the session", ErrorCode::refused);
    apply_roles();
    if (!ended_) apply_size();
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
    apply_roles();
    if (!ended_) apply_size();
    return {};
}

/// Ends what the viewer has begun and will not end: a paste, and being focused.
void Session::release(Viewer& viewer)
{
    end_paste(viewer);
    set_focus(viewer, false);
}

void Session::detach_all(const std::string& reason)
{
    for (const auto& [id, viewer] : viewers_) release(*viewer);
    const auto viewers = std::exchange(viewers_, {});
    for (const auto& [id, viewer] : viewers) {
        sizes_.remove(id);
        fanout_.remove(id);
        roles_.leave(id);
    }
    if (asked_clipboard_) answer_clipboard({});
    for (const auto& [id, viewer] : viewers) viewer->sink.detached(reason);
    waiters_.check();
}

void Session::dismiss()
{
    if (!ended_) detach_all("the session is gone");
    while (!viewers_.empty()) end_viewer(viewers_.begin()->first);
    waiters_.give_up(Error("session \"" + name() + "\" is gone", ErrorCode::ended));
}

void Session::viewer_resized(ViewerId id, Size size)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second->arrival.size = size;
    if (found->second->role != Role::controller || ended_) return;
    fanout_.follow_resize(id);
    sizes_.set(id, size);
    apply_size();
}

void Session::acknowledged(ViewerId id, std::uint64_t step)
{
    if (fanout_.acknowledged(id, step)) waiters_.check_shown();
}

void Session::drained(ViewerId id)
{
    fanout_.drained(id);
}

/// Gives the session the size that its controllers want.
void Session::apply_size()
{
    const std::optional<Size> wanted = sizes_.wanted();
    if (wanted && *wanted != terminal_.size()) (void)resize(*wanted);
}

Result<void> Session::resize(Size size)
{
    if (ended_) return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    if (!is_valid(size))
        return Error("a terminal has 1 to 1000 rows and columns, and at most 250000 cells", ErrorCode::invalid);
    if (size == terminal_.size()) return {};
    read_output(); // what was written before the change is of the old size
    if (ended_) return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    fanout_.before_resize(std::max(terminal_.size().rows, size.rows));
    terminal_.resize(size);
    fanout_.after_resize();
    const auto told =
        set_window_size(fd_.get(), static_cast<std::uint16_t>(size.rows), static_cast<std::uint16_t>(size.columns));
    queue_replies();
    changed();
    return told;
}

Result<void> Session::set_size_rule(SizeRule rule, std::optional<Size> size)
{
    if (size) {
        if (auto resized = resize(*size); !resized) return resized;
    } else if (ended_) {
        return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    }
    sizes_.set_rule(rule, size.value_or(terminal_.size()));
    if (!size) apply_size();
    return {};
}

// --- output ----------------------------------------------------------------------------------------------------------

void Session::watch_terminal()
{
    if (output_over_) return fd_watch_.set(Interest::none);
    fd_watch_.set(!input_.is_empty() ? Interest::both : Interest::read);
}

void Session::on_terminal(FdWatch::Ready ready)
{
    if (ready.write) write_input();
    if (ready.read) read_output(Reading::what_is_there);
}

void Session::read_output(Reading reading)
{
    bool any = false;
    for (int i = 0; i < READS_PER_TURN && !output_over_; ++i) {
        const std::span<char> space = log_.space(READ_BYTES);
        const ssize_t count = ::read(fd_.get(), space.data(), space.size());
        if (count > 0) {
            take_output(static_cast<std::size_t>(count));
            any = true;
            if (reading == Reading::what_is_there && static_cast<std::size_t>(count) < SHORT_READ) break;
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && errno == EAGAIN) {
            break;
        } else {
            end_of_output(); // EIO: nobody has the terminal open any more
        }
    }
    if (any) {
        last_output_ = loop_.now();
        active_ = std::time(nullptr);
        changed();
    }
    finish_if_over();
}

void Session::take_output(std::size_t count)
{
    log_.append(count, microseconds_now());
    terminal_.feed(log_.bytes(log_.end() - count, log_.end()));
    queue_replies();
    tell_events();
}

void Session::end_of_output()
{
    output_over_ = true;
    watch_terminal();
}

void Session::tell_events()
{
    for (TerminalEvent& event : terminal_.take_events()) {
        Happened what;
        Role least = Role::observer;
        if (std::holds_alternative<PromptEvent>(event)) continue;
        if (const auto* query = std::get_if<ClipboardQueryEvent>(&event)) {
            ask_for_clipboard(*query);
            continue;
        }
        if (auto* clipboard = std::get_if<ClipboardEvent>(&event)) {
            what = {Happened::Kind::clipboard, clipboard->selection, {std::move(clipboard->data)}};
            least = Role::controller;
        } else if (auto* notification = std::get_if<NotificationEvent>(&event)) {
            what = {Happened::Kind::notification, notification->title, {std::move(notification->body)}};
        }
        for (const auto& [id, viewer] : viewers_)
            if (viewer->role >= least) viewer->sink.happened(what);
    }
}

/// Asks one controller that allows it, or else answers that there is nothing; so too while another query waits.
void Session::ask_for_clipboard(const ClipboardQueryEvent& query)
{
    const auto lender = std::find_if(viewers_.begin(), viewers_.end(), [](const auto& v) {
        return v.second->lends_clipboard && v.second->role == Role::controller;
    });
    if (asked_clipboard_ || lender == viewers_.end()) return queue_input(clipboard_reply(query, {}));
    asked_clipboard_ = {query, lender->first};
    clipboard_timer_.start(CLIPBOARD_WITHIN);
    lender->second->sink.happened({Happened::Kind::clipboard_query, query.selection, {}});
}

void Session::answer_clipboard(std::string_view data)
{
    if (!asked_clipboard_) return;
    clipboard_timer_.stop();
    queue_input(clipboard_reply(asked_clipboard_->query, data));
    asked_clipboard_.reset();
}

void Session::changed()
{
    fanout_.changed();
    waiters_.check();
}

// --- input -----------------------------------------------------------------------------------------------------------

void Session::queue_input(std::string_view bytes)
{
    if (bytes.empty() || ended_ || output_over_) return;
    const bool was_empty = input_.is_empty();
    input_.add(bytes);
    if (was_empty) write_input();
}

/// What the terminal answers. A program that asks without end and does not read gets no more answers than fit.
void Session::queue_replies()
{
    const std::string replies = terminal_.take_replies();
    if (!is_input_full()) queue_input(replies);
}

void Session::write_input()
{
    const bool was_full = is_input_full();
    input_.write_to(fd_.get());
    watch_terminal();
    if (!was_full || is_input_full()) return;
    for (const auto& [id, viewer] : viewers_) viewer->sink.input_drained();
}

bool Session::is_input_full() const
{
    return input_.size() >= INPUT_FULL;
}

void Session::type(ViewerId id, std::string_view bytes)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end() || found->second->role != Role::controller) return;
    fanout_.urge(id);
    sizes_.typed(id);
    apply_size();
    last_used_ = loop_.now();
    queue_input(bytes);
}

/// The program is told where pasted text begins and ends, if it asked for that when it began. Pastes of several viewers
/// at a time are one to it, so that no text of any of them is ever outside.
void Session::paste(ViewerId id, std::string_view bytes, bool begin, bool end)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end() || found->second->role != Role::controller) return;
    if (begin && !found->second->is_pasting && terminal_.modes().bracketed_paste) {
        if (!is_any(&Viewer::is_pasting)) queue_input("\x1b[200~");
        found->second->is_pasting = true;
    }
    type(id, bytes);
    if (const auto still = viewers_.find(id); end && still != viewers_.end()) end_paste(*still->second);
}

void Session::end_paste(Viewer& viewer)
{
    if (!std::exchange(viewer.is_pasting, false)) return;
    if (!is_any(&Viewer::is_pasting)) queue_input("\x1b[201~");
}

bool Session::is_any(bool Viewer::*what) const
{
    return std::any_of(viewers_.begin(), viewers_.end(), [what](const auto& v) { return (*v.second).*what; });
}

void Session::mouse(ViewerId id, std::string_view report)
{
    if (terminal_.modes().mouse_tracking != MouseTracking::off) type(id, report);
}

void Session::focus(ViewerId id, bool focused)
{
    const auto found = viewers_.find(id);
    if (found != viewers_.end() && found->second->role == Role::controller) set_focus(*found->second, focused);
}

/// The program counts as focused while any controller's terminal is.
void Session::set_focus(Viewer& viewer, bool focused)
{
    const bool before = is_any(&Viewer::is_focused);
    viewer.is_focused = focused;
    const bool after = is_any(&Viewer::is_focused);
    if (after != before && terminal_.modes().focus_reports) queue_input(after ? "\x1b[I" : "\x1b[O");
}

void Session::lend_clipboard(ViewerId id)
{
    if (const auto found = viewers_.find(id); found != viewers_.end()) found->second->lends_clipboard = true;
}

/// What nobody asked for, or asked somebody else for, or too long ago, is not typed into the program.
void Session::clipboard(ViewerId id, std::string_view data)
{
    if (asked_clipboard_ && asked_clipboard_->viewer == id) answer_clipboard(data);
}

void Session::set_profile(const Profile& profile)
{
    TerminalProfile known;
    if (profile.foreground) known.foreground = known.cursor = *profile.foreground;
    if (profile.background) known.background = *profile.background;
    known.cell_width = profile.cell_width;
    known.cell_height = profile.cell_height;
    terminal_.set_profile(known);
}

Result<Sent> Session::send(const std::vector<SendPiece>& pieces)
{
    if (ended_ || output_over_) return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    std::string bytes;
    for (const SendPiece& piece : pieces) {
        if (piece.kind == SendPiece::Kind::text) {
            bytes += piece.data.data;
        } else if (piece.kind == SendPiece::Kind::paste) {
            bytes += terminal_.encode_paste(piece.data.data);
        } else {
            const auto key = parse_key(piece.data.data);
            if (!key) return key.error();
            bytes += terminal_.encode(*key);
        }
    }
    if (input_.size() + bytes.size() > INPUT_MOST)
        return Error("the program of session \"" + name() + "\" does not read its input");
    read_output(); // what it wrote before does not count as an answer
    if (ended_ || output_over_) return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    const Sent sent{log_.end()};
    waiters_.mark(sent.offset, terminal_.history().end());
    last_used_ = loop_.now();
    active_ = std::time(nullptr);
    queue_input(bytes);
    return sent;
}

WaitSubject Session::wait_subject() const
{
    return {name(), terminal_.screen(), terminal_.history(), log_.end(), last_output_, fanout_.is_shown(), ended_};
}

// --- the end ---------------------------------------------------------------------------------------------------------

Result<void> Session::signal(int number)
{
    if (ended_ || wait_status_) return Error("session \"" + name() + "\" has ended", ErrorCode::ended);
    signal_groups(number);
    return {};
}

void Session::end(std::function<void()> done)
{
    if (ended_) return done();
    on_end_.push_back(std::move(done));
    signal_groups(SIGHUP);
    signal_groups(SIGCONT);
    kill_timer_.start(KILL_GRACE);
}

void Session::signal_groups(int number)
{
    for (const pid_t group : groups_of_session(pid_)) keeper_.signal(id_, group, number);
}

void Session::exited(int status)
{
    wait_status_ = status;
    read_output();
    if (!ended_) drain_timer_.start(DRAIN);
}

/// The program is gone and so is its output, to the last byte.
void Session::finish_if_over()
{
    if (wait_status_ && output_over_) finish(false);
}

void Session::finish(bool incomplete)
{
    if (ended_) return;
    ended_ = exit_status(*wait_status_);
    ended_->incomplete = incomplete;
    output_over_ = true;
    watch_terminal();
    fd_.reset();
    drain_timer_.stop();
    kill_timer_.stop();
    keeper_.forget(id_);
    log_info("session {} ended, status {}, signal {}", id_, ended_->status, ended_->signal);
    linger_timer_.start(options_.linger);
    fanout_.finish();
    waiters_.check();
    for (auto& done : std::exchange(on_end_, {})) done();
}

void Session::end_viewer(ViewerId id)
{
    const auto viewer = std::move(viewers_.at(id));
    viewers_.erase(id);
    sizes_.remove(id);
    fanout_.remove(id);
    roles_.leave(id);
    apply_roles();
    viewer->sink.ended(*ended_);
    waiters_.check_shown();
}

Snapshotted Session::snapshot(std::uint64_t history) const
{
    const History& kept = terminal_.history();
    Snapshotted out;
    out.name = name();
    out.first = kept.first();
    out.lines = kept.end() - kept.first();
    Snapshot snapshot = terminal_.snapshot(SnapshotHistory::left_out);
    snapshot.history = kept.newest_lines(history);
    out.snapshot.data = serialise(snapshot);
    return out;
}

} // namespace cleat
