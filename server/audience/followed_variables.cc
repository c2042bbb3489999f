#include "server/audience/followed_variables.h"

namespace cleat {

namespace {

/// The value of a variable that counts; null if no member has one.
const std::string* preferred_value(const Members& members, const std::string& name)
{
    const std::string* value = nullptr;
    std::uint64_t precedence = 0;
    for (const auto& [id, member] : members.all()) {
        if (member->request.most != Role::controller || member->precedence < precedence) continue;
        const auto found = member->request.variables.find(name);
        if (found == member->request.variables.end() || found->second.empty()) continue;
        value = &found->second;
        precedence = member->precedence;
    }
    return value;
}

} // namespace

void FollowedVariables::settle(const Members& members)
{
    for (auto& [name, current] : current_)
        if (const std::string* const value = preferred_value(members, name)) current = *value;
}

} // namespace cleat
