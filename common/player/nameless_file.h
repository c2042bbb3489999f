#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/recording/cast_source.h"

#include <cstdint>
#include <string_view>

namespace cleat {

/// An unnamed file in $TMPDIR or /tmp that makes a recording from a pipe or a server seekable. The kernel
/// removes it when its last descriptor is closed.
class NamelessFile {
 public:
    static Result<NamelessFile> make();

    /// Appends the bytes.
    Result<void> append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// A reader of the file, including bytes appended later. Call this when the file has its first 4 bytes, which show
    /// whether the recording is compressed.
    [[nodiscard]] Result<CastSource> source() const;

 private:
    explicit NamelessFile(UniqueFd fd) : fd_(std::move(fd)) {}

    UniqueFd fd_;
    std::uint64_t size_ = 0;
};

/// A reader of an unnamed file that contains exactly these bytes.
Result<CastSource> nameless_source(std::string_view bytes);

} // namespace cleat
