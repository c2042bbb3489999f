#include "common/base/resource_limit.h"

#include "common/base/quote.h"

#include <algorithm>
#include <array>
#include <charconv>
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

/// How many bits a suffix shifts by; nothing for one that is none.
std::optional<unsigned> shift_of(std::string_view suffix)
{
    if (suffix.empty()) return 0;
    if (suffix == "K" || suffix == "k") return 10;
    if (suffix == "M" || suffix == "m") return 20;
    if (suffix == "G" || suffix == "g") return 30;
    return std::nullopt;
}

std::optional<rlim_t> parse_amount(std::string_view text)
{
    if (text == "unlimited") return RLIM_INFINITY;
    rlim_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, value);
    const auto shift = shift_of({stopped, static_cast<std::size_t>(end - stopped)});
    if (problem != std::errc() || !shift || value >= (RLIM_INFINITY >> *shift)) return std::nullopt;
    return value << *shift;
}

} // namespace

Result<ResourceLimit> parse_resource_limit(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return Error(in_quotes(text) + " is not a limit, which looks like nofile=1024 or cpu=60:120",
                     ErrorCode::invalid);
    const auto name = text.substr(0, equals);
    const auto* const named = std::ranges::find(NAMES, name, &Named::name);
    if (named == NAMES.end())
        return Error("no limit is called " + in_quotes(name) + ": there are " + all_names(), ErrorCode::invalid);
    const auto amounts = text.substr(equals + 1);
    const auto colon = amounts.find(':');
    const auto soft = parse_amount(amounts.substr(0, colon));
    const auto hard = colon == std::string_view::npos ? soft : parse_amount(amounts.substr(colon + 1));
    if (!soft || !hard)
        return Error(in_quotes(text) + ": a limit is a number, perhaps with K, M or G, or \"unlimited\"",
                     ErrorCode::invalid);
    if (*soft > *hard) return Error(in_quotes(text) + ": the soft limit is above the hard one", ErrorCode::invalid);
    return ResourceLimit{named->resource, *soft, *hard};
}

} // namespace cleat
