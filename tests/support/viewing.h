#pragma once

#include "tests/support/raw_client.h"

#include <memory>
#include <string>

namespace cleat::test {

/// A client that has greeted the server.
inline std::unique_ptr<RawClient> greeted(const Server& server, Role role = Role::controller)
{
    auto client = std::make_unique<RawClient>(server);
    Hello hello;
    hello.role = role;
    client->ask_for<Welcome>(hello);
    return client;
}

/// An attach request for session "work".
inline Attach attach_message(Role role, Claim claim = Claim::shared, Size size = {24, 80})
{
    Attach out;
    out.session = "work";
    out.role = role;
    out.claim = claim;
    out.rows = size.rows;
    out.columns = size.columns;
    return out;
}

inline std::unique_ptr<RawClient> attached(const Server& server, Role role, Claim claim = Claim::shared,
                                           Size size = {24, 80})
{
    auto client = greeted(server);
    client->ask_for<Attached>(attach_message(role, claim, size));
    return client;
}

} // namespace cleat::test
