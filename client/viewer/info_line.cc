#include "client/viewer/info_line.h"

#include <set>

namespace cleat {

namespace {

const char* name_of_rule(SizeRule rule)
{
    switch (rule) {
    case SizeRule::latest: return "latest";
    case SizeRule::smallest: return "smallest";
    case SizeRule::largest: return "largest";
    case SizeRule::fixed: break;
    }
    return "fixed";
}

std::string own_role(const InfoFacts& facts)
{
    const std::string self = " (client " + std::to_string(facts.client) + ")";
    if (facts.holder != 0 && facts.holder == facts.client) return "you control it alone" + self;
    if (facts.role == Role::controller) return "you control it" + self;
    if (facts.holder != 0) return "you observe" + self + ", client " + std::to_string(facts.holder) + " controls it";
    return "you observe" + self;
}

/// `2 other controllers (anna)`, or nothing if there are none of that role.
std::string others(const InfoFacts& facts, Role role, std::int64_t user,
                   const std::function<std::string(std::int64_t)>& name_of)
{
    int count = 0;
    std::set<std::string> names;
    for (const ClientInfo& client : facts.clients) {
        if (client.id == facts.client || client.role != role) continue;
        ++count;
        if (client.user != user) names.insert(name_of(client.user));
    }
    if (count == 0) return {};
    std::string out = std::to_string(count) + (role == facts.role ? " other " : " ");
    out += std::string(role == Role::controller ? "controller" : "observer") + (count == 1 ? "" : "s");
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list.empty() ? out : out + " (" + list + ")";
}

} // namespace

std::vector<std::string> info_line(const InfoFacts& facts, std::int64_t user,
                                   const std::function<std::string(std::int64_t)>& name_of)
{
    const SessionInfo& session = facts.session;
    std::vector<std::string> out{session.name, own_role(facts)};
    const std::string control = others(facts, Role::controller, user, name_of);
    const std::string watch = others(facts, Role::observer, user, name_of);
    if (!control.empty()) out.push_back(control);
    if (!watch.empty()) out.push_back(watch);
    if (control.empty() && watch.empty() && !facts.clients.empty()) out.emplace_back("no other clients");
    out.push_back(std::to_string(session.columns) + 'x' + std::to_string(session.rows) + ' ' +
                  name_of_rule(session.size_rule));
    if (!session.recording.empty()) out.push_back("recording to " + session.recording);
    return out;
}

} // namespace cleat
