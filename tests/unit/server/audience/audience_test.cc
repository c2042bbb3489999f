#include "server/audience/audience.h"

#include "tests/support/quiet_sink.h"
#include "tests/support/turn_until.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace cleat;
using cleat::test::turn_until;
using Words = std::vector<std::string>;

namespace {

std::string name_of(Role role)
{
    return role == Role::controller ? "controller" : "observer";
}

/// A member's connection that records what it was sent, as text.
struct Client : test::QuietSink {
    ViewerId id = 0;
    Words sent;

    void attached(const Member& member)
    {
        id = member.id;
        sent.push_back("attached as " + name_of(member.role));
    }
    void ended(const ExitStatus& how) override { sent.push_back("ended " + std::to_string(how.status)); }
    void detached(const std::string& reason) override { sent.push_back("detached: " + reason); }
    void role_changed(Role role, ViewerId holder) override
    {
        sent.push_back(name_of(role) + ", held by " + std::to_string(holder));
    }
    void control_requested(ViewerId by) override { sent.push_back("asked by " + std::to_string(by)); }
    void guest_visited(const GuestVisits& news) override { sent.push_back("user " + std::to_string(news.user)); }
    void input_drained() override { sent.emplace_back("drained"); }
};

/// An audience, and the events that its session gets.
struct Audited {
    Loop loop;
    std::string name = "main";
    std::vector<ViewerId> released;
    int changes = 0; ///< of controllers
    int observers_changes = 0;
    Audience audience{loop,
                      1,
                      name,
                      {},
                      1,
                      {.on_release = [this](const Member& member) { released.push_back(member.id); },
                       .on_changed =
                           [this](Audience::Concerns whom) {
                               ++(whom == Audience::Concerns::controllers ? changes : observers_changes);
                           }}};
    std::vector<std::unique_ptr<Client>> clients;

    Client& attach(AttachRequest request)
    {
        Client& client = *clients.emplace_back(std::make_unique<Client>());
        REQUIRE(audience.check_claim(request).has_value());
        audience.attach(client, std::move(request), ScreenView{Attachment({})},
                        [&client](const Member& member) { client.attached(member); });
        return client;
    }
    Client& attach(Claim claim = Claim::shared, Size size = {24, 80})
    {
        AttachRequest request;
        request.claim = claim;
        request.size = size;
        return attach(std::move(request));
    }
    Client& observe()
    {
        AttachRequest request;
        request.most = Role::observer;
        return attach(std::move(request));
    }
    Client& visit(std::int64_t user)
    {
        AttachRequest request;
        request.most = Role::observer;
        request.user = user;
        request.is_guest = true;
        return attach(std::move(request));
    }
    Member& member(const Client& client) { return *audience.members().find(client.id); }
};

} // namespace

TEST_CASE("a new member is notified of its role before anything else, and the others of their new roles")
{
    Audited world;
    const Client& first = world.attach();
    const Client& observer = world.observe();

    const Client& holder = world.attach(Claim::exclusive);

    CHECK(first.sent == Words{"attached as controller", "drained", "observer, held by 3"});
    CHECK(observer.sent == Words{"attached as observer"});
    CHECK(holder.sent == Words{"attached as controller"});
    CHECK(world.released == std::vector{first.id}); // a paste, for example
    CHECK(world.changes == 2);
    CHECK(world.observers_changes == 1);
    AttachRequest another;
    another.claim = Claim::exclusive;
    CHECK(world.audience.check_claim(another).error().code() == ErrorCode::refused);
    CHECK(world.audience.check_free_for(holder.id).has_value());
    CHECK(world.audience.check_free_for(first.id).error().message() ==
          "client 3 has exclusive control of session \"main\"; \"cleat attach --take main\" takes control");
}

TEST_CASE("when control is granted, taken or released, all who can have it are notified of the new holder")
{
    Audited world;
    Client& holder = world.attach(Claim::exclusive);
    Client& asker = world.attach();
    Client& third = world.attach();
    const Client& observer = world.observe();
    CHECK_FALSE(world.audience.grant_control(holder.id, asker.id).has_value());
    CHECK_FALSE(world.audience.ask_control(observer.id).has_value());
    CHECK(world.audience.ask_control(asker.id).has_value());
    CHECK(holder.sent.back() == "asked by 2");
    CHECK(world.audience.clients().at(1).asks);

    CHECK(world.audience.grant_control(holder.id, asker.id).has_value());
    CHECK(asker.sent.back() == "controller, held by 2");
    CHECK(holder.sent.back() == "observer, held by 2");
    CHECK(third.sent.back() == "observer, held by 2");

    CHECK(world.audience.take_control(third.id).has_value());
    CHECK(third.sent.back() == "controller, held by 3");

    world.audience.leave(third.id);
    for (const Client* const client : {&holder, &asker}) CHECK(client->sent.back() == "controller, held by 0");
    CHECK(third.sent.back() == "controller, held by 3"); // it left by itself
    CHECK(observer.sent == Words{"attached as observer"});
    CHECK_FALSE(world.audience.take_control(observer.id).has_value());
    CHECK_FALSE(world.audience.take_control(third.id).has_value());
}

