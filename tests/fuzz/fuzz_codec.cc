// Bytes from the wire are an error or messages, however reads are split; and a message that was decoded and is encoded
// again decodes to the same message.
//
// The first byte chooses the direction (bit 0), and whether the rest is the body of one frame (other bits 0), or a
// stream of frames in reads of that many bytes (the other bits).
#include "common/wire/codec.h"
#include "common/wire/frame.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <vector>

using namespace cleat;
using fuzz::require;

namespace {

constexpr std::size_t FRAME_LENGTH = 4;

template <auto decode>
void check_body(std::string_view body)
{
    const auto decoded = decode(body);
    if (!decoded) {
        require(!decoded.error().message().empty());
        return;
    }
    const auto frame = encode(decoded->message, decoded->serial);
    const auto again = decode(std::string_view(frame).substr(FRAME_LENGTH));
    require(again.has_value());
    require(again->serial == decoded->serial);
    require(again->message == decoded->message);
    require(encode(again->message, again->serial) == frame);
}

/// The bodies of the frames in a stream that is read `step` bytes at a time; the last is empty if the stream is
/// invalid.
std::vector<std::string> bodies(std::string_view stream, std::size_t step)
{
    FrameReader reader(MAX_BEFORE_HELLO);
    std::vector<std::string> out;
    for (; !stream.empty(); stream.remove_prefix(std::min(step, stream.size()))) {
        reader.feed(stream.substr(0, step));
        for (;;) {
            const auto frame = reader.next();
            if (!frame) return out.emplace_back(), out;
            if (!*frame) break;
            out.emplace_back(**frame);
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool from_server = (data[0] & 1U) != 0;
    const auto check = from_server ? check_body<decode_server_message> : check_body<decode_client_message>;
    const std::size_t step = data[0] >> 1U;
    if (step == 0) {
        check(rest);
        return 0;
    }
    const auto read = bodies(rest, step);
    require(read == bodies(rest, rest.size()));
    for (const auto& body : read) check(body);
    return 0;
}
