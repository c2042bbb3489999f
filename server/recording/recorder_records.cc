#include "server/recording/recorder_records.h"

#include "common/wire/tagged.h"

namespace cleat {

template <>
std::string encode_record(const ToRecorder& record)
{
    return variant_to_tagged(record);
}

template <>
std::string encode_record(const FromRecorder& record)
{
    return variant_to_tagged(record);
}

template <>
Result<ToRecorder> decode_record(std::string_view bytes)
{
    auto record = variant_from_tagged<ToRecorder>(bytes);
    if (!record) return record;
    const auto* const begin = std::get_if<record::BeginRecording>(&*record);
    if (begin != nullptr && (begin->path.empty() || begin->path.find('\0') != std::string::npos))
        return Error("the path of the recording is empty or contains a NUL character", ErrorCode::invalid);
    return record;
}

template <>
Result<FromRecorder> decode_record(std::string_view bytes)
{
    return variant_from_tagged<FromRecorder>(bytes);
}

} // namespace cleat
