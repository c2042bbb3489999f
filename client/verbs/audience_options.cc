#include "client/verbs/audience_options.h"

#include "client/link/user_id.h"
#include "common/base/numbers.h"

#include <CLI/CLI.hpp>

#include <limits>

namespace cleat {

namespace {

template <class Id>
Result<std::uint64_t> number_of(const std::string& text, const LinkOptions& link,
                                Result<Id> (*look_up)(const std::string&))
{
    if (!link.via.empty()) {
        const auto number = parse_integer(text, 0, std::numeric_limits<std::uint32_t>::max());
        if (!number)
            return Error("with --via, give users and groups by number, because names are looked up on this host",
                         ErrorCode::invalid);
        return static_cast<std::uint64_t>(*number);
    }
    const auto id = look_up(text);
    if (!id) return id.error();
    return std::uint64_t{*id};
}

} // namespace

std::shared_ptr<AudienceOptions> add_audience_options(CLI::App& app, std::size_t least)
{
    auto out = std::make_shared<AudienceOptions>();
    auto* const whom = app.add_option_group("whom");
    whom->add_option("--user", out->user, "this user, by name or number")->type_name("USER");
    whom->add_option("--group", out->group, "members of this group, by name or number")->type_name("GROUP");
    whom->add_flag("--everyone", out->everyone, "every user of this host");
    whom->require_option(least, 1);
    return out;
}

Result<std::optional<AudienceId>> audience_of(const AudienceOptions& options, const LinkOptions& link)
{
    if (options.everyone) return std::optional(AudienceId{});
    if (!options.user && !options.group) return std::optional<AudienceId>();
    const auto id = options.user ? number_of(*options.user, link, user_id) : number_of(*options.group, link, group_id);
    if (!id) return id.error();
    return std::optional(AudienceId{options.user ? Grantee::user : Grantee::group, *id});
}

} // namespace cleat
