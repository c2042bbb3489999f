#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <string>
#include <string_view>

namespace cleat {

/// Encodes a frame: length, then msgpack `[tag, serial, body]`, or `[tag, serial, body, channel]` if the channel is not
/// 0.
[[nodiscard]] std::string encode(const ClientMessage& message, std::uint64_t serial = 0, ChannelId channel = 0);
[[nodiscard]] std::string encode(const ServerMessage& message, std::uint64_t serial = 0, ChannelId channel = 0);

/// Moves a frame of channel 0 to another channel.
[[nodiscard]] std::string with_channel(std::string_view frame, ChannelId channel);

/// Encodes an unsolicited `Output`, copying its bytes only once.
[[nodiscard]] std::string encode_output(std::uint64_t offset, OutputStream stream, std::string_view bytes);

/// Decodes the message in a frame's body. Unknown fields are skipped, missing fields keep their defaults, and an
/// unknown tag yields `Unknown`. Wrong types, values out of range and bytes that are not msgpack are errors, as are an
/// update with more than a screen can hold and a list of more than `MAX_LISTED`. Allocates at most 20 times the bytes
/// given plus 128 KiB, whatever the bytes claim: 12 times for the parsed document, 8 times for the message.
[[nodiscard]] Result<Envelope<ClientMessage>> decode_client_message(std::string_view body);
[[nodiscard]] Result<Envelope<ServerMessage>> decode_server_message(std::string_view body);

} // namespace cleat
