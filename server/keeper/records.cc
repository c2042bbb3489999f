#include "server/keeper/records.h"

#include "common/wire/tagged.h"

#include <sys/resource.h>

#include <algorithm>
#include <vector>

namespace cleat {

FIELDS_OF(RuntimeDirectory, directory, reason)
FIELDS_OF(UserIds, user, group, groups)
FIELDS_OF(ResourceLimit, resource, soft, hard)
FIELDS_OF(Restrictions, user, limits, umask, nice)
FIELDS_OF(SpawnRequest, argv, fallbacks, environment, directory, rows, columns, login_name, restrictions, streams,
          input, is_gated)
FIELDS_OF(SpawnError, stage, error)

constexpr Streams last_of(Streams)
{
    return Streams::pipes;
}
constexpr SpawnError::Stage last_of(SpawnError::Stage)
{
    return SpawnError::Stage::user;
}

namespace {

constexpr mode_t ALL_PERMISSIONS = 0777;

bool has_no_null(const std::string& text)
{
    return text.find('\0') == std::string::npos;
}

bool are_without_null(const std::vector<std::string>& texts)
{
    return std::ranges::all_of(texts, has_no_null);
}

bool is_sound(const ResourceLimit& limit)
{
    return limit.resource >= 0 && limit.resource < RLIM_NLIMITS && limit.soft <= limit.hard;
}

bool is_sound(const SpawnRequest& request)
{
    return !request.argv.empty() && are_without_null(request.argv) && are_without_null(request.fallbacks) &&
           are_without_null(request.environment) && has_no_null(request.directory) &&
           request.restrictions.umask <= ALL_PERMISSIONS &&
           std::ranges::all_of(request.restrictions.limits, [](const auto& limit) { return is_sound(limit); });
}

} // namespace

template <>
std::string encode_record(const WorkerRecord& record)
{
    return variant_to_tagged(record);
}

template <>
std::string encode_record(const KeeperRecord& record)
{
    return variant_to_tagged(record);
}

template <>
Result<WorkerRecord> decode_record(std::string_view bytes)
{
    auto record = variant_from_tagged<WorkerRecord>(bytes);
    if (!record) return record;
    const auto* const spawn = std::get_if<record::Spawn>(&*record);
    if (spawn != nullptr && !is_sound(spawn->request))
        return Error("invalid request to start a program", ErrorCode::invalid);
    return record;
}

template <>
Result<KeeperRecord> decode_record(std::string_view bytes)
{
    return variant_from_tagged<KeeperRecord>(bytes);
}

} // namespace cleat
