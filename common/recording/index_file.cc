#include "common/recording/index_file.h"

#include "common/base/numbers.h"
#include "common/base/paths.h"
#include "common/recording/byte_hash.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

namespace cleat {

namespace {

std::string cache_directory()
{
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') return std::string(cache) + "/cleat";
    const char* const home = std::getenv("HOME");
    return home != nullptr && *home == '/' ? std::string(home) + "/.cache/cleat" : std::string();
}

/// Removes what processes that were killed have left of an index that they were making.
void remove_leftovers(const std::string& index)
{
    const std::filesystem::path path(index);
    std::error_code problem;
    std::filesystem::directory_iterator entries(path.parent_path().empty() ? "." : path.parent_path(), problem);
    for (; !problem && entries != std::filesystem::directory_iterator(); entries.increment(problem)) {
        const auto name = entries->path().filename().string();
        const auto begin = path.filename().string() + '.';
        if (!name.starts_with(begin) || !name.ends_with(".tmp")) continue;
        const auto pid = parse_integer(std::string_view(name).substr(begin.size(), name.size() - begin.size() - 4), 1,
                                       std::numeric_limits<pid_t>::max());
        if (!pid || ::kill(static_cast<pid_t>(*pid), 0) == 0 || errno != ESRCH) continue;
        ::unlink(entries->path().c_str());
    }
}

std::optional<CastIndex> kept_index(const std::string& path)
{
    if (path.empty()) return std::nullopt;
    for (const auto& candidate : {index_path(path), cached_index_path(path)}) {
        if (candidate.empty()) continue;
        if (auto index = CastIndex::open(candidate)) return std::move(*index);
    }
    return std::nullopt;
}

} // namespace

std::string index_path(const std::string& recording)
{
    return recording + ".idx";
}

std::string cached_index_path(const std::string& recording)
{
    const auto directory = cache_directory();
    std::error_code problem;
    const auto whole = std::filesystem::absolute(recording, problem).string();
    if (directory.empty() || problem) return {};
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "/%016llx.idx", static_cast<unsigned long long>(byte_hash(whole)));
    return directory + name.data();
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
        const auto hash = to < before ? Result<std::uint64_t>(Error("not in order")) : source.hash(before, to);
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
    out.path_ = path;
    out.source_ = std::move(*again);
    out.spacing_ = spacing;
    auto known = kept_index(path);
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
    // What is not known to be followed by nothing but what was there begins at a keyframe, or anew.
    if ((state.grown || state.keyframes > 0) && out.start(*known, state.keyframes)) return out;
    if (auto started = out.start_over(false); !started) return started.error();
    return out;
}

/// With the first keyframes of what is known.
Result<void> IndexFile::start(const CastIndex& known, std::size_t keyframes)
{
    auto source = source_->again();
    if (!source) return source.error();
    auto index = make_place();
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
        if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
        unfinished_.clear();
        auto index = CastIndex::in_memory();
        if (!index) return index.error();
        index_ = std::move(*index);
    } else {
        index_ = make_place();
    }
    indexer_.emplace(std::move(*source), spacing_);
    return {};
}

/// An empty index beside the recording, or where it is kept instead, or in memory.
CastIndex IndexFile::make_place()
{
    for (const auto& candidate : {index_path(path_), cached_index_path(path_)}) {
        if (path_.empty() || candidate.empty()) continue;
        if (candidate != index_path(path_)) (void)make_directories(cache_directory());
        remove_leftovers(candidate);
        const auto name = candidate + "." + std::to_string(::getpid()) + ".tmp";
        if (auto index = CastIndex::in_file(name)) {
            unfinished_ = name;
            final_ = candidate;
            return std::move(*index);
        }
    }
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
    if (!worth_keeping || ::rename(unfinished_.c_str(), final_.c_str()) != 0) ::unlink(unfinished_.c_str());
    unfinished_.clear();
}

Result<bool> IndexFile::step()
{
    if (!indexer_) return false;
    const auto stepped = indexer_->step(*index_);
    if (stepped && *stepped != Indexing::start_over) return *stepped == Indexing::more;
    // A full disk, for one, is no reason to be without.
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
    if (indexer_) return indexer_->place().time;
    return index_->end() ? index_->end()->place.time : CastTime();
}

} // namespace cleat
