#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_indexer.h"
#include "common/recording/index_cache.h"

#include <optional>
#include <string>

namespace cleat {

/// The name of a recording's index in the `IndexCache`. It depends on the file, not on its path, so that no other user
/// can choose which index is used for it.
[[nodiscard]] std::string index_name(const CastSource& source);

/// How much of an index is valid for the recording as it is now.
struct IndexState {
    bool whole = false;        ///< it is valid and complete
    bool grown = false;        ///< it is valid, but the recording has more data
    std::size_t keyframes = 0; ///< how many of the first keyframes are valid
};

/// Compares the file's size and times. If they differ, compares the hashes of the file's bytes up to each keyframe and
/// up to the end of the index, until one differs.
[[nodiscard]] IndexState state_of(const CastIndex& index, const CastSource& source);

/// Gets a recording's index: uses the one in this user's cache if it is valid, and builds the missing part step by
/// step. Ignores any index stored beside the recording. A new index is written under a temporary name and renamed when
/// it is complete or when this object is destroyed; without a cache it is in memory.
class IndexFile {
 public:
    /// For the file `path`, which `source` reads. An empty path means an unnamed file: its index is in memory.
    static Result<IndexFile> open(const std::string& path, const CastSource& source,
                                  const KeyframeSpacing& spacing = {});
    IndexFile(IndexFile&&) noexcept = default;
    IndexFile& operator=(IndexFile&&) = delete;
    /// Keeps an incomplete index if it has more keyframes than the stored one.
    ~IndexFile();

    [[nodiscard]] const CastIndex& index() const { return *index_; }
    /// Whether the index is complete.
    [[nodiscard]] bool is_whole() const { return !indexer_.has_value(); }
    /// Reads about 128 KiB more of the recording, or less if `until` passes; false at the present end of the recording
    /// or if the index is complete. If the index cannot be written, continues in memory.
    Result<bool> step(Deadline until = NO_DEADLINE);
    /// The recording ends where `step` found its end: completes and keeps the index.
    Result<void> finish();
    /// How much of the recording's file is indexed.
    [[nodiscard]] std::uint64_t file_offset() const { return indexer_ ? indexer_->file_offset() : file_size_; }
    /// The time indexed so far.
    [[nodiscard]] CastTime time() const;

 private:
    IndexFile() = default;
    Result<void> start(const CastIndex& known, std::size_t keyframes);
    Result<void> start_over(bool in_memory);
    [[nodiscard]] CastIndex make_empty_index();
    void keep_if(bool worth_keeping);

    std::optional<IndexCache> cache_;
    std::optional<CastSource> source_; ///< to start over from
    KeyframeSpacing spacing_;
    std::optional<CastIndex> index_;
    std::optional<CastIndexer> indexer_;
    std::string unfinished_; ///< the temporary name while the index is incomplete; empty in memory
    std::string final_;
    std::size_t kept_ = 0; ///< valid keyframes in the stored index
    std::uint64_t file_size_ = 0;
};

} // namespace cleat
