#include "common/base/resource_limit.h"

#include "common/base/numbers.h"
#include "common/base/quote.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace cleat {
namespace {

struct Named {
    std::string_view name;
    int resource;
};

constexpr std::array NAMES{
    Named{"as", RLIMIT_AS},           Named{"core", RLIMIT_CORE},         Named{"cpu", RLIMIT_CPU},
    Named{"data", RLIMIT_DATA},       Named{"fsize", RLIMIT_FSIZE},       Named{"locks", RLIMIT_LOCKS},
    Named{"memlock", RLIMIT_MEMLOCK}, Named{"msgqueue", RLIMIT_MSGQUEUE}, Named{"nice", RLIMIT_NICE},
    Named{"nofile", RLIMIT_NOFILE},   Named{"nproc", RLIMIT_NPROC},       Named{"rss", RLIMIT_RSS},
    Named{"rtprio", RLIMIT_RTPRIO},   Named{"rttime", RLIMIT_RTTIME},     Named{"sigpending", RLIMIT_SIGPENDING},
    Named{"stack", RLIMIT_STACK},
};

std::string all_names()
{
    std::string out;
    for (const Named& named : NAMES) out += (out.empty() ? "" : ", ") + std::string(named.name);
    return out;
}

std::optional<rlim_t> parse_amount(std::string_view text)
{
    if (text == "unlimited") return RLIM_INFINITY;
    const auto amount = parse_bytes(text);
    if (!amount || *amount >= RLIM_INFINITY) return std::nullopt;
    return *amount;
}

} // namespace

Result<ResourceLimit> parse_resource_limit(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return Error(in_quotes(text) + " is not a resource limit, such as nofile=1024 or cpu=60:120",
                     ErrorCode::invalid);
    const auto name = text.substr(0, equals);
    const auto* const named = std::ranges::find(NAMES, name, &Named::name);
    if (named == NAMES.end())
        return Error("no resource limit named " + in_quotes(name) + "; the names are " + all_names(),
                     ErrorCode::invalid);
    const auto amounts = text.substr(equals + 1);
    const auto colon = amounts.find(':');
    const auto soft = parse_amount(amounts.substr(0, colon));
    const auto hard = colon == std::string_view::npos ? soft : parse_amount(amounts.substr(colon + 1));
    if (!soft || !hard)
        return Error(in_quotes(text) + ": a limit must be a number, optionally with K, M or G, or \"unlimited\"",
                     ErrorCode::invalid);
    if (*soft > *hard) return Error(in_quotes(text) + ": the soft limit is above the hard one", ErrorCode::invalid);
    return ResourceLimit{named->resource, *soft, *hard};
}

} // namespace cleat
