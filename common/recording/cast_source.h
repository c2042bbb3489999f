#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace cleat {

/// A point from which a recording can be read without the data before it: the start of a zstd frame (RFC 8878), or of
/// an uncompressed file.
struct CastFrame {
    std::uint64_t at = 0;     ///< offset in the file
    std::uint64_t begins = 0; ///< offset in the uncompressed recording

    bool operator==(const CastFrame&) const = default;
};

/// The state of a file as stat(2) shows it.
struct FileState {
    std::uint64_t size = 0;
    std::int64_t changed = 0; ///< st_mtim, Unix time in ns; the file's owner can set it
    std::int64_t touched = 0; ///< st_ctim, which no user can set

    bool operator==(const FileState&) const = default;
};

/// The bytes of a recording in a file, plain or compressed with zstd, which is recognised by the first bytes. The file
/// may grow while it is read.
class CastSource {
 public:
    /// Opens a file, which must be a regular one, since it must be seekable. `not_found` if it does not exist.
    static Result<CastSource> open(const std::string& path);
    /// Takes an open file. `invalid` if it is not a regular file.
    static Result<CastSource> from(UniqueFd fd);
    CastSource(CastSource&&) noexcept;
    CastSource& operator=(CastSource&&) noexcept;
    ~CastSource();

    /// Another reader of the same file, at its start.
    [[nodiscard]] Result<CastSource> again() const;

    /// Appends at most about 128 KiB to `out`; false at the present end of the file. An error if compressed data is
    /// damaged; everything before the damage was returned.
    Result<bool> read(std::string& out);
    /// Seeks to `offset` in the uncompressed recording, which must be in `frame` or after it.
    Result<void> seek(const CastFrame& frame, std::uint64_t offset);

    /// The offset of the next byte in the uncompressed recording.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// The frame that contains `offset`, which must have been read. Drops earlier frames.
    [[nodiscard]] CastFrame frame_of(std::uint64_t offset);
    /// Whether the data read so far ends inside a frame.
    [[nodiscard]] bool is_cut_short() const;
    [[nodiscard]] bool is_compressed() const { return decoder_ != nullptr; }
    /// How many bytes of the file were read.
    [[nodiscard]] std::uint64_t file_offset() const { return at_; }

    [[nodiscard]] FileState state() const;
    /// A name for the file, unique among existing files, made from the file's device, inode and birth time.
    [[nodiscard]] std::string identity() const;
    /// `byte_hash` of a range of the file as stored; an error if the file is shorter.
    [[nodiscard]] Result<std::uint64_t> hash(std::uint64_t from, std::uint64_t to) const;

 private:
    struct Decoder;
    CastSource();

    Result<bool> read_plain(std::string& out);
    Result<bool> read_compressed(std::string& out);

    UniqueFd fd_;
    std::unique_ptr<Decoder> decoder_;
    std::uint64_t at_ = 0;     ///< in the file, of the next read
    std::uint64_t offset_ = 0; ///< in the uncompressed recording
    std::deque<CastFrame> frames_;
};

} // namespace cleat
