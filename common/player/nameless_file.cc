#include "common/player/nameless_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace cleat {

Result<NamelessFile> NamelessFile::make()
{
    const char* const wanted = std::getenv("TMPDIR");
    std::string name = std::string(wanted != nullptr && *wanted == '/' ? wanted : "/tmp") + "/cleat-play-XXXXXX";
    UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) return Error::from_errno("creating \"" + name + "\"");
    ::unlink(name.c_str());
    return NamelessFile(std::move(fd));
}

Result<void> NamelessFile::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto done = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return Error::from_errno("writing the temporary file");
        bytes.remove_prefix(static_cast<std::size_t>(done));
        size_ += static_cast<std::uint64_t>(done);
    }
    return {};
}

Result<CastSource> NamelessFile::source() const
{
    UniqueFd fd(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
    if (!fd) return Error::from_errno("duplicating the descriptor of the temporary file");
    return CastSource::from(std::move(fd));
}

Result<CastSource> nameless_source(std::string_view bytes)
{
    auto file = NamelessFile::make();
    if (!file) return file.error();
    if (const auto kept = file->append(bytes); !kept) return kept.error();
    return file->source();
}

} // namespace cleat
