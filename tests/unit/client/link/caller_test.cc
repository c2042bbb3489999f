#include "client/link/caller.h"

#include "client/link/exit_status.h"
#include "tests/support/answering_server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <string>
#include <utility>

using namespace cleat;
using namespace cleat::test;

namespace {

Answer<Caller> greet(AnsweringServer& server, Role role = Role::controller)
{
    return Caller::greet(OpenLink{std::move(server.client), {}}, LinkOptions(), role);
}

/// A server's reply to the greeting; nothing for other messages.
std::optional<std::string> welcome(const ClientMessage& message, std::uint64_t serial)
{
    if (!std::holds_alternative<Hello>(message)) return std::nullopt;
    return encode(ServerMessage(Welcome()), serial);
}

std::string failed(std::uint64_t serial, ErrorCode code, const std::string& why, int status = 0)
{
    return encode(ServerMessage(Failed{static_cast<int>(code), why, status}), serial);
}

} // namespace

TEST_CASE("a caller gets the reply to each request in turn, whatever else the server sends")
{
    std::atomic<Role> role{Role::controller};
    AnsweringServer server([&role](const ClientMessage& message, std::uint64_t serial) -> std::optional<std::string> {
        if (const auto* const hello = std::get_if<Hello>(&message)) role = hello->role;
        if (const auto greeted = welcome(message, serial)) return greeted;
        const std::string push = encode(ServerMessage(RoleChanged()));
        if (std::holds_alternative<List>(message)) return push + encode(ServerMessage(Sessions()), serial);
        return encode(ServerMessage(Sessions()), serial - 1) + push + encode(ServerMessage(Done()), serial);
    });

    auto caller = greet(server, Role::observer);
    REQUIRE(caller.has_value());
    CHECK(caller->ask_for<Sessions>(List()).has_value());
    CHECK(caller->ask_for<Done>(Kill()).has_value());
    CHECK(caller->ask_for<Sessions>(List()).has_value());

    CHECK(role == Role::observer);
}

TEST_CASE("a refused request has the exit status for its error, or the one that the server suggests")
{
    AnsweringServer server([](const ClientMessage& message, std::uint64_t serial) -> std::optional<std::string> {
        if (const auto greeted = welcome(message, serial)) return greeted;
        if (std::holds_alternative<Kill>(message)) return failed(serial, ErrorCode::not_found, "no such session");
        if (std::holds_alternative<New>(message)) return failed(serial, ErrorCode::not_found, "no such program", 127);
        if (std::holds_alternative<Rename>(message)) return failed(serial, ErrorCode::refused, "no", 256);
        return encode(ServerMessage(Sessions()), serial);
    });

    auto caller = greet(server);
    REQUIRE(caller.has_value());
    const auto session = caller->ask_for<Done>(Kill());
    const auto program = caller->ask_for<Created>(New());
    const auto status = caller->ask_for<Done>(Rename());
    const auto another = caller->ask_for<Clients>(ListClients());

    CHECK(session.error().error == Error("no such session", ErrorCode::not_found));
    CHECK(session.error().exit_status == STATUS_NOT_FOUND);
    CHECK(program.error().exit_status == 127);
    CHECK(status.error().exit_status == STATUS_REFUSED);
    CHECK(another.error().error.message() == "the server sent an unexpected reply");
    CHECK(another.error().exit_status == STATUS_FAILED);
}

TEST_CASE("the reason for which a server closes the connection becomes the error of the request")
{
    SUBCASE("in reply to the greeting")
    {
        AnsweringServer server(
            [](const ClientMessage&, std::uint64_t) { return failed(0, ErrorCode::refused, "too many clients"); });
        const auto caller = greet(server);
        REQUIRE_FALSE(caller.has_value());
        CHECK(caller.error().error.message() == "too many clients");
        CHECK(caller.error().exit_status == STATUS_REFUSED);
    }
    SUBCASE("later")
    {
        AnsweringServer server([](const ClientMessage& message, std::uint64_t serial) -> std::optional<std::string> {
            if (const auto greeted = welcome(message, serial)) return greeted;
            return failed(0, ErrorCode::refused, "the server stops");
        });
        auto caller = greet(server);
        REQUIRE(caller.has_value());
        CHECK(caller->ask_for<Sessions>(List()).error().error.message() == "the server stops");
        CHECK(caller->ask_for<Sessions>(List()).error().exit_status == STATUS_REFUSED);
    }
}

TEST_CASE("once the server has closed the connection, every request fails as lost")
{
    AnsweringServer server(welcome);
    auto caller = greet(server);
    REQUIRE(caller.has_value());

    for (int i = 0; i < 2; ++i) {
        const auto lost = caller->ask_for<Sessions>(List());
        CHECK(lost.error().error == Error("the server closed the connection", ErrorCode::lost));
        CHECK(lost.error().exit_status == STATUS_LOST);
    }
    caller->wait_for_close();
}

TEST_CASE("a malformed message is reported as coming from the server")
{
    AnsweringServer server([](const ClientMessage& message, std::uint64_t serial) -> std::optional<std::string> {
        if (const auto greeted = welcome(message, serial)) return greeted;
        return "\xff\xff\xff\xff";
    });
    auto caller = greet(server);
    REQUIRE(caller.has_value());

    CHECK(caller->ask_for<Sessions>(List()).error().error.message() ==
          "invalid data from the server: a frame of 4294967295 bytes, over the limit of 16777216");
}
