#include "common/recording/cast_compressor.h"

#include <zstd.h>

#include <array>
#include <new>

namespace cleat {

struct CastCompressor::Context {
    ZSTD_CCtx* stream = ZSTD_createCCtx();
    bool is_in_frame = false;

    Context()
    {
        if (stream == nullptr) throw std::bad_alloc();
        ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, LEVEL);
        ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1);
    }
    ~Context() { ZSTD_freeCCtx(stream); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// Can fail only for lack of memory, since the calls are made in a valid order.
    void run(std::string_view bytes, ZSTD_EndDirective what, std::string& out)
    {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::array<char, 16U << 10> piece; // NOLINT: zstd fills what is used
        for (;;) {
            ZSTD_outBuffer room{piece.data(), piece.size(), 0};
            const auto left = ZSTD_compressStream2(stream, &room, &in, what);
            out.append(piece.data(), room.pos);
            if (ZSTD_isError(left) != 0) throw std::bad_alloc();
            if (what == ZSTD_e_continue ? in.pos == in.size : left == 0) return;
        }
    }

 private:
    /// Fast enough for a program's output, which the slower levels compress hardly any better.
    static constexpr int LEVEL = 1;
};

CastCompressor::CastCompressor() : context_(std::make_unique<Context>()) {}
CastCompressor::CastCompressor(CastCompressor&&) noexcept = default;
CastCompressor& CastCompressor::operator=(CastCompressor&&) noexcept = default;
CastCompressor::~CastCompressor() = default;

void CastCompressor::add(std::string_view bytes, std::string& out)
{
    if (bytes.empty()) return;
    context_->is_in_frame = true;
    context_->run(bytes, ZSTD_e_continue, out);
}

void CastCompressor::flush(std::string& out)
{
    if (context_->is_in_frame) context_->run({}, ZSTD_e_flush, out);
}

void CastCompressor::end_frame(std::string& out)
{
    if (!context_->is_in_frame) return;
    context_->run({}, ZSTD_e_end, out);
    context_->is_in_frame = false;
}

} // namespace cleat
