#include "client/verbs/open_recording.h"

#include "client/verbs/input_file.h"
#include "common/base/quote.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cleat {

namespace {

Result<UniqueFd> open_file(const std::string& name)
{
    if (name != "-") return open_input(name);
    UniqueFd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!fd) return Error::from_errno("standard input");
    return fd;
}

} // namespace

Result<OpenRecording> open_recording(const std::string& name)
{
    auto fd = open_file(name);
    if (!fd) return fd.error();
    struct stat status {};
    if (::fstat(fd->get(), &status) != 0) return Error::from_errno("checking " + in_quotes(name));
    if (S_ISDIR(status.st_mode)) return Error(in_quotes(name) + " is a directory", ErrorCode::invalid);
    if (::isatty(fd->get()) != 0) return Error("cannot read a recording from a terminal", ErrorCode::invalid);
    if (S_ISREG(status.st_mode)) {
        auto source = CastSource::from(std::move(*fd));
        if (!source) return source.error().with("opening " + in_quotes(name));
        return OpenRecording{std::move(*source), std::nullopt, name == "-" ? std::string() : name};
    }
    auto feed = CastFeed::open(std::move(*fd));
    if (!feed) return feed.error().with(in_quotes(name));
    auto source = feed->source();
    if (!source) return source.error();
    return OpenRecording{std::move(*source), std::move(*feed), {}};
}

Result<OpenRecording> open_whole_recording(const std::string& name)
{
    auto recording = open_recording(name);
    if (!recording || !recording->feed) return recording;
    for (;;) {
        const auto more = recording->feed->take();
        if (!more) return more.error();
        if (!*more) break;
    }
    recording->feed.reset();
    return recording;
}

} // namespace cleat
