#include "common/recording/index_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace cleat {

namespace {

std::optional<CastIndex> stored_index(const IndexCache& cache, const std::string& name)
{
    auto file = cache.find(name);
    if (!file) return std::nullopt;
    auto index = CastIndex::read(std::move(*file));
    return index ? std::optional(std::move(*index)) : std::nullopt;
}

} // namespace

std::string index_name(const CastSource& source)
{
    return source.identity() + ".idx";
}

IndexState state_of(const CastIndex& index, const CastSource& source)
{
    const auto& keyframes = index.keyframes();
    if (index.end() && index.end()->file == source.state())
        return {.whole = true, .grown = false, .keyframes = keyframes.size()};
    std::uint64_t before = 0;
    std::size_t right = 0;
    const auto is_right = [&](const Keyframe& keyframe) {
        const auto to = keyframe.stored(source.is_compressed());
        if (to == 0) return false; // no byte of the file would be checked
        const auto hash =
            to < before ? Result<std::uint64_t>(Error("the keyframes are not in order")) : source.hash(before, to);
        before = to;
        return hash && *hash == keyframe.hash;
    };
    while (right < keyframes.size() && is_right(keyframes[right])) ++right;
    const bool grown = right == keyframes.size() && index.end() && is_right(index.end()->resume);
    return {.whole = false, .grown = grown, .keyframes = right};
}

Result<IndexFile> IndexFile::open(const std::string& path, const CastSource& source, const KeyframeSpacing& spacing)
{
    IndexFile out;
    auto again = source.again();
    if (!again) return again.error();
    out.final_ = index_name(source);
    out.source_ = std::move(*again);
    out.spacing_ = spacing;
    if (auto cache = path.empty() ? Result<IndexCache>(Error("the recording has no path")) : IndexCache::open())
        out.cache_ = std::move(*cache);
    auto known = out.cache_ ? stored_index(*out.cache_, out.final_) : std::nullopt;
    if (!known) {
        if (auto started = out.start_over(false); !started) return started.error();
        return out;
    }
    const auto state = state_of(*known, source);
    out.kept_ = state.keyframes;
    if (state.whole) {
        out.file_size_ = known->end()->file.size;
        out.index_ = std::move(*known);
        return out;
    }
    // Continues from the former end or from the last valid keyframe, if there is one; otherwise starts over.
    if ((state.grown || state.keyframes > 0) && out.start(*known, state.keyframes)) return out;
    if (auto started = out.start_over(false); !started) return started.error();
    return out;
}

/// Continues from the first `keyframes` keyframes of `known`.
Result<void> IndexFile::start(const CastIndex& known, std::size_t keyframes)
{
    auto source = source_->again();
    if (!source) return source.error();
    auto index = make_empty_index();
    if (auto copied = known.copy(keyframes, index); !copied) return copied.error();
    auto indexer = CastIndexer::resume(std::move(*source), known, keyframes, spacing_);
    if (!indexer) return indexer.error();
    index_ = std::move(index);
    indexer_.emplace(std::move(*indexer));
    return {};
}

Result<void> IndexFile::start_over(bool in_memory)
{
    auto source = source_->again();
    if (!source) return source.error();
    if (in_memory) {
        if (!unfinished_.empty()) cache_->remove(unfinished_);
        unfinished_.clear();
        auto index = CastIndex::in_memory();
        if (!index) return index.error();
        index_ = std::move(*index);
    } else {
        index_ = make_empty_index();
    }
    indexer_.emplace(std::move(*source), spacing_);
    return {};
}

/// An empty index in the cache, or in memory.
CastIndex IndexFile::make_empty_index()
{
    if (!unfinished_.empty()) cache_->remove(unfinished_);
    if (cache_)
        if (auto file = cache_->make(unfinished_)) return CastIndex::in_file(std::move(*file));
    unfinished_.clear();
    auto index = CastIndex::in_memory();
    if (!index) throw std::system_error(errno, std::generic_category(), "memfd_create");
    return std::move(*index);
}

IndexFile::~IndexFile()
{
    if (!unfinished_.empty()) keep_if(index_->keyframes().size() > kept_);
}

void IndexFile::keep_if(bool worth_keeping)
{
    if (worth_keeping) cache_->keep(unfinished_, final_);
    else cache_->remove(unfinished_);
    unfinished_.clear();
}

Result<bool> IndexFile::step(Deadline until)
{
    if (!indexer_) return false;
    const auto stepped = indexer_->step(*index_, until);
    if (stepped && *stepped != Indexing::start_over) return *stepped == Indexing::more;
    // If the index cannot be written, for example because the disk is full, builds it in memory instead.
    if (!stepped && unfinished_.empty()) return stepped.error();
    if (auto started = start_over(!stepped.has_value()); !started) return started.error();
    return true;
}

Result<void> IndexFile::finish()
{
    if (!indexer_) return {};
    if (auto finished = indexer_->finish(*index_); !finished) return finished.error();
    file_size_ = indexer_->file_offset();
    indexer_.reset();
    if (!unfinished_.empty()) keep_if(index_->header().has_value());
    return {};
}

CastTime IndexFile::time() const
{
    if (indexer_) return indexer_->position().time;
    return index_->end() ? index_->end()->position.time : CastTime();
}

} // namespace cleat
