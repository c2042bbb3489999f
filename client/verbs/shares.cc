#include "client/link/user_names.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/json_text.h"
#include "client/verbs/table.h"
#include "common/base/duration.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

namespace cleat {

namespace {

const char* kind_of(const ShareInfo& share)
{
    switch (share.audience) {
    case Audience::user: return "user";
    case Audience::group: return "group";
    case Audience::everyone: break;
    }
    return "everyone";
}

std::string name_of(const ShareInfo& share, UserNames& names)
{
    if (share.audience == Audience::everyone) return {};
    if (!std::in_range<std::int64_t>(share.id)) return std::to_string(share.id);
    const auto id = static_cast<std::int64_t>(share.id);
    return share.audience == Audience::user ? names.user_or_number(id) : names.group_or_number(id);
}

std::string time_left(const ShareInfo& share)
{
    if (!share.left_ms) return {};
    const auto longest = static_cast<std::uint64_t>(MAX_DURATION.count());
    const std::chrono::milliseconds left(static_cast<std::int64_t>(std::min(*share.left_ms, longest)));
    return format_duration(std::chrono::ceil<std::chrono::seconds>(left));
}

void print_table(const std::vector<ShareInfo>& shares, UserNames& names)
{
    Table table({"SESSION", "WITH", "NAME", "LEFT"});
    for (const ShareInfo& share : shares)
        table.add({share.session, kind_of(share), name_of(share, names), time_left(share)});
    std::fputs(table.text().c_str(), stdout);
}

nlohmann::json to_json(const ShareInfo& share, UserNames& names)
{
    nlohmann::json out{
        {"session", share.session}, {"with", kind_of(share)}, {"id", nullptr}, {"name", nullptr}, {"left_ms", nullptr}};
    if (share.audience != Audience::everyone) {
        out["id"] = share.id;
        out["name"] = name_of(share, names);
    }
    if (share.left_ms) out["left_ms"] = *share.left_ms;
    return out;
}

void print_json(const std::vector<ShareInfo>& shares, UserNames& names)
{
    const auto each = [&names](const ShareInfo& share) { return to_json(share, names); };
    std::printf("%s\n", json_array_text(shares, each, 2).c_str());
}

} // namespace

VerbAction define_shares(CLI::App& app)
{
    const auto session = std::make_shared<std::optional<std::string>>();
    app.add_option("NAME", *session, "the session; else all of them");
    const auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "as JSON");
    return [session, json](const VerbContext& context) {
        auto caller = Caller::open(context.link, Role::observer);
        if (!caller) return report(caller.error());
        const auto answer = caller->ask_for<Shares>(ListShares{*session});
        if (!answer) return report(answer.error());
        UserNames names(context.link);
        if (*json) print_json(answer->shares, names);
        else if (!answer->shares.empty()) print_table(answer->shares, names);
        return 0;
    };
}

} // namespace cleat
