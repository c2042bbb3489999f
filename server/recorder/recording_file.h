#pragma once

#include "common/base/result.h"
#include "common/base/target_file.h"
#include "common/base/unique_fd.h"
#include "common/recording/cast_compressor.h"
#include "server/recording/recorder_records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The file that a recording is written to. What was given to it stays until it is written, however often that is not
/// possible, so that nothing is missing between two lines.
class RecordingFile {
 public:
    enum class Format { plain, zstd };
    /// Where it is to be.
    struct Target {
        std::string path;
        ExistingFile existing = ExistingFile::refuse;
        bool to_others_pipe = false; ///< a FIFO of another user's may be written to
        /// Whoever can guess the name could take it first: in a directory that others can write to it gets a part that
        /// nobody can guess.
        bool is_guessable = false;
        bool has_options =
            true; ///< the user could have asked for `overwrite` and `to_others_pipe`; said where that helps
    };

    /// Opens it, for its owner alone where it is new. Blocks as long as the disk does. A pipe that nobody reads is
    /// `refused`, and so is what `choose_target` refuses; a file that is there is `exists`.
    static Result<RecordingFile> create(const Target& target, Format format);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// What the names of further files are made of (`numbered_path`): the path without the part that nobody can guess.
    [[nodiscard]] const std::string& stem() const { return stem_; }
    /// Whether the file at `path` is the one that is written.
    [[nodiscard]] bool is_at_its_path() const;
    /// Removes it, if it was made and is still at its path.
    void discard() const;
    [[nodiscard]] bool is_compressed() const { return compressor_.has_value(); }

    void append(std::string_view bytes);
    /// What was appended can be read once it is written: without it a compressor may keep some.
    void make_readable();
    /// The same, and what follows can be read without what is before.
    void end_frame();

    /// How writing went.
    enum class Outcome {
        all,     ///< nothing is left to be written
        later,   ///< when the descriptor is writable; only a pipe's is ever not
        no_room, ///< on the disk, or of the user's share of it: it may come
        failed   ///< for good
    };
    /// Writes what there is. Blocks as long as the disk does.
    Outcome write();
    /// Why the last `write` was not the end of it.
    [[nodiscard]] const std::string& why() const { return why_; }
    /// Bytes to be written.
    [[nodiscard]] std::size_t pending() const { return bytes_.size() - done_; }
    /// Bytes that were written.
    [[nodiscard]] std::uint64_t written() const { return written_; }

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// It is a file that can be read again, no pipe and no device.
    [[nodiscard]] bool is_regular() const { return is_regular_; }

 private:
    /// A descriptor, and whether its file was made.
    struct Opened {
        UniqueFd fd;
        bool is_made = false;
    };
    static Result<Opened> open(const std::string& path, const TargetRule& rule);
    RecordingFile(Opened opened, std::string path, std::string stem, Format format);

    UniqueFd fd_;
    bool is_made_ = false;
    std::string path_;
    std::string stem_;
    bool is_regular_ = false;
    std::optional<CastCompressor> compressor_;
    std::string bytes_;
    std::size_t done_ = 0; ///< of `bytes_`
    std::uint64_t written_ = 0;
    std::string why_;
};

/// The path of the file number `file` of a recording (from 1): `name.cast`, `name.2.cast`, `name.3.cast`; also before
/// `.cast.zst`, and at the end of any other name.
[[nodiscard]] std::string numbered_path(const std::string& path, std::uint64_t file);

} // namespace cleat
