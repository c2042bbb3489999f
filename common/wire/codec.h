#pragma once

#include "common/base/result.h"
#include "common/wire/messages.h"

#include <string>
#include <string_view>

namespace cleat {

/// A whole frame: length, then msgpack `[tag, serial, body]`, or `[tag, serial, body, channel]` where that is not 0.
[[nodiscard]] std::string encode(const ClientMessage& message, std::uint64_t serial = 0, ChannelId channel = 0);
[[nodiscard]] std::string encode(const ServerMessage& message, std::uint64_t serial = 0, ChannelId channel = 0);

/// A frame of channel 0, for another channel.
[[nodiscard]] std::string with_channel(std::string_view frame, ChannelId channel);

/// The frame of an `Output` that nobody asked for, whose bytes are copied once.
[[nodiscard]] std::string encode_output(std::uint64_t offset, OutputStream stream, std::string_view bytes);

/// The message in a frame's body. Fields that are not known are passed over and those that are missing keep their
/// defaults; a tag that is not known gives `Unknown`. Wrong types, values out of range and bytes that are not msgpack
/// are errors, as is an update of more than a screen can have, or a list of more than `MOST_LISTED`. What is allocated
/// is at most 20 times the bytes given plus 128 KiB, whatever they claim: 12 for the document as it is read, 8 for the
/// message.
[[nodiscard]] Result<Envelope<ClientMessage>> decode_client_message(std::string_view body);
[[nodiscard]] Result<Envelope<ServerMessage>> decode_server_message(std::string_view body);

} // namespace cleat
