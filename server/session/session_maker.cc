#include "server/session/session_maker.h"

#include "common/base/log.h"
#include "common/base/passed_variables.h"
#include "common/base/write_target.h"
#include "server/accounts/user_account.h"
#include "server/keeper/session_directory.h"
#include "server/session/environment.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace cleat {

namespace {

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value)
{
    std::erase_if(environment, [&name](const std::string& one) { return one.starts_with(name + '='); });
    environment.push_back(variable(name, value));
}

/// Maps the memory of a new session and saves its facts there.
Result<SessionMemory> memory_for(const SessionFacts& facts, UniqueFd memfd)
{
    auto memory = SessionMemory::map(std::move(memfd));
    if (memory && !memory->save_facts(to_bytes(facts)))
        return Error("not enough memory for the session's metadata", ErrorCode::refused);
    return memory;
}

} // namespace

SessionMaker::SessionMaker(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionRecordings& recordings,
                           std::string runtime_directory, Readback readback, Handlers handlers)
    : loop_(loop),
      keeper_(keeper),
      processes_(processes),
      recordings_(recordings),
      runtime_directory_(std::move(runtime_directory)),
      readback_(readback),
      handlers_(std::move(handlers)),
      accounts_(loop)
{}

void SessionMaker::make(const New& request, OnMade done)
{
    if (const auto good = check_new(request); !good) return done(tl::unexpected(CreateError{good.error()}));
    if (request.user.empty()) return make_as(std::nullopt, request, done);
    accounts_.ask(request.user, [this, request, done = std::move(done)](Result<UserAccount> found) {
        if (!found) return done(tl::unexpected(CreateError{found.error()}));
        auto user = account_for(std::move(*found), ::geteuid());
        if (!user) return done(tl::unexpected(CreateError{user.error()}));
        make_as(std::move(*user), request, done);
    });
}

/// `user` is the program's user, if that is not the server's.
void SessionMaker::make_as(std::optional<UserAccount> user, const New& request, const OnMade& done)
{
    const auto standing = standing_of(request, std::move(user));
    if (!standing) return done(tl::unexpected(CreateError{standing.error()}));
    const auto named = handlers_.name(request.name);
    if (!named) return done(tl::unexpected(CreateError{named.error()}));
    const std::string& name = *named;

    const SessionId id = next_id_++;
    SessionFacts facts;
    facts.id = id;
    facts.name = name;
    std::vector<std::string> given;
    // Another user's program cannot access the directory of the links.
    const FollowedValues followed = standing->user ? FollowedValues() : followed_values(request.followed);
    std::unique_ptr<Pointers> links;
    if (!followed.empty()) {
        facts.runtime_directory = runtime_directory_;
        facts.links_directory = session_directory(runtime_directory_, id);
        links = std::make_unique<Pointers>(facts.runtime_directory, facts.links_directory);
        links->update(followed);
        for (const auto& [key, value] : links->values_for_program(followed)) given.push_back(variable(key, value));
        for (const auto& [key, value] : followed) facts.variables.push_back(variable(key, value));
    }
    given.insert(given.end(), request.environment.begin(), request.environment.end());
    facts.token = random_name();
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
    making_.emplace(id, Making{spawn.directory, spawn.argv.front(), std::move(facts), std::move(links), done,
                               request.record, nullptr});
    if (main_ == 0 && !main_name_.empty() && name == main_name_) {
        main_ = id;
        keeper_.set_main(id);
    }
    if (const auto asked = keeper_.spawn(id, spawn); !asked) fail(id, CreateError{asked.error()});
}

void SessionMaker::expect_main(std::string name, std::function<void(Session&)> made)
{
    main_name_ = std::move(name);
    on_main_ = std::move(made);
}

void SessionMaker::spawned(SessionId id, Spawned program)
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
        return fail(id, CreateError{memory.error()});
    }
    making.session = std::make_unique<Session>(loop_, keeper_, processes_, std::move(*memory), std::move(program.ends),
                                               handlers_.handlers_of(id));
    if (making.record) return record_before_start(id);
    complete(id);
}

/// The program waits. It is released once the recording exists, and never runs if the recording cannot be created.
void SessionMaker::record_before_start(SessionId id)
{
    Making& making = making_.at(id);
    recordings_.record_before_start(*making.session, *making.record, [this, id](const Result<void>& begun) {
        if (begun) return keeper_.release(id);
        if (!making_.contains(id)) return;
        keeper_.forget(id);
        fail(id, CreateError{begun.error().with("recording")});
    });
}

void SessionMaker::released(SessionId id)
{
    if (making_.contains(id)) complete(id);
}

void SessionMaker::complete(SessionId id)
{
    Making made = std::move(making_.at(id));
    making_.erase(id);
    log_info("session {} runs, process {}", id, made.session->pid());
    Session& session = handlers_.add(std::move(made.session));
    made.done(&session);
    if (!made.record) recordings_.record_as_all_are(session);
    if (id == main_) on_main_(session);
}

void SessionMaker::spawn_failed(SessionId id, const SpawnError& why)
{
    const auto found = making_.find(id);
    if (found == making_.end()) return;
    if (found->second.session) keeper_.forget(id);
    fail(id, create_error(why, found->second.program, found->second.directory));
}

void SessionMaker::fail(SessionId id, CreateError why)
{
    Making making = std::move(making_.at(id));
    making_.erase(id);
    if (id == main_) main_ = 0;
    if (making.links) making.links->remove();
    if (making.session) {
        making.session->dismiss();
        if (Recording* const recording = making.session->recording().latest()) recording->discard();
        handlers_.drop(std::move(making.session));
    }
    making.done(tl::unexpected(std::move(why)));
}

bool SessionMaker::has(const std::string& name) const
{
    return std::ranges::any_of(making_, [&name](const auto& one) { return one.second.facts.name == name; });
}

Session* SessionMaker::find(SessionId id) const
{
    const auto found = making_.find(id);
    return found != making_.end() ? found->second.session.get() : nullptr;
}

} // namespace cleat
