#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace cleat {

/// Where reading a recording can begin without what is before: the start of a frame of zstd (RFC 8878), or of a file
/// that is not compressed.
struct CastFrame {
    std::uint64_t at = 0;     ///< in the file
    std::uint64_t begins = 0; ///< the same in the recording's bytes

    bool operator==(const CastFrame&) const = default;
};

/// What is known of a file without reading it.
struct FileState {
    std::uint64_t size = 0;
    std::int64_t changed = 0; ///< time of the last change of its bytes, Unix time in ns; its owner can set it
    std::int64_t touched = 0; ///< time of the last change of it, which nobody can set

    bool operator==(const FileState&) const = default;
};

/// The bytes of a recording in a file, plain or compressed with zstd, which its first bytes tell. The file may grow
/// meanwhile.
class CastSource {
 public:
    /// `not_found`, or whatever keeps the file from being opened. Only a regular file can be read from anywhere.
    static Result<CastSource> open(const std::string& path);
    /// The same of a file that is open. `invalid` if it is none.
    static Result<CastSource> from(UniqueFd fd);
    CastSource(CastSource&&) noexcept;
    CastSource& operator=(CastSource&&) noexcept;
    ~CastSource();

    /// Another reader of the same file, at its beginning.
    [[nodiscard]] Result<CastSource> again() const;

    /// Appends some more bytes to `out`, at most about 128 KiB; false at the end that the file has now. An error where
    /// compressed data is damaged; all before was given.
    Result<bool> read(std::string& out);
    /// Goes to `offset` of the recording's bytes, which is in `frame`, or after it.
    Result<void> seek(const CastFrame& frame, std::uint64_t offset);

    /// Of the bytes that come next.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// The frame that `offset` is in, which was read. Earlier ones are forgotten.
    [[nodiscard]] CastFrame frame_of(std::uint64_t offset);
    /// Whether what was read ends within a frame.
    [[nodiscard]] bool is_cut_short() const;
    [[nodiscard]] bool is_compressed() const { return decoder_ != nullptr; }
    /// How much of the file was read.
    [[nodiscard]] std::uint64_t file_offset() const { return at_; }

    [[nodiscard]] FileState state() const;
    /// A name that no other file has now, made of its device, its inode and its birth.
    [[nodiscard]] std::string identity() const;
    /// `byte_hash` of a part of the file as it is stored; nothing where it has no such part.
    [[nodiscard]] Result<std::uint64_t> hash(std::uint64_t from, std::uint64_t to) const;

 private:
    struct Decoder;
    CastSource();

    Result<bool> read_plain(std::string& out);
    Result<bool> read_compressed(std::string& out);

    UniqueFd fd_;
    std::unique_ptr<Decoder> decoder_;
    std::uint64_t at_ = 0;     ///< in the file, of what is read next
    std::uint64_t offset_ = 0; ///< in the recording
    std::deque<CastFrame> frames_;
};

} // namespace cleat
