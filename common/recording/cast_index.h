#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/recording/cast_damage.h"
#include "common/recording/cast_reader.h"
#include "common/recording/cast_source.h"
#include "common/terminal/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A marker of a recording, and its time.
struct CastMarker {
    CastTime time{};
    std::string label;

    bool operator==(const CastMarker&) const = default;
};

/// A keyframe of an index, without the snapshot.
struct Keyframe {
    CastPosition position; ///< after an event, whose effect is in the snapshot
    CastFrame frame;       ///< where to start reading the bytes that follow
    CastDamage damage;
    std::uint64_t hash = 0; ///< of the recording's file as stored, from the previous keyframe to this one
    std::uint64_t at = 0;   ///< offset of its record in the index
    std::uint64_t size = 0; ///< bytes in that record's content

    /// How many bytes of the recording's file, as stored, precede this keyframe; if compressed, those before `frame`.
    [[nodiscard]] std::uint64_t stored(bool compressed) const { return compressed ? frame.at : position.offset; }
};

/// The end of a fully read recording, and the state of its file then.
struct CastEnd {
    CastPosition position;
    CastDamage damage;
    FileState file;
    /// Where to continue if the file has grown: after the last complete line.
    Keyframe resume;
    bool has_history = false;             ///< the snapshot of `resume` includes the whole history
    std::uint64_t output = 0;             ///< bytes of output between the last keyframe and `resume`
    std::vector<CastMarker> markers;      ///< between the last keyframe and `resume`
    std::vector<CastMarker> late_markers; ///< after `resume`, in an incomplete last line
};

/// The keyframes of one recording, oldest first, in a separate file or in memory. The snapshots stay in the file; a
/// keyframe takes about 150 bytes of this process's memory.
///
/// Format: 16 bytes that identify the format and its version; then records, each the length of its content (32 bits,
/// least significant byte first), `byte_hash` of the content (64 bits), and the content: LEB128 numbers and strings,
/// and in all records but the first, the header, a snapshot compressed with zstd. A keyframe's snapshot has no history.
/// Records are only ever appended, so that a truncated index is valid up to the cut. The last record of a complete
/// index gives the end of the recording.
class CastIndex {
 public:
    /// Markers beyond this number are dropped.
    static constexpr std::size_t MAX_MARKERS = 10'000;

    /// An empty index in memory (memfd_create(2)).
    static Result<CastIndex> in_memory();
    /// An empty index in `file`, which must be empty.
    static CastIndex in_file(UniqueFd file) { return CastIndex(std::move(file)); }
    /// The valid part of the index in a file. `invalid` if it is not an index of this version.
    static Result<CastIndex> read(UniqueFd file);

    /// Writes the recording's header. Must come first.
    Result<void> begin(const CastHeader& header);
    [[nodiscard]] const std::optional<CastHeader>& header() const { return header_; }

    /// Adds a keyframe, which must be after the last one, with the markers since then. `refused` if the snapshot is
    /// larger than `load` accepts.
    Result<void> add(Keyframe keyframe, const std::vector<CastMarker>& markers, const Snapshot& snapshot);
    /// Writes the present end of the recording, with a snapshot of the terminal at `end.resume`. To continue
    /// the index after that, make a `copy`.
    Result<void> end(CastEnd end, const Snapshot& snapshot);

    [[nodiscard]] const std::vector<Keyframe>& keyframes() const { return keyframes_; }
    /// The position of the last keyframe, or the start.
    [[nodiscard]] CastPosition last() const { return keyframes_.empty() ? CastPosition() : keyframes_.back().position; }
    [[nodiscard]] const std::vector<CastMarker>& markers() const { return markers_; }
    [[nodiscard]] const std::optional<CastEnd>& end() const { return end_; }
    /// The size of the index in bytes.
    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// The last keyframe at or before that time, or null.
    [[nodiscard]] const Keyframe* before(CastTime time) const;
    /// The keyframe after exactly that many events, or null.
    [[nodiscard]] const Keyframe* after(std::uint64_t events) const;
    /// Reads the snapshot of a keyframe, or of `end()->resume`. An error if it is damaged, or if it contains
    /// history, which only the snapshot of `end()->resume` can have.
    [[nodiscard]] Result<Snapshot> load(const Keyframe& keyframe) const;

    /// Copies this index's header and first `count` keyframes to `to`, which must be empty.
    Result<void> copy(std::size_t count, CastIndex& to) const;

 private:
    explicit CastIndex(UniqueFd fd) : fd_(std::move(fd)) {}

    Result<void> append(std::string_view content);
    Result<void> load_all();
    void remember(const std::vector<CastMarker>& markers);
    bool take_record(std::string_view content, std::uint64_t at);

    UniqueFd fd_;
    std::uint64_t size_ = 0; ///< of the valid part of the file
    std::uint64_t header_end_ = 0;
    std::optional<CastHeader> header_;
    std::vector<Keyframe> keyframes_;
    std::vector<CastMarker> markers_;
    std::optional<CastEnd> end_;
};

} // namespace cleat
