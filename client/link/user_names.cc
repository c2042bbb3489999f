#include "client/link/user_names.h"

#include "client/link/user_id.h"
#include "common/base/quote.h"

namespace cleat {

namespace {

std::optional<std::string> no_name(std::uint32_t)
{
    return std::nullopt;
}

} // namespace

UserNames::UserNames(const LinkOptions& link)
    : UserNames(link.via.empty() ? known_user_name : no_name, link.via.empty() ? known_group_name : no_name)
{}

std::optional<std::string> UserNames::find(Known& known, const Find& find, std::int64_t number)
{
    if (!std::in_range<std::uint32_t>(number)) return std::nullopt;
    if (const auto found = known.find(number); found != known.end()) return found->second;
    if (known.size() == LIMIT) return std::nullopt;
    return known[number] = find(static_cast<std::uint32_t>(number));
}

std::string UserNames::user_or_number(std::int64_t number)
{
    return user(number).value_or(std::to_string(number));
}

std::string UserNames::group_or_number(std::int64_t number)
{
    return find(groups_, group_, number).value_or(std::to_string(number));
}

std::string UserNames::user_name(std::int64_t number)
{
    const auto name = user(number);
    const auto digits = std::to_string(number);
    return name ? "user " + in_quotes(*name) + " (" + digits + ")" : "user " + digits;
}

} // namespace cleat
