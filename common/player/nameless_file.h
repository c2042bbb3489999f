#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/recording/cast_source.h"

#include <cstdint>
#include <string_view>

namespace cleat {

/// A file without a name, in $TMPDIR or /tmp, for a recording that is not in one: so it can be sought in, and is gone
/// with the last who has it open.
class NamelessFile {
 public:
    static Result<NamelessFile> make();

    /// Adds these bytes at the end.
    Result<void> append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// A reader of it, now and as it grows. `invalid` before the first bytes are there.
    [[nodiscard]] Result<CastSource> source() const;

 private:
    explicit NamelessFile(UniqueFd fd) : fd_(std::move(fd)) {}

    UniqueFd fd_;
    std::uint64_t size_ = 0;
};

/// A reader of such a file with these bytes in it, and no more to come.
Result<CastSource> nameless_source(std::string_view bytes);

} // namespace cleat
