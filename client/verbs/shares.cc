#include "client/link/user_names.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/json_writer.h"
#include "client/verbs/standard_output.h"
#include "client/verbs/table.h"
#include "common/base/duration.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace cleat {

namespace {

const char* kind_of(const ShareInfo& share)
{
    switch (share.audience) {
    case Grantee::user: return "user";
    case Grantee::group: return "group";
    case Grantee::everyone: break;
    }
    return "everyone";
}

std::string name_of(const ShareInfo& share, UserNames& names)
{
    if (share.audience == Grantee::everyone) return {};
    if (!std::in_range<std::int64_t>(share.id)) return std::to_string(share.id);
    const auto id = static_cast<std::int64_t>(share.id);
    return share.audience == Grantee::user ? names.user_or_number(id) : names.group_or_number(id);
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
    const auto entries_of = [&names](const ShareInfo& share) -> std::vector<std::string> {
        return {TableColumns::entry(share.session), kind_of(share), name_of(share, names), time_left(share)};
    };
    write_table({"SESSION", "WITH", "NAME", "LEFT"}, shares, entries_of, write_out);
}

nlohmann::json to_json(const ShareInfo& share, UserNames& names)
{
    nlohmann::json out{
        {"session", share.session}, {"with", kind_of(share)}, {"id", nullptr}, {"name", nullptr}, {"left_ms", nullptr}};
    if (share.audience != Grantee::everyone) {
        out["id"] = share.id;
        out["name"] = name_of(share, names);
    }
    if (share.left_ms) out["left_ms"] = *share.left_ms;
    return out;
}

void print_json(const std::vector<ShareInfo>& shares, UserNames& names)
{
    JsonWriter out(write_out, 2);
    write_array(out, shares, [&names](const ShareInfo& share) { return to_json(share, names); });
    write_out("\n");
}

} // namespace

VerbAction define_shares(CLI::App& app)
{
    const auto session = std::make_shared<std::optional<std::string>>();
    app.add_option("NAME", *session, "session (default: all)");
    const auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "print JSON");
    app.footer("cleat shares\nList who can observe which session.");
    return [session, json](const VerbContext& context) {
        const auto answer = ask_once<Shares>(context.link, Role::observer, ListShares{*session});
        if (!answer) return report(answer.error());
        UserNames names(context.link);
        if (*json) print_json(answer->shares, names);
        else if (!answer->shares.empty()) print_table(answer->shares, names);
        return 0;
    };
}

} // namespace cleat
