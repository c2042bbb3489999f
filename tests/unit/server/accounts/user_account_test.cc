#include "server/accounts/user_account.h"

#include <doctest/doctest.h>

#include <pwd.h>
#include <unistd.h>

using namespace cleat;

TEST_CASE("a user is found by name and by number")
{
    const auto by_name = find_account("nobody");
    const auto root = find_account("0");

    REQUIRE(by_name.has_value());
    CHECK(by_name->name == "nobody");
    CHECK(by_name->ids.user == ::getpwnam("nobody")->pw_uid);
    CHECK(find_account(std::to_string(by_name->ids.user)).value() == *by_name);
    REQUIRE(root.has_value());
    CHECK(root->name == "root");
    CHECK_FALSE(root->ids.groups.empty());
}

TEST_CASE("the error for a user that does not exist contains the name")
{
    for (const char* const name : {"no-such-user", "4294967294", "-1", "0x0", " "}) {
        const auto account = find_account(name);
        REQUIRE_FALSE(account.has_value());
        CHECK(account.error().code() == ErrorCode::not_found);
        CHECK(account.error().message() == "no user \"" + std::string(name) + "\"");
    }
}

TEST_CASE("only root's server runs programs as other users, and any server runs them as its own user")
{
    const auto nobody = find_account("nobody");
    REQUIRE(nobody.has_value());

    const auto root = find_account("root");
    REQUIRE(root.has_value());

    CHECK(account_for(*nobody, 0).value().value() == *nobody);
    CHECK_FALSE(account_for(*nobody, nobody->ids.user).value().has_value());
    CHECK_FALSE(account_for(*root, 0).value().has_value());
    REQUIRE_FALSE(account_for(*root, nobody->ids.user).has_value());
    CHECK(account_for(*root, nobody->ids.user).error().code() == ErrorCode::refused);
}