TEST_CASE("detaching all members sends no role changes that nobody has any more")
{
    Audited world;
    const Client& holder = world.attach(Claim::exclusive);
    const Client& other = world.attach();

    world.audience.detach_all("because");

    CHECK(holder.sent == Words{"attached as controller", "detached: because"});
    CHECK(other.sent == Words{"attached as observer", "detached: because"});
    CHECK(world.released == std::vector{holder.id, other.id});
    CHECK(world.audience.members().size() == 0);
    CHECK(world.audience.holder() == 0);
}

TEST_CASE("one member is detached by its id, and all others are detached but the last active")
{
    Audited world;
    const Client& first = world.attach();
    Client& second = world.attach();
    const Client& observer = world.observe();
    CHECK(world.audience.detach(7, "x").error().code() == ErrorCode::not_found);
    CHECK(world.audience.detach(observer.id, "by request").has_value());
    CHECK(observer.sent.back() == "detached: by request");

    world.audience.sizes().note_active(world.member(first));
    world.audience.detach_others("by request");

    CHECK(second.sent.back() == "detached: by request");
    CHECK(first.sent == Words{"attached as controller"});
    CHECK(world.audience.members().size() == 1);
}

TEST_CASE(
    "a member that was sent everything is removed with the program's end, or without a reason if the program runs")
{
    Audited world;
    const Client& first = world.attach();
    const Client& second = world.attach();

    world.audience.complete(first.id, std::nullopt);
    world.audience.complete(second.id, ExitStatus{.status = 3});
    world.audience.complete(second.id, ExitStatus{.status = 3}); // no such member

    CHECK(first.sent.back() == "detached: ");
    CHECK(second.sent == Words{"attached as controller", "ended 3"});
}

TEST_CASE("the wanted size is that of the latest controller, even after it was resized")
{
    Audited world;
    Client& first = world.attach(Claim::shared, {24, 80});
    world.attach(Claim::shared, {30, 90});
    world.observe();
    CHECK(world.audience.wanted_size() == Size{30, 90});

    world.audience.resized(world.member(first), {40, 100});
    CHECK(world.audience.wanted_size() == Size{40, 100});

    Client& holder = world.attach(Claim::exclusive, {50, 50});
    CHECK(world.audience.wanted_size() == Size{50, 50});
    world.audience.resized(world.member(first), {1, 1}); // an observer at the moment
    CHECK(world.audience.wanted_size() == Size{50, 50});
    world.audience.leave(holder.id);
    CHECK(world.audience.wanted_size() == Size{30, 90});
}

TEST_CASE("guests do not count as attached clients, and an owner that attaches later is notified of them, too")
{
    Audited world;
    CHECK_FALSE(world.audience.is_attended());
    Client& guest = world.visit(1'234);
    CHECK_FALSE(world.audience.is_attended());

    const Client& owner = world.attach();
    CHECK(world.audience.is_attended());
    CHECK(turn_until(world.loop, [&] { return owner.sent.back() == "user 1234"; }));

    world.audience.leave(guest.id);
    CHECK(owner.sent == Words{"attached as controller", "user 1234", "user 1234"});
    CHECK(guest.sent == Words{"attached as observer"});
}

TEST_CASE("members are listed with all their properties, and the sessions in which they are shown")
{
    Audited world;
    AttachRequest request;
    request.size = {24, 80};
    request.terminal = "xterm";
    request.pid = 77;
    request.user = 1'000;
    request.shown_in = {"b", "a"};
    world.attach(request);
    request.shown_in = {"c"};
    world.attach(request);

    const std::vector<ClientInfo> clients = world.audience.clients();
    REQUIRE(clients.size() == 2);
    CHECK(clients[0].id == 1);
    CHECK(clients[0].role == Role::controller);
    CHECK(clients[0].rows == 24);
    CHECK(clients[0].terminal == "xterm");
    CHECK(clients[0].pid == 77);
    CHECK(clients[0].since > 0);
    CHECK(world.audience.shown_in() == SessionTokens{"a", "b", "c"});
}
