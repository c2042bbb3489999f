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

/// The file that a recording is written to. Appended bytes are kept until they are written, even if writing fails
/// repeatedly, so that nothing is missing between two lines.
class RecordingFile {
 public:
    enum class Format { plain, zstd };
    /// Where to create the file.
    struct Target {
        std::string path;
        ExistingFile existing = ExistingFile::refuse;
        bool to_others_pipe = false; ///< another user's FIFO can be written to
        /// The name can be predicted, so another user could create it first: in a directory that others can write to, a
        /// random part is added.
        bool is_guessable = false;
        bool has_options = true; ///< the user can request `overwrite` and `to_others_pipe`, so messages mention them
    };

    /// Opens the file; a new one has mode 0600. Blocks while the disk does. `refused` for a pipe without a reader, and
    /// for anything that `choose_target` refuses; `exists` for a file that is not empty and must be kept.
    static Result<RecordingFile> create(const Target& target, Format format);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// The base of the names of further files (`numbered_path`): the path without the random part.
    [[nodiscard]] const std::string& stem() const { return stem_; }
    /// Whether the file at `path` is the one that is being written.
    [[nodiscard]] bool is_at_its_path() const;
    /// Removes the file, if it was created and is still at its path.
    void discard() const;
    [[nodiscard]] bool is_compressed() const { return compressor_.has_value(); }

    void append(std::string_view bytes);
    /// Makes everything that was appended readable once it is written; otherwise a compressor may hold some of it back.
    void make_readable();
    /// Does what `make_readable` does, and also makes later data readable without earlier data.
    void end_frame();

    /// The result of writing.
    enum class Outcome {
        all,     ///< everything is written
        later,   ///< call `write` again when the descriptor is writable; only for a pipe
        no_room, ///< disk full or quota exceeded: can be retried
        failed   ///< permanently
    };
    /// Writes what is pending. Blocks while the disk does.
    Outcome write();
    /// Why the last `write` did not write everything.
    [[nodiscard]] const std::string& why() const { return why_; }
    /// Bytes waiting to be written.
    [[nodiscard]] std::size_t pending() const { return bytes_.size() - done_; }
    /// Bytes already written.
    [[nodiscard]] std::uint64_t written() const { return written_; }

    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Whether it is a file that can be read again, not a pipe or a device.
    [[nodiscard]] bool is_regular() const { return is_regular_; }

 private:
    /// A descriptor, and whether its file was created.
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
    std::size_t done_ = 0; ///< written bytes of `bytes_`
    std::uint64_t written_ = 0;
    std::string why_;
};

/// The path of file number `file` of a recording (from 1): `name.cast`, `name.2.cast`, `name.3.cast`; the same with
/// `.cast.zst`; for any other name the number is at the end.
[[nodiscard]] std::string numbered_path(const std::string& path, std::uint64_t file);

} // namespace cleat
