#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace cleat {

/// Compresses a recording with zstd (RFC 8878) into a series of frames, each of which can be read without those before
/// it.
class CastCompressor {
 public:
    CastCompressor();
    CastCompressor(CastCompressor&&) noexcept;
    CastCompressor& operator=(CastCompressor&&) noexcept;
    ~CastCompressor();

    /// Compresses `bytes` and appends to `out` the output available so far.
    void add(std::string_view bytes, std::string& out);
    /// Appends the pending output, so that everything added can be decompressed. Costs some compression.
    void flush(std::string& out);
    /// Like `flush`, and ends the frame: the next bytes start another. Does nothing if no bytes were added to the
    /// frame.
    void end_frame(std::string& out);

 private:
    struct Context;
    std::unique_ptr<Context> context_;
};

} // namespace cleat
