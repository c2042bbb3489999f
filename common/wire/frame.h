#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The longest frame bodies, in bytes.
inline constexpr std::size_t MAX_BEFORE_HELLO = 64U << 10;
inline constexpr std::size_t MAX_TO_SERVER = 1U << 20;
inline constexpr std::size_t MAX_FROM_GUEST = 4U << 10; ///< to the server, before Hello and after
inline constexpr std::size_t MAX_TO_CLIENT = 16U << 20;

/// Splits a stream into frames: a length of four bytes, big-endian, then the body. Buffers at most one frame and what
/// one read returned beyond it.
class FrameReader {
 public:
    explicit FrameReader(std::size_t most) : most_(most) {}

    /// Sets the longest body allowed from now on.
    void allow(std::size_t most) { most_ = most; }
    void feed(std::string_view bytes);
    /// Returns the body of the next complete frame, valid until the next call; nothing if the next frame is incomplete.
    /// An error if its length is 0 or too large; the stream is unusable then. If text was found instead of the first
    /// frame, which means that the peer is another program, the error is `lost` and quotes the text.
    Result<std::optional<std::string_view>> next();
    /// Whether `next` has returned a frame.
    [[nodiscard]] bool has_begun() const { return has_begun_; }
    /// Whether `next` would return a frame or an error.
    [[nodiscard]] bool has_next() const;

 private:
    std::size_t most_;
    std::string buffer_;
    std::size_t at_ = 0;
    bool has_begun_ = false; ///< a frame was read
};

/// Appends four bytes to `out` for the length of the frame that starts there; `end_frame` fills them in.
std::size_t begin_frame(std::string& out);
void end_frame(std::string& out, std::size_t begin);

} // namespace cleat
