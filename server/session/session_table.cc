#include "server/session/session_table.h"

#include "common/base/log.h"
#include "common/base/numbers.h"
#include "common/base/passed_variables.h"
#include "common/base/paths.h"
#include "common/base/write_target.h"
#include "server/accounts/user_account.h"
#include "server/keeper/session_directory.h"
#include "server/pty/process_ancestry.h"
#include "server/recording/recording_wish.h"
#include "server/session/environment.h"
#include "server/session/session_name.h"
#include "server/session/session_news.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <string_view>

namespace cleat {

namespace {

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value)
{
    std::erase_if(environment, [&name](const std::string& one) { return one.starts_with(name + '='); });
    environment.push_back(variable(name, value));
}

/// New memory with the facts of a session that begins.
Result<SessionMemory> memory_for(const SessionFacts& facts, UniqueFd memfd)
{
    auto memory = SessionMemory::map(std::move(memfd));
    if (memory && !memory->save_facts(to_bytes(facts)))
        return Error("there is no memory for the session's facts", ErrorCode::refused);
    return memory;
}

} // namespace

void SessionTable::make(const New& request, OnMade done)
{
    if (const auto good = check_new(request); !good) return done(tl::unexpected(NotMade{good.error()}));
    if (request.user.empty()) return make_as(std::nullopt, request, done);
    accounts_.ask(request.user, [this, request, done = std::move(done)](Result<UserAccount> found) {
        if (!found) return done(tl::unexpected(NotMade{found.error()}));
        auto user = account_for(std::move(*found), ::geteuid());
        if (!user) return done(tl::unexpected(NotMade{user.error()}));
        make_as(std::move(*user), request, done);
    });
}

/// `user` is whose program it is to be, where that is not the server's.
void SessionTable::make_as(std::optional<UserAccount> user, const New& request, const OnMade& done)
{
    if (sessions_.size() + making_.size() >= MOST_LISTED)
        return done(tl::unexpected(NotMade{Error("there are too many sessions", ErrorCode::refused)}));
    const auto standing = standing_of(request, std::move(user));
    if (!standing) return done(tl::unexpected(NotMade{standing.error()}));
    const std::string name = request.name.empty() ? free_name() : request.name;
    if (const auto good = check_name(name); !good) return done(tl::unexpected(NotMade{good.error()}));

    const SessionId id = next_id_++;
    SessionFacts facts;
    facts.id = id;
    facts.name = name;
    std::vector<std::string> given;
    // Nobody else may enter the directory of the links.
    const FollowedValues followed = standing->user ? FollowedValues() : followed_values(request.followed);
    std::unique_ptr<Pointers> links;
    if (!followed.empty()) {
        facts.runtime_directory = runtime_directory_;
        facts.links_directory = session_directory(runtime_directory_, id);
        links = std::make_unique<Pointers>(facts.runtime_directory, facts.links_directory);
        links->update(followed);
        for (const auto& [key, value] : links->told(followed)) given.push_back(variable(key, value));
        for (const auto& [key, value] : followed) facts.variables.push_back(variable(key, value));
    }
    given.insert(given.end(), request.environment.begin(), request.environment.end());
    facts.token = unguessable_text();
    auto environment = session_environment(own_environment(), given, id, name, standing->user);
    set_variable(environment, "CLEAT_SESSION_TOKEN", facts.token + ':' + runtime_directory_);
    SpawnRequest spawn = spawn_request(request, std::move(environment));
    spawn.restrictions = standing->restrictions();
    facts.lifetime.policy = lifetime_of(request);
    facts.command = request.command.empty() ? spawn.argv : request.command;
    facts.directory = spawn.directory;
    facts.kind = request.kind;
    facts.size = facts.fixed_size = {request.rows, request.columns};
    facts.linger = std::chrono::milliseconds(request.linger_ms);
    facts.readback = readback_;
    facts.size_rule = request.size_rule;
    facts.history_lines = request.history_lines;
    facts.terminal_type = value_of(spawn.environment, "TERM");
    spawn.is_gated = request.record.has_value();
    making_.emplace(id, Making{name, spawn.directory, spawn.argv.front(), std::move(facts), std::move(links), done,
                               request.record, nullptr});
    if (main_ == 0 && !main_name_.empty() && name == main_name_) {
        main_ = id;
        keeper_.set_main(id);
    }
    if (const auto asked = keeper_.spawn(id, spawn); !asked) fail_to_make(id, NotMade{asked.error()});
}

void SessionTable::expect_main(std::string name, std::function<void(Session&)> made)
{
    main_name_ = std::move(name);
    on_main_ = std::move(made);
}

