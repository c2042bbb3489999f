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

/// A marker of a recording, and when it was set.
struct CastMarker {
    CastTime time{};
    std::string label;

    bool operator==(const CastMarker&) const = default;
};

/// A keyframe of an index, without the snapshot.
struct Keyframe {
    CastPlace place; ///< after an event, whose effect is in the snapshot
    CastFrame frame; ///< where the bytes that follow can be read from
    CastDamage damage;
    std::uint64_t hash = 0; ///< of the recording's file as it is stored, from the keyframe before to this one
    std::uint64_t at = 0;   ///< of its record in the index
    std::uint64_t size = 0;

    /// How much of the recording's file, as it is stored, was read for it: up to the frame, where that is compressed.
    [[nodiscard]] std::uint64_t stored(bool compressed) const { return compressed ? frame.at : place.offset; }
};

/// Where a recording that was read to its end ended, and what the file was like then.
struct CastEnd {
    CastPlace place;
    CastDamage damage;
    FileState file;
    /// Where to continue if the file has grown: after the last whole line.
    Keyframe resume;
    bool has_history = false;             ///< the snapshot there is with all of the history
    std::uint64_t output = 0;             ///< bytes of output between the last keyframe and `resume`
    std::vector<CastMarker> markers;      ///< those between the last keyframe and `resume`
    std::vector<CastMarker> late_markers; ///< those after `resume`, in a last line that is not whole
};

/// The keyframes of one recording, oldest first, in a file of their own or in memory. The snapshots stay
/// in the file; a keyframe takes about 150 bytes of this process's memory.
///
/// Format: 16 bytes that tell it and its version; then records, each the length of its content (32 bits, least
/// significant byte first), `byte_hash` of that (64 bits), and the content: LEB128 numbers and texts, at the end a
/// snapshot without history, compressed with zstd. Records are only ever added, so that what was cut short is good up
/// to there. The last one says where the recording ended.
class CastIndex {
 public:
    /// More markers than that are not remembered.
    static constexpr std::size_t MOST_MARKERS = 10'000;

    /// An empty one in memory (memfd_create(2)).
    static Result<CastIndex> in_memory();
    /// An empty one in a file that is empty.
    static CastIndex in_file(UniqueFd file) { return CastIndex(std::move(file)); }
    /// What is good of an index in a file. `invalid` where that is none of this version.
    static Result<CastIndex> read(UniqueFd file);

    /// Says what the recording's header is. Comes first.
    Result<void> begin(const CastHeader& header);
    [[nodiscard]] const std::optional<CastHeader>& header() const { return header_; }

    /// Adds one, whose place must be after the last one's, with the markers since then. `refused` where the snapshot is
    /// larger than any that is read again.
    Result<void> add(Keyframe keyframe, const std::vector<CastMarker>& markers, const Snapshot& snapshot);
    /// Says that the recording ends for now, with the terminal at `resume` as it is there. What follows is added to a
    /// copy.
    Result<void> end(CastEnd end, const Snapshot& snapshot);

    [[nodiscard]] const std::vector<Keyframe>& keyframes() const { return keyframes_; }
    /// Where the last keyframe is, or the beginning.
    [[nodiscard]] CastPlace last() const { return keyframes_.empty() ? CastPlace() : keyframes_.back().place; }
    [[nodiscard]] const std::vector<CastMarker>& markers() const { return markers_; }
    [[nodiscard]] const std::optional<CastEnd>& end() const { return end_; }
    /// Of its file.
    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// The last keyframe at or before that time, or null.
    [[nodiscard]] const Keyframe* before(CastTime time) const;
    /// The keyframe after exactly that many events, or null.
    [[nodiscard]] const Keyframe* after(std::uint64_t events) const;
    /// Reads the snapshot of a keyframe, or of where to go on at the end. An error where it is damaged, or is a
    /// keyframe's and has history.
    [[nodiscard]] Result<Snapshot> load(const Keyframe& keyframe) const;

    /// Puts into `to`, which is empty, this one's header and first `count` keyframes.
    Result<void> copy(std::size_t count, CastIndex& to) const;

 private:
    explicit CastIndex(UniqueFd fd) : fd_(std::move(fd)) {}

    Result<void> append(std::string_view content);
    Result<void> load_all();
    void remember(const std::vector<CastMarker>& markers);
    bool take_record(std::string_view content, std::uint64_t at);

    UniqueFd fd_;
    std::uint64_t size_ = 0; ///< of the file, as far as it is good
    std::uint64_t header_end_ = 0;
    std::optional<CastHeader> header_;
    std::vector<Keyframe> keyframes_;
    std::vector<CastMarker> markers_;
    std::optional<CastEnd> end_;
};

} // namespace cleat
