#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/player/nameless_file.h"
#include "common/recording/cast_source.h"

namespace cleat {

/// A recording that comes through a pipe, kept in a file without a name, so that it can be sought in.
class CastFeed {
 public:
    /// Reads the first bytes, waiting for them.
    static Result<CastFeed> open(UniqueFd pipe);

    /// For a watch: readable when `take` has something to do.
    [[nodiscard]] int fd() const { return pipe_.get(); }
    /// Takes what has come, at most 64 KiB; false at the end.
    Result<bool> take();
    /// A reader of what came and comes.
    [[nodiscard]] Result<CastSource> source() const { return file_.source(); }

 private:
    CastFeed(UniqueFd pipe, NamelessFile file) : pipe_(std::move(pipe)), file_(std::move(file)) {}

    UniqueFd pipe_;
    NamelessFile file_;
};

} // namespace cleat