void SessionTable::spawned(SessionId id, Spawned program)
{
    const auto found = making_.find(id);
    if (found == making_.end()) return;
    Making& making = found->second;
    making.facts.pid = program.pid;
    making.facts.created = std::time(nullptr);
    making.facts.lifetime.born = loop_.now();
    making.facts.lifetime.deserted = loop_.now();
    auto memory = memory_for(making.facts, std::move(program.memory));
    if (!memory) {
        log_error("session {}: {}", id, memory.error().message());
        keeper_.forget(id);
        return fail_to_make(id, NotMade{memory.error()});
    }
    making.session = std::make_unique<Session>(loop_, keeper_, processes_, std::move(*memory), std::move(program.ends),
                                               handlers_of(id));
    if (making.record) return record_before_start(id);
    Making made = std::move(making);
    making_.erase(found);
    add(id, std::move(made));
}

Result<Session*> SessionTable::resume(Spawned program)
{
    auto memory = SessionMemory::map(std::move(program.memory));
    if (!memory) return memory.error();
    const auto facts = parse_facts(memory->facts().value_or(std::string_view()));
    if (!facts) return facts.error();
    const SessionId id = facts->id;
    if (any(id) != nullptr) return Error("session " + std::to_string(id) + " is here", ErrorCode::exists);
    auto session = std::make_unique<Session>(loop_, keeper_, processes_, std::move(*memory), std::move(program.ends),
                                             handlers_of(id));
    log_info("session {} is resumed, process {}", id, session->pid());
    next_id_ = std::max(next_id_, id + 1);
    if (facts->recording) next_recorder_ = std::max(next_recorder_, facts->recording->recorder + 1);
    Session& here = *sessions_.emplace(id, std::move(session)).first->second;
    watch_links_of(here);
    changed(id);
    return &here;
}

Session::Handlers SessionTable::handlers_of(SessionId id)
{
    return {.on_gone = [this, id] { retire(id); }, .on_changed = [this, id] { changed(id); }};
}

void SessionTable::changed(SessionId id)
{
    if (on_changed_) on_changed_(id);
}

/// Its program waits: it is let run when the recording is there, and never where that cannot be.
void SessionTable::record_before_start(SessionId id)
{
    const auto refuse = [this, id](const Error& why) {
        if (!making_.contains(id)) return;
        keeper_.forget(id);
        fail_to_make(id, NotMade{why.with("recording")});
    };
    const Making& making = making_.at(id);
    const auto recording = begin_recording(*making.session, *making.record, {.has_options = false});
    if (!recording) return refuse(recording.error());
    (*recording)->when_begun([this, id, refuse](const Result<void>& begun) {
        const Session* const session = any(id);
        const auto now = session != nullptr ? session->recording().info() : std::nullopt;
        if (!begun) refuse(begun.error());
        else if (now && now->state == RecordingState::paused) refuse(Error(now->why)); // there is no room for its start
        else keeper_.release(id);
    });
}

void SessionTable::released(SessionId id)
{
    const auto found = making_.find(id);
    if (found == making_.end()) return;
    Making making = std::move(found->second);
    making_.erase(found);
    add(id, std::move(making));
}

/// It runs, and takes its name from one that is over.
void SessionTable::add(SessionId id, Making making)
{
    if (const Session* const over = by_name(making.session->name())) retire(over->id());
    log_info("session {} runs, process {}", id, making.session->info().pid);
    Session& session = *sessions_.emplace(id, std::move(making.session)).first->second;
    watch_links_of(session);
    changed(id);
    making.done(&session);
    if (!making.record) record_as_all_are(session);
    if (id == main_) on_main_(session);
}

void SessionTable::record_as_all_are(Session& session)
{
    if (record_all_.empty()) return;
    const auto recording = begin_recording(session, {.path = record_all_}, {.own_name = true});
    if (!recording) log_warning("session {} is not recorded: {}", session.id(), recording.error().message());
}

// --- recordings ------------------------------------------------------------------------------------------------------

Result<Recording*> SessionTable::begin_recording(Session& session, const RecordingWish& wish, Recording::Plan plan)
{
    auto resolved = resolve_wish(wish, session.name(), std::time(nullptr));
    if (!resolved) return resolved.error();
    plan.wish = std::move(*resolved);
    plan.has_time = wish.path.find("{time}") != std::string::npos;
    const RecorderId recorder = next_recorder_++;
    auto recording = session.recording().begin(recorder, std::move(plan));
    if (recording) recorders_.emplace(recorder, session.id());
    return recording;
}

void SessionTable::record(Session& session, const RecordingWish& wish, OnRecorded done)
{
    const auto recording = begin_recording(session, wish, {.from_start = false});
    if (!recording) return done(recording.error());
    (*recording)->when_begun(std::move(done));
}

