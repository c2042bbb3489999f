#include "server/session/session_table.h"

#include "common/base/log.h"
#include "common/base/numbers.h"
#include "server/pty/process_ancestry.h"
#include "server/session/session_changes.h"
#include "server/session/session_name.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace cleat {

Result<Session*> SessionTable::resume(Spawned program)
{
    auto memory = SessionMemory::map(std::move(program.memory));
    if (!memory) return memory.error();
    const auto facts = parse_facts(memory->facts().value_or(std::string_view()));
    if (!facts) return facts.error();
    const SessionId id = facts->id;
    if (any(id) != nullptr) return Error("session " + std::to_string(id) + " already exists", ErrorCode::exists);
    auto session = std::make_unique<Session>(loop_, keeper_, processes_, std::move(*memory), std::move(program.ends),
                                             handlers_of(id));
    log_info("resumed session {}, process {}", id, session->pid());
    maker_.resumed(id);
    if (facts->recording) recordings_.resumed(facts->recording->recorder);
    return &take_in(std::move(session));
}

/// Adds a running session, which takes its name from one that has ended.
Session& SessionTable::add(std::unique_ptr<Session> session)
{
    if (const Session* const over = by_name(session->name())) retire(over->id());
    return take_in(std::move(session));
}

Session& SessionTable::take_in(std::unique_ptr<Session> session)
{
    const SessionId id = session->id();
    Session& here = *sessions_.emplace(id, std::move(session)).first->second;
    watch_links_of(here);
    changed(id);
    return here;
}

/// Finds a session, listed or not.
Session* SessionTable::any(SessionId id)
{
    if (Session* const session = find(id)) return session;
    if (Session* const session = maker_.find(id)) return session;
    const auto found = std::ranges::find(retired_, id, [](const auto& session) { return session->id(); });
    return found != retired_.end() ? found->get() : nullptr;
}

SessionTable::SessionTable(Loop& loop, KeeperLink& keeper, std::string runtime_directory, Readback readback,
                           std::string record_all)
    : loop_(loop),
      keeper_(keeper),
      processes_(loop),
      shares_(sessions_),
      recordings_(
          keeper, sessions_, std::move(record_all),
          {.find = [this](SessionId id) { return any(id); }, .on_exited = [this] { destroy_retired_.schedule(); }}),
      maker_(loop, keeper, processes_, recordings_, std::move(runtime_directory), readback,
             {.name = [this](const std::string& wanted) { return name_for_new(wanted); },
              .handlers_of = [this](SessionId id) { return handlers_of(id); },
              .add = [this](std::unique_ptr<Session> session) -> Session& { return add(std::move(session)); },
              .drop = [this](std::unique_ptr<Session> session) { drop(std::move(session)); }}),
      links_(loop, {.name = "the links of sessions",
                    .is_whole = [this] { return are_links_whole(); },
                    .restore = [this] { return restore_all_links(); },
                    .watch = [this](DirectoryWatch& watch) { watch_links(watch); }}),
      destroy_retired_(loop, [this] { sweep(); })
{}

Session::Handlers SessionTable::handlers_of(SessionId id)
{
    return {.on_removed = [this, id] { retire(id); }, .on_changed = [this, id] { changed(id); }};
}

void SessionTable::changed(SessionId id)
{
    if (on_changed_) on_changed_(id);
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
    if (latest == sessions_.end() || !is_there(*latest->second)) return Error("no sessions", ErrorCode::not_found);
    return latest->second.get();
}

/// Checks the name of a new or renamed session. It can be that of a session that has ended and has no members.
Result<void> SessionTable::check_name(const std::string& name) const
{
    if (const auto good = check_session_name(name); !good) return good.error();
    const Session* const holder = by_name(name);
    const bool is_given_up =
        holder == nullptr || (holder->ended() && holder->info().controllers == 0 && holder->info().observers == 0);
    if (maker_.has(name) || !is_given_up)
        return Error("a session named \"" + name + "\" already exists", ErrorCode::exists);
    return {};
}

Result<std::string> SessionTable::name_for_new(const std::string& wanted) const
{
    if (sessions_.size() + maker_.size() >= MAX_LISTED) return Error("too many sessions", ErrorCode::refused);
    std::string name = wanted.empty() ? free_name() : wanted;
    if (const auto good = check_name(name); !good) return good.error();
    return name;
}

std::string SessionTable::free_name() const
{
    for (std::uint64_t number = 1;; ++number) {
        std::string name = std::to_string(number);
        if (by_name(name) == nullptr && !maker_.has(name)) return name;
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

bool SessionTable::are_links_whole() const
{
    return std::ranges::all_of(sessions_, [](const auto& entry) {
        return entry.second->pointers() == nullptr || entry.second->pointers()->is_whole();
    });
}

/// Restores as many links as possible.
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

/// Removes a session; it is destroyed later.
void SessionTable::retire(SessionId id)
{
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    found->second->dismiss();
    auto session = std::move(found->second);
    sessions_.erase(found);
    changed(id);
    drop(std::move(session));
}

void SessionTable::drop(std::unique_ptr<Session> session)
{
    retired_.push_back(std::move(session));
    destroy_retired_.schedule();
}

/// Keeps sessions whose recording is still being written.
void SessionTable::sweep()
{
    std::erase_if(retired_, [](const auto& session) {
        return session->recording().latest() == nullptr || session->recording().latest()->is_over();
    });
}

} // namespace cleat
