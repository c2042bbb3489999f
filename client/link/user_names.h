#pragma once

#include "client/link/link.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The names, on this host, of users and groups whose ids a server sends. Each is looked up once, because a lookup can
/// be slow if the databases are on the network; and at most `LIMIT` users and `LIMIT` groups are looked up, because the
/// server decides how many it sends. Behind `--via` the ids are another host's and have no names here.
class UserNames {
 public:
    static constexpr std::size_t LIMIT = 64;
    using Find = std::function<std::optional<std::string>(std::uint32_t number)>;

    explicit UserNames(const LinkOptions& link);
    /// `user` and `group` look up a name.
    UserNames(Find user, Find group) : user_(std::move(user)), group_(std::move(group)) {}

    /// The name of a user; nothing if it has none here or was not looked up.
    [[nodiscard]] std::optional<std::string> user(std::int64_t number) { return find(users_, user_, number); }
    /// The name, or the number if there is none.
    [[nodiscard]] std::string user_or_number(std::int64_t number);
    [[nodiscard]] std::string group_or_number(std::int64_t number);
    /// `user "anna" (1000)`, or `user 1000`.
    [[nodiscard]] std::string user_name(std::int64_t number);

 private:
    using Known = std::map<std::int64_t, std::optional<std::string>>;
    static std::optional<std::string> find(Known& known, const Find& find, std::int64_t number);

    Find user_;
    Find group_;
    Known users_;
    Known groups_;
};

} // namespace cleat
