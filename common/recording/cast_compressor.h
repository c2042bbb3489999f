#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace cleat {

/// Compresses a recording with zstd (RFC 8878), as a file of frames, each of which can be read without those before it.
class CastCompressor {
 public:
    CastCompressor();
    CastCompressor(CastCompressor&&) noexcept;
    CastCompressor& operator=(CastCompressor&&) noexcept;
    ~CastCompressor();

    /// Takes bytes, and appends to `out` what has come of these and earlier ones by now.
    void add(std::string_view bytes, std::string& out);
    /// Appends the rest: all that was taken can be read from what came. Costs some of the compression.
    void flush(std::string& out);
    /// The same, and the next bytes begin another frame. Without bytes there is none.
    void end_frame(std::string& out);

 private:
    struct Context;
    std::unique_ptr<Context> context_;
};

} // namespace cleat
