#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Longest bodies, in bytes.
inline constexpr std::size_t MOST_BEFORE_HELLO = 64U << 10;
inline constexpr std::size_t MOST_TO_SERVER = 1U << 20;
inline constexpr std::size_t MOST_OF_GUESTS = 4U << 10; ///< to the server, before Hello and after
inline constexpr std::size_t MOST_TO_CLIENT = 16U << 20;

/// Cuts a stream into frames: a length, four bytes, big-endian, then as many bytes of body. Keeps at most one frame and
/// what one read brought beyond it.
class FrameReader {
 public:
    explicit FrameReader(std::size_t most) : most_(most) {}

    /// From now on bodies may have this length.
    void allow(std::size_t most) { most_ = most; }
    void feed(std::string_view bytes);
    /// The next whole frame's body, valid until the next call; nothing while it is not whole. An error where its length
    /// is 0 or too large; the stream is of no use then. `lost` with what is there instead, where that is text and no
    /// frame came before it: then the peer is another program.
    Result<std::optional<std::string_view>> next();
    /// `next` has given a frame.
    [[nodiscard]] bool has_begun() const { return has_begun_; }
    /// `next` has something to give, if only an error.
    [[nodiscard]] bool has_next() const;

 private:
    std::size_t most_;
    std::string buffer_;
    std::size_t at_ = 0;
    bool has_begun_ = false; ///< a frame was read
};

/// Appends four bytes to `out` for the length of the frame that begins there; `end_frame` fills them in.
std::size_t begin_frame(std::string& out);
void end_frame(std::string& out, std::size_t begin);

} // namespace cleat