std::vector<RecordingInfo> SessionTable::recordings(const Session* one) const
{
    std::vector<RecordingInfo> out;
    for (const auto& [id, session] : sessions_) {
        if (one != nullptr && session.get() != one) continue;
        if (auto info = session->recording().info()) out.push_back(std::move(*info));
    }
    return out;
}

/// Null where the session is gone, or has another one by now.
Recording* SessionTable::recording_of(RecorderId recorder)
{
    const auto found = recorders_.find(recorder);
    if (found == recorders_.end()) return nullptr;
    Session* session = any(found->second);
    for (const auto& retired : retired_)
        if (retired->id() == found->second) session = retired.get();
    Recording* const recording = session != nullptr ? session->recording().latest() : nullptr;
    return recording != nullptr && recording->recorder() == recorder ? recording : nullptr;
}

void SessionTable::recorder_came(RecorderId recorder, Result<UniqueFd> socket)
{
    if (Recording* const recording = recording_of(recorder)) recording->recorder_came(std::move(socket));
    else keeper_.end_recorder(recorder);
}

void SessionTable::recorder_exited(RecorderId recorder, int status)
{
    if (Recording* const recording = recording_of(recorder)) recording->recorder_exited(status);
    recorders_.erase(recorder);
    destroy_retired_.schedule();
}

void SessionTable::spawn_failed(SessionId id, const SpawnError& why)
{
    const auto found = making_.find(id);
    if (found == making_.end()) return;
    if (found->second.session) keeper_.forget(id);
    fail_to_make(id, not_made(why, found->second.program, found->second.directory));
}

void SessionTable::fail_to_make(SessionId id, NotMade why)
{
    Making making = std::move(making_.at(id));
    making_.erase(id);
    if (id == main_) main_ = 0;
    if (making.links) making.links->remove();
    if (making.session) {
        making.session->dismiss();
        if (Recording* const recording = making.session->recording().latest()) recording->discard();
        retired_.push_back(std::move(making.session));
        destroy_retired_.schedule();
    }
    making.done(tl::unexpected(std::move(why)));
}

void SessionTable::exited(SessionId id, int status)
{
    if (Session* const session = find(id)) session->life().exited(status);
    else keeper_.forget(id);
}

Session* SessionTable::by_name(const std::string& name) const
{
    for (const auto& [id, session] : sessions_)
        if (session->name() == name) return session.get();
    return nullptr;
}

