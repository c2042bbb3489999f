#include "server/peer/peer.h"

#include "common/event/work_clock.h"
#include "common/wire/codec.h"
#include "server/peer/log_allowance.h"
#include "server/pty/process_ancestry.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>

namespace cleat {

namespace {

/// A client that says nothing for so long is turned away.
constexpr std::chrono::seconds HELLO_WITHIN{10};
/// Answers queued for a peer that does not read them; it is let go beyond.
constexpr std::size_t MOST_QUEUED = 32U << 20;
/// Of what a peer has not taken, beyond which it gets no clipboard.
constexpr std::size_t MOST_BEFORE_CLIPBOARD = 2U << 20;
constexpr const char* CLIPBOARD_NOT_TAKEN = "a clipboard was dropped while this client was behind";
/// The longest snapshot for a guest, of which many may come.
constexpr std::size_t MOST_TO_GUEST = 512U << 10;
/// Bytes on their way to all connections of a guest's user; it is given no snapshot beyond.
constexpr std::size_t MOST_PENDING_FOR_GUEST = 2U << 20;
/// Rows of history that a guest is shown at most, at first and after output that was too fast to follow.
constexpr std::uint64_t MOST_ROWS_FOR_GUEST = 1'000;
/// Lines of history in a snapshot for a guest. Copying one takes some tens of nanoseconds.
constexpr std::uint64_t MOST_LINES_FOR_GUEST = 2'000;
/// What a guest is charged for each byte of a whole screen, which is made for it later.
constexpr std::chrono::nanoseconds COST_OF_A_BYTE{20};
/// For what an answer carries beside a snapshot.
constexpr std::size_t ROOM_BESIDE = 4'096;
/// Between the signals of an end.
constexpr std::uint64_t LONGEST_GRACE_MS = 24ULL * 3'600 * 1'000;
/// Waits of one peer that are not answered yet; another one is refused.
constexpr std::size_t MOST_WAITS = 64;
/// The same of one connection of a guest, and of all connections of its user.
constexpr std::size_t MOST_WAITS_OF_GUEST = 4;
constexpr std::size_t MOST_WAITS_OF_USER = 16;

/// Users whose coming and going waits for a peer that does not read.
constexpr std::size_t MOST_UNTOLD_GUESTS = 8;

/// What is shorter, or longer, is as long as that.
constexpr std::uint64_t SHORTEST_SILENCE_MS = 100;
constexpr std::uint64_t LONGEST_SILENCE_MS = std::uint64_t{24} * 3'600 * 1'000;
/// (uid_t)-1 is nobody's.
constexpr std::uint64_t NOBODYS_ID = std::numeric_limits<uid_t>::max();
/// What is longer is as long as that.
constexpr std::uint64_t LONGEST_SHARE_MS = std::uint64_t{10} * 365 * 24 * 3'600 * 1'000;

Size clamp_to_valid(int rows, int columns)
{
    Size size{std::clamp(rows, 1, MAX_SIDE), std::clamp(columns, 1, MAX_SIDE)};
    if (!is_valid(size)) size.rows = MAX_CELLS / size.columns;
    return size;
}

/// Guests are delivered one after the other, and one that takes no answers is let go.
Connection::Terms terms_for(bool is_guest, Turns& guests)
{
    if (!is_guest) return {.most_per_frame = MOST_BEFORE_HELLO};
    return {.most_per_frame = MOST_OF_GUESTS,
            .read_bytes = MOST_OF_GUESTS,
            .frames_per_turn = 1,
            .turns = &guests,
            .deaf = Connection::Terms::Deaf::is_dropped};
}

/// Bytes of input that count towards `Attached::input_window`.
std::size_t input_size(const ClientMessage& message)
{
    if (const auto* const input = std::get_if<Input>(&message)) return input->bytes.data.size();
    if (const auto* const paste = std::get_if<Paste>(&message)) return paste->bytes.data.size();
    if (const auto* const mouse = std::get_if<Mouse>(&message)) return mouse->bytes.data.size();
    return 0;
}

/// `session` is null where it is gone.
Result<void> share(Session* session, const Grants::Grant& grant)
{
    if (session == nullptr) return Error("the session is gone", ErrorCode::not_found);
    if (!session->grants().give(grant)) return Error("the session is shared with too many", ErrorCode::refused);
    return {};
}

} // namespace

Peer::Peer(Loop& loop, PeerHost& host, UniqueFd socket, PeerCredentials who, std::optional<Guest> guest)
    : loop_(loop),
      host_(host),
      who_(who),
      guest_(std::move(guest)),
      connection_(loop, std::move(socket), terms_for(guest_.has_value(), host.guest_turns()),
                  {.on_frame = [this](std::string_view body) { on_frame(body); },
                   .on_drained = [this] { on_drained(); },
                   .on_broken = [this](const Error& error) { turn_away(error); },
                   .on_closed = [this] { on_closed(); },
                   .on_part = [this](Clock::duration cost) { charge(cost); }}),
      hello_timer_(loop, [this] { turn_away(Error("no greeting in time", ErrorCode::timeout)); }),
      silence_timer_(loop, [this] { listen_for_silence(); })
{
    hello_timer_.start(HELLO_WITHIN);
    heed_budget();
}

Peer::~Peer()
{
    leave();
    for (const PendingWait& pending : waits_)
        if (Session* const session = host_.sessions().find(pending.session)) session->waiters().cancel(pending.wait);
}

// --- what arrives ----------------------------------------------------------------------------------------------------

/// What a guest asks for is charged to its user. Memory that is not to be had costs whoever asked for it.
void Peer::on_frame(std::string_view body)
{
    const auto began = WorkClock::now();
    is_exempt_ = false;
    try {
        serve(body);
    } catch (const std::bad_alloc&) {
        host_.log_peer(who_.user, "let go of a peer for which there is not enough memory, " + process());
        give_up();
    }
    if (guest_ && !is_exempt_) charge(WorkClock::now() - began);
}

void Peer::charge(Clock::duration cost)
{
    host_.guest_budget().charge(who_.user, cost, loop_.now());
    if (host_.guest_budget().is_resting(who_.user)) host_.rest(who_.user);
}

std::optional<Clock::time_point> Peer::rests_until() const
{
    return host_.guest_budget().is_resting(who_.user) ? host_.guest_budget().next_end() : std::nullopt;
}

void Peer::heed_budget()
{
    if (!guest_) return;
    if (host_.guest_budget().is_resting(who_.user)) connection_.pause(true);
    else go_on_reading();
}

void Peer::serve(std::string_view body)
{
    if (turned_away_ || is_retired_) return;
    const auto envelope = decode_client_message(body);
    if (!envelope) return turn_away(envelope.error());
    if (!role_ && !std::holds_alternative<Hello>(envelope->message))
        return turn_away(Error("the first message must be a greeting", ErrorCode::invalid));
    if (role_)
        if (const auto allowed = check_may(envelope->message); !allowed)
            return refuse(envelope->message, allowed.error(), envelope->serial);
    std::visit([this, serial = envelope->serial](const auto& message) { handle(message, serial); }, envelope->message);
}

/// Input that is refused is done with: the peer counts what it has sent.
void Peer::refuse(const ClientMessage& message, const Error& why, Serial serial)
{
    if (Session* const session = watched()) session->refuse_input(viewer_, input_size(message));
    fail(why, serial);
}

/// The one place where it is decided what a peer may.
Result<void> Peer::check_may(const ClientMessage& message)
{
    const Permission permission = permission_of(message);
    if (!may(permission))
        return Error(guest_ ? "a guest may only look on" : "an observer may not do that", ErrorCode::refused);
    if (permission != Permission::steer) return {};
    const auto session = host_.sessions().find(session_named_in(message));
    if (!session) return {}; // who answers it says so
    return (*session)->check_free_for(session_ == (*session)->id() ? viewer_ : 0);
}

/// One who watches a session is what it is there at this moment.
bool Peer::may(Permission permission)
{
    if (permission == Permission::visit) return true;
    if (guest_) return false;
    if (permission == Permission::look) return true;
    if (*role_ != Role::controller) return false;
    const Session* const session = permission != Permission::claim ? watched() : nullptr;
    return session == nullptr || session->role(viewer_) == Role::controller;
}

void Peer::on_drained()
{
    if (guest_) go_on_reading();
    tell_news();
    if (Session* const session = watched()) session->drained(viewer_);
}

/// A link can be dead without a sign of it. One who may not send now is not expected to.
void Peer::listen_for_silence()
{
    if (turned_away_ || is_retired_) return;
    const auto over = connection_.last_heard() + silence_;
    const auto left = connection_.is_paused() ? Clock::duration(silence_) : over - loop_.now();
    if (left > Clock::duration(0)) return silence_timer_.start(std::chrono::ceil<std::chrono::microseconds>(left));
    host_.log_peer(who_.user, "let go of a peer that says nothing any more, " + process());
    give_up();
}

/// For the log.
std::string Peer::process() const
{
    return "process " + std::to_string(who_.pid) + " of user " + std::to_string(who_.user);
}

/// Without a word.
void Peer::give_up()
{
    if (is_retired_) return;
    is_retired_ = true;
    leave();
    host_.retire(*this);
}

void Peer::on_closed()
{
    give_up();
}

/// Says why, once, and closes.
void Peer::turn_away(const Error& why, Serial serial)
{
    if (turned_away_) return;
    turned_away_ = true;
    host_.log_peer(who_.user, "turned away a peer, " + process() + ": " + for_log(why.message()));
    leave();
    fail(why, serial);
    connection_.finish();
    // What it sends from now on is read and dropped until it closes; one that does not close is let go of.
    hello_timer_.stop();
    loop_.defer([this, self = weak_from_this()] {
        if (const auto alive = self.lock()) host_.retire(*this);
    });
}

// --- what is answered ------------------------------------------------------------------------------------------------

void Peer::answer(const ServerMessage& message, Serial serial)
{
    if (connection_.pending() > MOST_QUEUED) {
        host_.log_peer(who_.user, "let go of a peer that does not read, " + process());
        return give_up();
    }
    std::string frame = encode(message, serial);
    if (frame.size() > MOST_TO_CLIENT) return fail(Error("the answer is too long"), serial);
    connection_.send(std::move(frame));
    // A guest is not read from before it has taken what it asked for.
    if (guest_ && connection_.pending() > 0) connection_.pause(true);
}

void Peer::answer(const Result<void>& result, Serial serial)
{
    if (result) answer(Done(), serial);
    else fail(result.error(), serial);
}

void Peer::fail(const Error& error, Serial serial, int exit_status)
{
    answer(Failed{static_cast<int>(error.code()), error.message(), exit_status}, serial);
}

Session* Peer::find(const std::string& name, Serial serial)
{
    const auto session = host_.sessions().find(name, guest());
    if (session) return *session;
    fail(session.error(), serial);
    return nullptr;
}

Session* Peer::watched()
{
    return session_ ? host_.sessions().find(*session_) : nullptr;
}

void Peer::drop_unshared()
{
    if (!guest_ || turned_away_ || is_retired_) return;
    const Error over("the session is no longer shared with you", ErrorCode::not_found);
    const Session* const session = watched();
    if (session != nullptr && !session->is_shared_with(*guest_)) {
        leave();
        answer(Detached{over.message()}, 0);
    }
    for (const PendingWait& pending : std::set(waits_)) {
        Session* const waited = host_.sessions().find(pending.session);
        if (waited == nullptr || waited->is_shared_with(*guest_)) continue;
        waited->waiters().cancel(pending.wait);
        waits_.erase(pending);
        fail(over, pending.serial);
    }
    if (has_said_hello() && host_.sessions().list(guest()).empty())
        turn_away(Error("no session is shared with you any more", ErrorCode::refused));
}

void Peer::leave()
{
    if (Session* const session = watched()) session->detach(viewer_);
    session_.reset();
}

// --- what a session shows --------------------------------------------------------------------------------------------

bool Peer::is_ready() const
{
    return connection_.is_open() && connection_.pending() == 0;
}

void Peer::show(std::shared_ptr<const std::string> frame)
{
    if (std::exchange(is_first_step_due_, false)) charge(frame->size() * COST_OF_A_BYTE);
    connection_.send(std::move(frame));
}

void Peer::happened(const Happened& what)
{
    const bool is_clipboard = what.kind == Happened::Kind::clipboard;
    if (is_ready() || (is_clipboard && connection_.pending() < MOST_BEFORE_CLIPBOARD)) return answer(what, 0);
    // Not worth keeping for one who does not read; but a clipboard, or a warning, is missed.
    if (is_clipboard) untold_warning_ = Happened{Happened::Kind::notification, {}, {CLIPBOARD_NOT_TAKEN}, true};
    if (what.is_warning) untold_warning_ = what;
}

void Peer::ended(const ExitStatus& how)
{
    session_.reset();
    go_on_reading();
    answer(Ended{how}, 0);
}

void Peer::detached(const std::string& reason)
{
    session_.reset();
    go_on_reading();
    answer(Detached{reason}, 0);
}

void Peer::role_changed(Role role, ViewerId holder)
{
    untold_role_ = RoleChanged{role, holder};
    tell_news();
}

void Peer::recording_changed(const RecordingChanged& news)
{
    untold_recording_ = news;
    tell_news();
}

/// Of more users than a client can show the news of, the first are told.
void Peer::guest_news(const GuestNews& news)
{
    if (guest_ || (untold_guests_.size() >= MOST_UNTOLD_GUESTS && !untold_guests_.contains(news.user))) return;
    untold_guests_[news.user] = news;
    tell_news();
}

void Peer::tell_news()
{
    if (!is_ready()) return;
    for (const auto& [user, untold] : std::exchange(untold_guests_, {})) answer(untold, 0);
    tell_input_closed();
    if (const auto untold = std::exchange(untold_role_, std::nullopt)) answer(*untold, 0);
    if (const auto untold = std::exchange(untold_warning_, std::nullopt)) answer(*untold, 0);
    if (guest_) untold_recording_.reset(); // whose business is the owner's
    if (const auto untold = std::exchange(untold_recording_, std::nullopt)) answer(*untold, 0);
}

void Peer::tell_input_closed()
{
    if (std::exchange(is_untold_input_closed_, false)) answer(InputClosed(), 0); // who goes on sending is told again
}

void Peer::control_asked(ViewerId by)
{
    if (is_ready()) answer(ControlAsked{by}, 0); // who is not heard can ask again
}

void Peer::input_closed()
{
    connection_.pause(false);
    is_untold_input_closed_ = true;
    tell_news();
}

void Peer::input_drained()
{
    go_on_reading();
}

/// One for each quarter of a window that the peer has sent. One that does not read them has to stop sending.
void Peer::input_taken(std::uint64_t bytes)
{
    if (connection_.pending() <= MOST_QUEUED) answer(InputTaken{bytes}, 0);
}

/// But not from a guest that has an answer to take, or whose user has to rest.
void Peer::go_on_reading()
{
    if (guest_ && (connection_.pending() > 0 || host_.guest_budget().is_resting(who_.user))) return;
    connection_.pause(false);
}

/// Stops reading from a peer whose input the program does not take. `input_drained` goes on.
void Peer::heed_input(const Session& session)
{
    if (session.is_input_full(viewer_)) connection_.pause(true);
}

// --- one for each message --------------------------------------------------------------------------------------------

void Peer::handle(const Hello& m, Serial serial)
{
    if (role_) return fail(Error("greeted already", ErrorCode::invalid), serial);
    if (m.newest < PROTOCOL_OLDEST || m.oldest > PROTOCOL_NEWEST)
        return turn_away(Error("this server (" CLEAT_VERSION ") speaks protocol " + std::to_string(PROTOCOL_OLDEST) +
                                   " to " + std::to_string(PROTOCOL_NEWEST) + ", the client (" + m.version + ") " +
                                   std::to_string(m.oldest) + " to " + std::to_string(m.newest),
                               ErrorCode::unsupported),
                         serial);
    if (guest_ && host_.sessions().list(guest()).empty())
        return turn_away(Error("no session is shared with you", ErrorCode::refused), serial);
    hello_timer_.stop();
    role_ = guest_ ? Role::observer : m.role;
    terminal_ = m.terminal;
    silence_ = std::chrono::milliseconds(std::clamp(m.silence_ms, SHORTEST_SILENCE_MS, LONGEST_SILENCE_MS));
    if (m.silence_ms == 0) silence_ = {};
    if (silence_.count() > 0) listen_for_silence();
    if (!guest_) connection_.allow(MOST_TO_SERVER);
    answer(Welcome{std::min(m.newest, PROTOCOL_NEWEST), CLEAT_VERSION, *role_}, serial);
}

void Peer::handle(const New& m, Serial serial)
{
    if (m.follow && session_) return fail(Error("attached already", ErrorCode::invalid), serial);
    const bool follows = m.follow && m.kind == SessionKind::pipes;
    host_.sessions().make(m, [self = weak_from_this(), serial, follows](const tl::expected<Session*, NotMade>& result) {
        if (const auto peer = self.lock()) peer->made(result, follows, serial);
    });
}

void Peer::made(const tl::expected<Session*, NotMade>& made, bool follows, Serial serial)
{
    if (!made) return fail(made.error().error, serial, made.error().exit_status);
    answer(Created{(*made)->id(), (*made)->name()}, serial);
    if (!follows || session_ || !connection_.is_open()) return;
    Follow wish;
    wish.role = Role::controller;
    wish.since = 0;
    follow(**made, wish, 0);
}

void Peer::handle(const Attach& m, Serial serial)
{
    if (session_) return fail(Error("attached already", ErrorCode::invalid), serial);
    if (m.rows < 1 || m.columns < 1)
        return fail(
            Error("a terminal of " + std::to_string(m.columns) + "x" + std::to_string(m.rows), ErrorCode::invalid),
            serial);
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    auto around = surroundings(m);
    if (!around) return fail(around.error(), serial);
    auto shown_in = check_shows_not_itself(*session, std::move(*around));
    if (!shown_in) return fail(shown_in.error(), serial);
    if (m.inside != 0 && !m.nested)
        return fail(Error("inside a session already; --nested attaches all the same", ErrorCode::refused), serial);
    Arrival arrival = this->arrival(m.role, m.claim);
    arrival.shown_in = std::move(*shown_in);
    arrival.size = clamp_to_valid(m.rows, m.columns);
    arrival.wish = {m.history, m.catch_up};
    if (guest_) arrival.wish = {std::min(m.history, MOST_ROWS_FOR_GUEST), std::min(m.catch_up, MOST_ROWS_FOR_GUEST)};
    if (who_.user == ::geteuid())
        arrival.followed = followed_values(m.followed); // another user's are no place for ours
    const auto viewer = session->attach(*this, arrival);
    if (!viewer) return fail(viewer.error(), serial);
    role_ = arrival.most;
    session_ = session->id();
    viewer_ = *viewer;
    host_.sessions().watch_links_of(*session);
    untold_guests_.clear(); // of another session
    is_first_step_due_ = guest_.has_value();
    answer(Attached{session->id(), session->name(), session->role(viewer_), viewer_, session->holder(),
                    Session::INPUT_WINDOW},
           serial);
    if (m.clipboard) session->lend_clipboard(viewer_);
}

/// What the client says, and what can be seen of its process. The number of a session counts of a client that does not
/// know tokens, for it may be that of another server's.
Result<Peer::Surroundings> Peer::surroundings(const Attach& m) const
{
    if (!are_tokens(m.shown_in)) return Error("too many sessions show the client", ErrorCode::invalid);
    Surroundings out = told(m.shown_in);
    const Session* const inside = host_.sessions().find(static_cast<SessionId>(m.inside));
    if (m.shown_in.empty() && inside != nullptr) out.nearest.insert(inside->token());
    for (const Session* const around : host_.sessions().around(who_.pid)) out.nearest.insert(around->token());
    return out;
}

/// What is read once is not shown, nor what goes elsewhere than a session's program writes.
Result<Peer::Surroundings> Peer::surroundings(const Follow& m) const
{
    if (!are_tokens(m.shown_in)) return Error("too many sessions show the client", ErrorCode::invalid);
    if (!m.goes_on) return Surroundings();
    Surroundings out = told(m.shown_in);
    for (const Session* const around : host_.sessions().around(who_.pid))
        if (writes_where(who_.pid, around->pid())) out.nearest.insert(around->token());
    return out;
}

/// The first is the session that the client is in, the others show it. Of one of this server's sessions it is known
/// here what shows it, at any time.
Peer::Surroundings Peer::told(const std::vector<std::string>& shown_in) const
{
    if (shown_in.empty()) return {};
    Surroundings out;
    out.nearest.insert(shown_in.front());
    if (host_.sessions().with_token(shown_in.front()) == nullptr)
        out.farther.insert(shown_in.begin() + 1, shown_in.end());
    return out;
}

/// Along any chain, whoever is a viewer or an observer of whom.
Result<SessionTokens> Peer::check_shows_not_itself(const Session& session, Surroundings around) const
{
    const auto quoted = '"' + session.name() + '"';
    if (around.nearest.contains(session.token()))
        return Error("this is session " + quoted + " itself", ErrorCode::refused);
    around.nearest.merge(around.farther);
    if (host_.sessions().shown_in_the_end(around.nearest).contains(session.token()))
        return Error("session " + quoted + " shows the one that this runs in, and would show itself",
                     ErrorCode::refused);
    // What a guest says may cost it something, and others nothing.
    if (guest_)
        std::erase_if(around.nearest,
                      [this](const std::string& token) { return host_.sessions().with_token(token) != nullptr; });
    return std::move(around.nearest);
}

/// This peer as one who comes to a session.
Arrival Peer::arrival(Role most, Claim claim) const
{
    Arrival out;
    out.most = std::min(*role_, most);
    out.claim = claim;
    out.size = {0, 0};
    out.terminal = terminal_;
    out.pid = who_.pid;
    out.user = who_.user;
    out.is_guest = guest_.has_value();
    return out;
}

void Peer::handle(const Follow& m, Serial serial)
{
    if (session_) return fail(Error("attached already", ErrorCode::invalid), serial);
    if (Session* const session = find(m.session, serial)) follow(*session, m, serial);
}

void Peer::follow(Session& session, const Follow& wish, Serial serial)
{
    Arrival comes = arrival(wish.role, wish.claim);
    auto around = surroundings(wish);
    if (!around) return fail(around.error(), serial);
    auto shown_in = check_shows_not_itself(session, std::move(*around));
    if (!shown_in) return fail(shown_in.error(), serial);
    comes.shown_in = std::move(*shown_in);
    const auto following = session.follow(*this, comes, wish);
    if (!following) return fail(following.error(), serial);
    role_ = comes.most;
    session_ = session.id();
    viewer_ = following->client;
    answer(*following, serial);
}

void Peer::handle(const CloseInput& m, Serial serial)
{
    if (Session* const session = find(m.session, serial)) answer(session->close_input(), serial);
}

void Peer::handle(const Forget& m, Serial serial)
{
    if (const Session* const session = find(m.session, serial)) answer(host_.sessions().forget(*session), serial);
}

void Peer::handle(const Signal& m, Serial serial)
{
    if (Session* const session = find(m.session, serial)) answer(session->signal_foreground(m.signal), serial);
}

void Peer::handle(const Detach&, Serial serial)
{
    if (!session_) return fail(Error("not attached", ErrorCode::invalid), serial);
    tell_input_closed(); // or it would seem that all was taken
    leave();
    answer(Detached{}, serial);
}

void Peer::handle(const DetachAll& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    if (m.client != 0) return answer(session->detach_client(m.client, "by request"), serial);
    if (m.others) session->detach_others("by request");
    else session->detach_all("by request");
    answer(Done(), serial);
}

void Peer::handle(const Input& m, Serial)
{
    Session* const session = watched();
    if (session == nullptr) return;
    session->type(viewer_, m.bytes.data);
    heed_input(*session);
}

void Peer::handle(const Paste& m, Serial)
{
    Session* const session = watched();
    if (session == nullptr) return;
    session->paste(viewer_, m.bytes.data, {.begin = m.begin, .end = m.end});
    heed_input(*session);
}

void Peer::handle(const Mouse& m, Serial)
{
    Session* const session = watched();
    if (session == nullptr) return;
    session->mouse(viewer_, m.bytes.data);
    heed_input(*session);
}

void Peer::handle(const Clipboard& m, Serial)
{
    if (Session* const session = watched()) session->clipboard(viewer_, m.bytes.data);
}

void Peer::handle(const Focus& m, Serial)
{
    if (Session* const session = watched()) session->focus(viewer_, m.focused);
}

void Peer::handle(const Profile& m, Serial)
{
    if (Session* const session = watched()) session->set_profile(m);
}

void Peer::handle(const Resize& m, Serial)
{
    Session* const session = watched();
    if (session != nullptr && m.rows >= 1 && m.columns >= 1)
        session->viewer_resized(viewer_, clamp_to_valid(m.rows, m.columns));
}

void Peer::handle(const Acknowledge& m, Serial)
{
    Session* const session = watched();
    if (session == nullptr || !session->acknowledged(viewer_, m.step)) return;
    is_exempt_ = true; // it comes once for each step that the peer was shown
}

void Peer::handle(const List&, Serial serial)
{
    answer(Sessions{host_.sessions().list(guest())}, serial);
}

void Peer::handle(const Rename& m, Serial serial)
{
    if (Session* const session = find(m.session, serial)) answer(host_.sessions().rename(*session, m.name), serial);
}

void Peer::handle(const Kill& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    if (m.signal < 0 || m.signal >= NSIG)
        return fail(Error("no signal " + std::to_string(m.signal), ErrorCode::invalid), serial);
    if (m.signal != 0) return answer(session->signal(m.signal), serial);
    if (session->ended()) return fail(Error("session \"" + session->name() + "\" has ended", ErrorCode::ended), serial);
    const auto grace = std::chrono::milliseconds(std::min(m.grace_ms, LONGEST_GRACE_MS));
    session->end(grace, [self = weak_from_this(), serial] {
        if (const auto peer = self.lock()) peer->answer(Done(), serial);
    });
}

void Peer::handle(const SetSize& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    const bool keeps_size = m.rule && m.rows == 0 && m.columns == 0;
    const Size size{m.rows, m.columns};
    if (m.rule) answer(session->set_size_rule(*m.rule, keeps_size ? std::nullopt : std::optional(size)), serial);
    else if (session->size_rule() == SizeRule::fixed) answer(session->set_size_rule(SizeRule::fixed, size), serial);
    else answer(session->resize(size), serial);
}

void Peer::handle(const TakeSnapshot& m, Serial serial)
{
    const Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    if (guest_ && host_.pending_for(who_.user) > MOST_PENDING_FOR_GUEST)
        return fail(Error("too much is on its way to you already", ErrorCode::refused), serial);
    // As much of the history as one answer can carry.
    std::uint64_t history = guest_ ? std::min(m.history, MOST_LINES_FOR_GUEST) : m.history;
    const std::size_t most = (guest_ ? MOST_TO_GUEST : MOST_TO_CLIENT) - ROOM_BESIDE;
    std::size_t room = most;
    Result<Snapshotted> taken = session->snapshot(history, room);
    while (taken && taken->snapshot.data.size() > most && history > 0) {
        const std::size_t excess = taken->snapshot.data.size() - most;
        if (excess >= room) history = 0;
        room -= std::min(room, excess);
        taken = session->snapshot(history, room);
    }
    if (taken) answer(*taken, serial);
    else fail(taken.error(), serial);
}

void Peer::handle(const Send& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    const auto sent = session->send(m.pieces);
    if (sent) answer(*sent, serial);
    else fail(sent.error(), serial);
}

void Peer::handle(const Wait& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    if (waits_.size() >= (guest_ ? MOST_WAITS_OF_GUEST : MOST_WAITS) ||
        (guest_ && host_.waits_of(who_.user) >= MOST_WAITS_OF_USER))
        return fail(Error("too many waits at once"), serial);
    const auto pending = std::make_shared<PendingWait>(PendingWait{session->id(), 0, serial});
    pending->wait = session->waiters().add(
        m,
        [self = weak_from_this(), serial, pending](Result<Waited> result) {
            const auto peer = self.lock();
            if (!peer) return;
            peer->waits_.erase(*pending);
            if (result) peer->answer(*result, serial);
            else peer->fail(result.error(), serial);
        },
        guest_ ? this : nullptr);
    if (pending->wait != 0) waits_.insert(*pending);
}

void Peer::handle(const AskStatus&, Serial serial)
{
    answer(host_.status(), serial);
}

void Peer::handle(const Stop&, Serial serial)
{
    answer(Done(), serial);
    host_.stop();
}

void Peer::handle(const TakeControl&, Serial serial)
{
    Session* const session = watched();
    if (session == nullptr) return fail(Error("not attached", ErrorCode::invalid), serial);
    answer(session->take_control(viewer_), serial);
}

void Peer::handle(const AskControl&, Serial serial)
{
    Session* const session = watched();
    if (session == nullptr) return fail(Error("not attached", ErrorCode::invalid), serial);
    answer(session->ask_control(viewer_), serial);
}

void Peer::handle(const GrantControl& m, Serial serial)
{
    Session* const session = watched();
    if (session == nullptr) return fail(Error("not attached", ErrorCode::invalid), serial);
    answer(session->grant_control(viewer_, m.client), serial);
}

void Peer::handle(const ListClients& m, Serial serial)
{
    if (const Session* const session = find(m.session, serial)) answer(Clients{session->clients()}, serial);
}

void Peer::handle(const Share& m, Serial serial)
{
    const Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    if (m.id >= NOBODYS_ID) return fail(Error("no user or group has that number", ErrorCode::invalid), serial);
    Grants::Grant grant{m.audience, m.audience == Audience::everyone ? 0 : static_cast<std::uint32_t>(m.id), {}};
    if (m.for_ms) grant.until = BootClock::now() + std::chrono::milliseconds(std::min(*m.for_ms, LONGEST_SHARE_MS));
    host_.open_to_guests(
        [self = weak_from_this(), &host = host_, id = session->id(), grant, serial](const Result<void>& open) {
            const Result<void> given = open ? share(host.sessions().find(id), grant) : open;
            host.shares_changed();
            if (const auto peer = self.lock()) peer->answer(given, serial);
        });
}

void Peer::handle(const Unshare& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    const auto id = m.audience == Audience::everyone ? 0 : static_cast<std::uint32_t>(std::min(m.id, NOBODYS_ID));
    if (m.audience ? !session->grants().take_back(*m.audience, id) : session->grants().all().empty())
        return fail(Error("session \"" + session->name() + "\" is not shared so", ErrorCode::not_found), serial);
    if (!m.audience) session->grants().take_back_all();
    host_.shares_changed();
    answer(Done(), serial);
}

void Peer::handle(const ListShares& m, Serial serial)
{
    const Session* const session = m.session ? find(*m.session, serial) : nullptr;
    if (m.session && session == nullptr) return;
    answer(Shares{host_.sessions().shares(session)}, serial);
}

void Peer::handle(const Ping&, Serial serial)
{
    answer(Pong(), serial);
}

void Peer::handle(const AskEnvironment& m, Serial serial)
{
    if (const Session* const session = find(m.session, serial)) answer(Environment{session->environment()}, serial);
}

void Peer::handle(const AskShownIn& m, Serial serial)
{
    ShownIn out;
    if (host_.sessions().with_token(m.token) != nullptr) out.tokens.push_back(m.token);
    if (!out.tokens.empty())
        for (const std::string& token : host_.sessions().shown_in_the_end({m.token}))
            if (token != m.token && out.tokens.size() < MOST_TOKENS) out.tokens.push_back(token);
    answer(out, serial);
}

void Peer::handle(const StartRecording& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    host_.sessions().record(*session, m.wish,
                            [self = weak_from_this(), id = session->id(), serial](const Result<void>& begun) {
                                if (const auto peer = self.lock()) peer->answer_recording(begun, id, serial);
                            });
}

void Peer::handle(const StopRecording& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    Recording* const recording = session->recording();
    if (recording == nullptr || recording->is_over())
        return fail(Error("session \"" + session->name() + "\" is not being recorded", ErrorCode::not_found), serial);
    recording->finish([self = weak_from_this(), id = session->id(), serial](const Result<void>& written) {
        if (const auto peer = self.lock()) peer->answer_recording(written, id, serial);
    });
}

void Peer::answer_recording(const Result<void>& result, SessionId id, Serial serial)
{
    const Session* const session = host_.sessions().find(id);
    if (!result) fail(result.error(), serial);
    else answer(Recordings{host_.sessions().recordings(session)}, serial);
}

void Peer::handle(const MarkRecording& m, Serial serial)
{
    Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    Recording* const recording = session->recording();
    if (recording == nullptr || recording->is_over())
        return fail(Error("session \"" + session->name() + "\" is not being recorded", ErrorCode::not_found), serial);
    answer(recording->mark(m.label), serial);
}

void Peer::handle(const ListRecordings& m, Serial serial)
{
    const Session* const session = m.session ? find(*m.session, serial) : nullptr;
    if (m.session && session == nullptr) return;
    answer(Recordings{host_.sessions().recordings(session)}, serial);
}

void Peer::handle(const TakePast& m, Serial serial)
{
    const Session* const session = find(m.session, serial);
    if (session == nullptr) return;
    const auto past = session->past();
    if (past) answer(*past, serial);
    else fail(past.error(), serial);
}

void Peer::handle(const Unknown& m, Serial serial)
{
    fail(Error("this server (" CLEAT_VERSION ") knows no message " + std::to_string(m.tag), ErrorCode::unsupported),
         serial);
}

} // namespace cleat
