#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/player/nameless_file.h"
#include "common/recording/cast_source.h"

namespace cleat {

/// A recording read from a pipe and copied to an unnamed file to make it seekable.
class CastFeed {
 public:
    /// Reads at least the first 4 bytes, which show whether the recording is compressed; blocks until they arrive.
    static Result<CastFeed> open(UniqueFd pipe);

    /// For a watch: readable when `take` has something to read.
    [[nodiscard]] int fd() const { return pipe_.get(); }
    /// Reads what is available, at most 64 KiB; false at the end.
    Result<bool> take();
    /// A reader of the bytes copied so far and of those still to come.
    [[nodiscard]] Result<CastSource> source() const { return file_.source(); }

 private:
    CastFeed(UniqueFd pipe, NamelessFile file) : pipe_(std::move(pipe)), file_(std::move(file)) {}

    UniqueFd pipe_;
    NamelessFile file_;
};

} // namespace cleat