Session* SessionTable::find(SessionId id)
{
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

const Session* SessionTable::with_token(const std::string& token) const
{
    for (const auto& [id, session] : sessions_)
        if (session->token() == token) return session.get();
    return nullptr;
}

std::vector<const Session*> SessionTable::around(pid_t process) const
{
    std::vector<const Session*> out;
    const auto leaders = session_leaders_above(process);
    for (const auto& [id, session] : sessions_)
        if (!session->ended() && std::ranges::find(leaders, session->pid()) != leaders.end())
            out.push_back(session.get());
    return out;
}

SessionTokens SessionTable::shown_in_the_end(const SessionTokens& nearest) const
{
    return cleat::shown_in_the_end(nearest, [this](const std::string& token) {
        const Session* const session = with_token(token);
        return session == nullptr ? SessionTokens() : session->audience().shown_in();
    });
}

Session* SessionTable::any(SessionId id)
{
    const auto making = making_.find(id);
    return making == making_.end() ? find(id) : making->second.session.get();
}

Result<Session*> SessionTable::find(const std::string& name, const Guest* guest)
{
    const auto is_there = [guest](const Session& session) {
        return guest == nullptr || session.is_shared_with(*guest);
    };
    if (name.starts_with('#')) {
        const auto id = parse_integer(std::string_view(name).substr(1), 1, std::numeric_limits<std::int64_t>::max());
        Session* const session = id ? find(static_cast<SessionId>(*id)) : nullptr;
        if (session != nullptr && is_there(*session)) return session;
        return Error("no session \"" + name + "\"", ErrorCode::not_found);
    }
    if (!name.empty()) {
        Session* const session = by_name(name);
        if (session != nullptr && is_there(*session)) return session;
        return Error("no session named \"" + name + "\"", ErrorCode::not_found);
    }
    const auto used_later = [&is_there](const auto& a, const auto& b) {
        if (is_there(*a.second) != is_there(*b.second)) return is_there(*b.second);
        const bool a_runs = !a.second->ended().has_value();
        const bool b_runs = !b.second->ended().has_value();
        if (a_runs != b_runs) return b_runs;
        return a.second->last_used() < b.second->last_used();
    };
    const auto latest = std::max_element(sessions_.begin(), sessions_.end(), used_later);
    if (latest == sessions_.end() || !is_there(*latest->second))
        return Error("there is no session", ErrorCode::not_found);
    return latest->second.get();
}

bool SessionTable::is_being_made(const std::string& name) const
{
    return std::any_of(making_.begin(), making_.end(),
                       [&name](const auto& making) { return making.second.name == name; });
}

/// For a new session or a renamed one. A session that is over and not watched gives its name up.
Result<void> SessionTable::check_name(const std::string& name) const
{
    if (const auto good = check_session_name(name); !good) return good.error();
    const Session* const holder = by_name(name);
    const bool is_given_up =
        holder == nullptr || (holder->ended() && holder->info().controllers == 0 && holder->info().observers == 0);
    if (is_being_made(name) || !is_given_up) return Error("a session named \"" + name + "\" exists", ErrorCode::exists);
    return {};
}

std::string SessionTable::free_name() const
{
    for (std::uint64_t number = 1;; ++number) {
        std::string name = std::to_string(number);
        if (by_name(name) == nullptr && !is_being_made(name)) return name;
    }
}

Result<void> SessionTable::rename(Session& session, const std::string& name)
{
    if (session.name() == name) return {};
    if (name.empty()) return Error("a session's name must not be empty", ErrorCode::invalid);
    if (const auto good = check_name(name); !good) return good.error();
    if (const Session* const over = by_name(name)) retire(over->id());
    session.rename(name);
    return {};
}

Result<void> SessionTable::forget(const Session& session)
{
    if (!session.ended()) return Error("session \"" + session.name() + "\" has not ended", ErrorCode::refused);
    retire(session.id());
    return {};
}

std::vector<SessionInfo> SessionTable::list(const Guest* guest) const
{
    std::vector<SessionInfo> out;
    for (const auto& [id, session] : sessions_) {
        if (guest != nullptr && !session->is_shared_with(*guest)) continue;
        out.push_back(session->info());
        if (guest != nullptr) hide_from_guests(out.back());
    }
    return out;
}

bool SessionTable::is_any_shared_with(const Guest& guest) const
{
    return std::ranges::any_of(sessions_, [&guest](const auto& entry) { return entry.second->is_shared_with(guest); });
}

bool SessionTable::is_any_shared() const
{
    return std::ranges::any_of(sessions_, [](const auto& entry) { return !entry.second->grants().all().empty(); });
}

std::vector<ShareInfo> SessionTable::shares(const Session* one) const
{
    std::vector<ShareInfo> out;
    for (const auto& [id, session] : sessions_) {
        if (one != nullptr && session.get() != one) continue;
        for (const Grants::Grant& grant : session->grants().all()) {
            ShareInfo info{session->name(), grant.audience, grant.id, std::nullopt};
            if (grant.until) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(*grant.until - BootClock::now()).count();
                info.left_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, left));
            }
            out.push_back(std::move(info));
        }
    }
    return out;
}

std::optional<BootClock::time_point> SessionTable::next_end_of_share() const
{
    std::optional<BootClock::time_point> next;
    for (const auto& [id, session] : sessions_)
        if (const auto end = session->grants().next_end(); end && (!next || *end < *next)) next = end;
    return next;
}

void SessionTable::expire_shares()
{
    const auto now = BootClock::now();
    for (const auto& [id, session] : sessions_)
        if (const auto end = session->grants().next_end(); end && *end <= now) session->change_grants().expire(now);
}

bool SessionTable::are_links_whole() const
{
    return std::ranges::all_of(sessions_, [](const auto& entry) {
        return entry.second->pointers() == nullptr || entry.second->pointers()->is_whole();
    });
}

/// As many as can be.
Result<void> SessionTable::restore_all_links()
{
    Result<void> outcome;
    for (const auto& [id, session] : sessions_) {
        if (session->pointers() == nullptr || session->pointers()->is_whole()) continue;
        if (auto made = session->pointers()->restore(); !made) outcome = std::move(made);
    }
    return outcome;
}

void SessionTable::watch_links_of(const Session& session)
{
    if (session.pointers() != nullptr) links_.watch(session.pointers()->directory());
}

void SessionTable::watch_links(DirectoryWatch& watch) const
{
    for (const auto& [id, session] : sessions_)
        if (session->pointers() != nullptr) watch.add(session->pointers()->directory());
}

/// Forgets a session; it is destroyed later.
void SessionTable::retire(SessionId id)
{
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    found->second->dismiss();
    retired_.push_back(std::move(found->second));
    sessions_.erase(found);
    changed(id);
    destroy_retired_.schedule();
}

/// One whose recording is still being written stays until it is.
void SessionTable::sweep()
{
    std::erase_if(retired_, [](const auto& session) {
        return session->recording().latest() == nullptr || session->recording().latest()->is_over();
    });
}

} // namespace cleat
