#include "common/recording/cast_source.h"

#include "common/recording/byte_hash.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

namespace cleat {

namespace {

constexpr std::size_t PIECE = 128U << 10;
/// 8 MiB: what every decoder must support (RFC 8878 section 3.1.1.1.2). Frames with a larger window are refused.
constexpr int LARGEST_WINDOW_LOG = 23;

Result<std::size_t> read_at(int fd, char* to, std::size_t size, std::uint64_t at)
{
    for (;;) {
        const auto count = ::pread(fd, to, size, static_cast<off_t>(at));
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) return Error::from_errno("reading the recording");
    }
}

} // namespace

struct CastSource::Decoder {
    struct Free {
        void operator()(ZSTD_DStream* freed) const { ZSTD_freeDStream(freed); }
    };
    std::unique_ptr<ZSTD_DStream, Free> stream{ZSTD_createDStream()};
    std::vector<char> input = std::vector<char>(PIECE);
    std::vector<char> output = std::vector<char>(PIECE);
    std::size_t begin = 0; ///< of the unread part of `input`
    std::size_t end = 0;
    std::uint64_t skip = 0;  ///< bytes to discard before the requested offset
    bool ended_frame = true; ///< the next byte starts a frame
    bool full = false;       ///< there may be more output without more input

    void start_at_frame()
    {
        ZSTD_initDStream(stream.get());
        ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, LARGEST_WINDOW_LOG);
        begin = end = 0;
        skip = 0;
        ended_frame = true;
        full = false;
    }
};

CastSource::CastSource() = default;
CastSource::CastSource(CastSource&&) noexcept = default;
CastSource& CastSource::operator=(CastSource&&) noexcept = default;
CastSource::~CastSource() = default;

Result<CastSource> CastSource::open(const std::string& path)
{
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!fd) return Error::from_errno("opening \"" + path + "\"");
    auto source = from(std::move(fd));
    if (!source) return source.error().with("opening \"" + path + "\"");
    return source;
}

Result<CastSource> CastSource::from(UniqueFd fd)
{
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return Error::from_errno("checking the recording");
    if (!S_ISREG(status.st_mode)) return Error("not a regular file", ErrorCode::invalid);
    std::array<char, 4> magic{};
    const auto count = read_at(fd.get(), magic.data(), magic.size(), 0);
    if (!count) return count.error();
    CastSource source;
    source.fd_ = std::move(fd);
    if (std::string_view(magic.data(), *count) == "\x28\xb5\x2f\xfd") {
        source.decoder_ = std::make_unique<Decoder>();
        source.decoder_->start_at_frame();
    }
    source.frames_.push_back({});
    return source;
}

Result<CastSource> CastSource::again() const
{
    UniqueFd fd(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
    if (!fd) return Error::from_errno("duplicating the descriptor of the recording");
    return from(std::move(fd));
}

Result<bool> CastSource::read(std::string& out)
{
    return decoder_ ? read_compressed(out) : read_plain(out);
}

Result<bool> CastSource::read_plain(std::string& out)
{
    const auto before = out.size();
    out.resize(before + PIECE);
    const auto count = read_at(fd_.get(), out.data() + before, PIECE, at_);
    out.resize(before + (count ? *count : 0));
    if (!count) return count.error();
    at_ += *count;
    offset_ += *count;
    return *count > 0;
}

/// Returns at the end of each frame at the latest, so that the frame of each byte is known.
Result<bool> CastSource::read_compressed(std::string& out)
{
    Decoder& d = *decoder_;
    for (;;) {
        if (d.begin == d.end && !d.full) {
            const auto count = read_at(fd_.get(), d.input.data(), d.input.size(), at_);
            if (!count) return count.error();
            if (*count == 0) return false;
            d.begin = 0;
            d.end = *count;
            at_ += *count;
        }
        if (d.ended_frame && d.begin != d.end) {
            const CastFrame frame{.at = at_ - (d.end - d.begin), .begins = offset_};
            if (frames_.empty() || frames_.back().at < frame.at) frames_.push_back(frame);
            d.ended_frame = false;
        }
        ZSTD_inBuffer input{d.input.data(), d.end, d.begin};
        ZSTD_outBuffer output{d.output.data(), d.output.size(), 0};
        const auto left = ZSTD_decompressStream(d.stream.get(), &output, &input);
        if (ZSTD_isError(left) != 0)
            return Error("the compressed data is damaged at byte " + std::to_string(at_ - (d.end - input.pos)));
        d.begin = input.pos;
        d.full = output.pos == output.size;
        d.ended_frame = left == 0;
        if (d.ended_frame) d.full = false;
        const auto skipped = std::min<std::uint64_t>(d.skip, output.pos);
        d.skip -= skipped;
        offset_ += output.pos;
        out.append(d.output.data() + skipped, output.pos - skipped);
        if (output.pos > skipped) return true;
    }
}

Result<void> CastSource::seek(const CastFrame& frame, std::uint64_t offset)
{
    frames_.assign(1, frame);
    if (!decoder_) {
        at_ = offset_ = offset;
        return {};
    }
    decoder_->start_at_frame();
    at_ = frame.at;
    offset_ = frame.begins;
    decoder_->skip = offset - frame.begins;
    return {};
}

CastFrame CastSource::frame_of(std::uint64_t offset)
{
    while (frames_.size() > 1 && frames_[1].begins <= offset) frames_.pop_front();
    return frames_.empty() ? CastFrame() : frames_.front();
}

bool CastSource::is_cut_short() const
{
    return decoder_ && !decoder_->ended_frame;
}

FileState CastSource::state() const
{
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) return {};
    const auto ns = [](const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
    return {.size = static_cast<std::uint64_t>(status.st_size),
            .changed = ns(status.st_mtim),
            .touched = ns(status.st_ctim)};
}

std::string CastSource::identity() const
{
    struct statx status {};
    if (::statx(fd_.get(), "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &status) != 0) return {};
    const bool has_birth = (status.stx_mask & STATX_BTIME) != 0;
    const auto birth = has_birth ? status.stx_btime.tv_sec * 1'000'000'000 + status.stx_btime.tv_nsec : 0;
    std::array<char, 80> out{};
    std::snprintf(out.data(), out.size(), "%x-%x-%llx-%llx", status.stx_dev_major, status.stx_dev_minor,
                  static_cast<unsigned long long>(status.stx_ino), static_cast<unsigned long long>(birth));
    return out.data();
}

Result<std::uint64_t> CastSource::hash(std::uint64_t from, std::uint64_t to) const
{
    std::vector<char> piece(PIECE);
    std::uint64_t hash = 0;
    std::size_t filled = 0;
    while (from < to || filled > 0) {
        const auto wanted = std::min<std::uint64_t>(piece.size() - filled, to - from);
        if (wanted > 0) {
            const auto count = read_at(fd_.get(), piece.data() + filled, wanted, from);
            if (!count) return count.error();
            if (*count == 0) return Error("the file was truncated");
            from += *count;
            filled += *count;
            if (filled < piece.size() && from < to) continue;
        }
        hash = byte_hash({piece.data(), filled}, hash);
        filled = 0;
    }
    return hash;
}

} // namespace cleat
