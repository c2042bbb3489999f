// Any bytes sent to the keeper, worker or recorder are a record or an error, and a record that was decoded and is
// encoded again decodes to the same. The first byte chooses the direction.
#include "server/recording/recorder_records.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace cleat;

namespace {

template <class Variant>
void try_record(std::string_view bytes)
{
    const auto record = decode_record<Variant>(bytes);
    if (!record) return;
    const auto again = decode_record<Variant>(encode_record(*record));
    if (!again || !(*again == *record)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (*data % 4) {
    case 0: try_record<WorkerRecord>(bytes); break;
    case 1: try_record<KeeperRecord>(bytes); break;
    case 2: try_record<ToRecorder>(bytes); break;
    default: try_record<FromRecorder>(bytes); break;
    }
    return 0;
}
