#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_indexer.h"
#include "common/recording/index_cache.h"

#include <optional>
#include <string>

namespace cleat {

/// The name that the index of a recording has in the `IndexCache`: it goes with the file, not with its path, so that
/// nobody else can choose which index is used for it.
[[nodiscard]] std::string index_name(const CastSource& source);

/// How much of an index is of the recording as it is now.
struct IndexState {
    bool whole = false;        ///< all of it, and nothing is missing
    bool grown = false;        ///< all of it, but the recording goes on
    std::size_t keyframes = 0; ///< so many of the first ones are right
};

/// Looks at the file's size and time; where these differ from what they were, at every byte before the last keyframe.
[[nodiscard]] IndexState state_of(const CastIndex& index, const CastSource& source);

/// Gets a recording's index: takes the one that is in this user's cache if it is right, and makes what is missing a
/// step at a time. Nothing that is beside the recording is believed. What is made is written under another name and
/// renamed when it is whole, or when nobody wants more of it; where there is no cache it is in memory.
class IndexFile {
 public:
    /// Of the file `path`, which `source` reads. An empty path is a file without a name: its index is in memory.
    static Result<IndexFile> open(const std::string& path, const CastSource& source,
                                  const KeyframeSpacing& spacing = {});
    IndexFile(IndexFile&&) noexcept = default;
    IndexFile& operator=(IndexFile&&) = delete;
    /// Keeps what was not finished, where that is more than there was.
    ~IndexFile();

    [[nodiscard]] const CastIndex& index() const { return *index_; }
    /// Nothing is missing.
    [[nodiscard]] bool is_whole() const { return !indexer_.has_value(); }
    /// Reads some more of the recording, about 128 KiB or until then, unless it is whole; false at the end that it has
    /// now. Where the index cannot be written on, it goes on in memory.
    Result<bool> step(Deadline until = NO_DEADLINE);
    /// The recording has its end, where `step` found it. Then it is whole, and kept.
    Result<void> finish();
    /// How much of the recording's file is in it.
    [[nodiscard]] std::uint64_t file_offset() const { return indexer_ ? indexer_->file_offset() : file_size_; }
    /// So far.
    [[nodiscard]] CastTime time() const;

 private:
    IndexFile() = default;
    Result<void> start(const CastIndex& known, std::size_t keyframes);
    Result<void> start_over(bool in_memory);
    [[nodiscard]] CastIndex make_place();
    void keep_if(bool worth_keeping);

    std::optional<IndexCache> cache_;
    std::optional<CastSource> source_; ///< to begin anew from
    KeyframeSpacing spacing_;
    std::optional<CastIndex> index_;
    std::optional<CastIndexer> indexer_;
    std::string unfinished_; ///< the name that the index has as long as it is not whole; empty in memory
    std::string final_;
    std::size_t kept_ = 0; ///< keyframes that are right in the index that is there
    std::uint64_t file_size_ = 0;
};

} // namespace cleat
