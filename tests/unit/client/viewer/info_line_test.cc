#include "client/viewer/info_line.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

using Line = std::vector<std::string>;

std::string name_of(std::int64_t user)
{
    return user == 1001 ? "anna" : "bert";
}

ClientInfo client(std::uint64_t id, Role role, std::int64_t user = 1000)
{
    ClientInfo out;
    out.id = id;
    out.role = role;
    out.user = user;
    return out;
}

InfoFacts alone()
{
    InfoFacts out;
    out.session.name = "work";
    out.session.rows = 24;
    out.session.columns = 80;
    out.role = Role::controller;
    out.client = 3;
    out.clients = {client(3, Role::controller)};
    return out;
}

} // namespace

TEST_CASE("the info line says that there are no other clients, and shows the size and its rule")
{
    CHECK(info_line(alone(), 1000, name_of) ==
          Line{"work", "you control it (client 3)", "no other clients", "80x24 latest"});
}

TEST_CASE("other clients are counted by role, and named if they belong to other users")
{
    InfoFacts facts = alone();
    facts.session.size_rule = SizeRule::smallest;
    facts.clients.push_back(client(4, Role::controller));
    facts.clients.push_back(client(5, Role::observer, 1002));
    facts.clients.push_back(client(6, Role::observer, 1001));
    facts.clients.push_back(client(7, Role::observer, 1001));
    CHECK(info_line(facts, 1000, name_of) == Line{"work", "you control it (client 3)", "1 other controller",
                                                  "3 observers (anna, bert)", "80x24 smallest"});
}

TEST_CASE("the client with exclusive control is shown, to itself and to observers")
{
    InfoFacts facts = alone();
    facts.holder = 3;
    CHECK(info_line(facts, 1000, name_of)[1] == "you control it alone (client 3)");
    facts.holder = 4;
    facts.role = Role::observer;
    CHECK(info_line(facts, 1000, name_of)[1] == "you observe (client 3), client 4 controls it");
    facts.holder = 0;
    CHECK(info_line(facts, 1000, name_of)[1] == "you observe (client 3)");
}

TEST_CASE("the info line does not mention other clients if the list of clients is unknown")
{
    InfoFacts facts = alone();
    facts.clients.clear();
    facts.role = Role::observer;
    CHECK(info_line(facts, 1000, name_of) == Line{"work", "you observe (client 3)", "80x24 latest"});
}
