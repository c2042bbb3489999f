#include "common/wire/messages.h"

#include <type_traits>

namespace cleat {

Permission permission_of(const ClientMessage& message)
{
    return std::visit(
        [](const auto& m) {
            if constexpr (std::is_same_v<std::decay_t<decltype(m)>, Unknown>)
                return Permission::visit; // answered with "unsupported", whoever sent it
            else if constexpr (requires { m.takes(); }) return m.takes();
            else return std::decay_t<decltype(m)>::permission;
        },
        message);
}

std::string session_named_in(const ClientMessage& message)
{
    return std::visit(
        [](const auto& m) -> std::string {
            if constexpr (NamesASession<std::decay_t<decltype(m)>>) return m.session;
            else return {};
        },
        message);
}

} // namespace cleat
