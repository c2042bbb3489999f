// Many clients that attach, take, request and grant control, detach and are resized, at random, for a while or for the
// seconds in the environment variable CLEAT_SOAK_SECONDS.
#include "tests/support/cases.h"
#include "tests/support/rounds.h"
#include "tests/support/stream.h"
#include "tests/support/usage.h"
#include "tests/support/viewing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr std::size_t MAX_CLIENTS = 50;
/// Sizes that no client's terminal has.
const std::vector<Size> FIXED{{11, 13}, {70, 230}};

/// The state at one moment: both requests are sent in one write, and nothing happens between their replies.
struct Instant {
    std::vector<ClientInfo> clients;
    SessionInfo session;
};

Instant look(RawClient& client)
{
    auto answers = client.ask_all({ListClients{"work"}, List()});
    return {std::get<Clients>(answers.at(0)).clients, std::get<Sessions>(answers.at(1)).sessions.at(0)};
}

bool is_allowed(SizeRule rule, Size size, const std::vector<Size>& wanted)
{
    if (rule == SizeRule::fixed) return std::find(FIXED.begin(), FIXED.end(), size) != FIXED.end();
    if (wanted.empty()) return true; // set by a client that has left
    if (rule == SizeRule::latest) return std::find(wanted.begin(), wanted.end(), size) != wanted.end();
    Size bound = wanted.front();
    for (const Size one : wanted) {
        const bool least = rule == SizeRule::smallest;
        bound.rows = least ? std::min(bound.rows, one.rows) : std::max(bound.rows, one.rows);
        bound.columns = least ? std::min(bound.columns, one.columns) : std::max(bound.columns, one.columns);
    }
    return size == bound;
}

void check(const Instant& now)
{
    const auto holders = std::count_if(now.clients.begin(), now.clients.end(), [](const auto& c) { return c.holds; });
    REQUIRE(holders <= 1);
    std::vector<Size> wanted;
    for (const ClientInfo& client : now.clients) {
        // While a client holds control it is the only controller.
        REQUIRE((client.role == Role::controller) == (holders == 0 || client.holds));
        if (client.role == Role::controller) wanted.push_back({client.rows, client.columns});
    }
    INFO("rule ", static_cast<int>(now.session.size_rule), ", ", now.session.columns, "x", now.session.rows);
    REQUIRE(is_allowed(now.session.size_rule, {now.session.rows, now.session.columns}, wanted));
}

/// One of the clients, and the role that the server has sent it.
struct Member {
    std::unique_ptr<RawClient> connection;
    std::uint64_t id = 0; ///< 0 if it was refused
    Role role = Role::observer;

    /// Applies the messages that have arrived.
    void read_pushed()
    {
        for (const ServerMessage& message : std::exchange(connection->pushed, {})) {
            if (const auto* const in = std::get_if<Attached>(&message)) {
                id = in->client;
                role = in->role;
            }
            if (const auto* const change = std::get_if<RoleChanged>(&message)) role = change->role;
        }
    }
};

class Storm {
 public:
    explicit Storm(std::uint32_t seed) : random_(seed)
    {
        server_.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "while :; do echo some output; sleep 0.01; done"});
        worker_ = server_.worker();
        observer_ = greeted(server_, Role::observer);
        descriptors_ = server_.descriptors(1);
        memory_ = server_.worker_memory();
    }

    /// Does random things with the clients, checking meanwhile; then checks that each client knows its role.
    void burst()
    {
        for (unsigned i = any(20) + 1; i > 0; --i) {
            act();
            if (i % 5 == 0) check(look(*observer_));
        }
        settle();
    }

    void end()
    {
        members_.clear();
        CHECK(eventually([&] { return look(*observer_).clients.empty(); }));
        CHECK(eventually([&] { return server_.descriptors(1) == descriptors_; }));
        CHECK(server_.worker_memory() - memory_ < most_growth());
        CHECK(server_.worker() == worker_);
    }

 private:
    [[nodiscard]] unsigned any(std::size_t below) { return static_cast<unsigned>(random_() % below); }
    [[nodiscard]] Size any_size() { return {12 + static_cast<int>(any(50)), 20 + static_cast<int>(any(200))}; }

    void act()
    {
        if (members_.empty() || (any(4) == 0 && members_.size() < MAX_CLIENTS)) return join();
        const std::size_t index = any(members_.size());
        RawClient& client = *members_[index].connection;
        switch (any(9)) {
        case 0: return leave(index);
        case 1: return client.say(TakeControl());
        case 2: return client.say(AskControl());
        case 3:
        case 4: return client.say(GrantControl{members_[any(members_.size())].id});
        case 5: return change_rule(client);
        case 6: return client.say(Input{{"x"}});
        default: {
            const Size size = any_size();
            return client.say(Resize{size.rows, size.columns});
        }
        }
    }

    void join()
    {
        Member member{std::make_unique<RawClient>(server_)};
        member.connection->say(
            encode(ClientMessage(Hello())) +
            encode(ClientMessage(attach_message(Role::controller, static_cast<Claim>(any(3)), any_size()))));
        members_.push_back(std::move(member));
    }

    /// Removes a client, with a Detach message or as if its link broke.
    void leave(std::size_t index)
    {
        if (any(2) == 0) members_[index].connection->say(Detach());
        members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(index));
    }

    void change_rule(RawClient& client)
    {
        SetSize message{"work", 0, 0, static_cast<SizeRule>(any(4))};
        if (message.rule == SizeRule::fixed) {
            const Size size = FIXED[any(FIXED.size())];
            message.rows = size.rows;
            message.columns = size.columns;
        }
        client.say(message);
    }

    /// Waits until every message has been handled and none is under way: then each client knows its role.
    void settle()
    {
        for (Member& member : members_) {
            member.connection->ask_for<Clients>(ListClients{"work"});
            member.read_pushed();
        }
        std::erase_if(members_, [](const Member& member) { return member.id == 0; }); // refused
        const Instant now = look(*observer_);
        check(now);
        REQUIRE(now.clients.size() == members_.size());
        for (Member& member : members_) {
            const auto found = std::find_if(now.clients.begin(), now.clients.end(),
                                            [&](const ClientInfo& client) { return client.id == member.id; });
            REQUIRE(found != now.clients.end());
            while (member.role != found->role) {
                member.connection->pushed.push_back(member.connection->next<RoleChanged>());
                member.read_pushed();
            }
        }
    }

    std::mt19937 random_;
    const Server server_;
    pid_t worker_ = 0;
    std::unique_ptr<RawClient> observer_;
    Descriptors descriptors_;
    long memory_ = 0;
    std::vector<Member> members_;
};

} // namespace

TEST_CASE("with fifty clients acting at random at most one holds control, and each knows its role")
{
    Storm storm(11);

    for (Rounds rounds(scaled(300)); rounds.next();) {
        INFO("round ", rounds.begun());
        storm.burst();
    }

    storm.end();
}
