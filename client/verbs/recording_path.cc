#include "client/verbs/recording_path.h"

#include "common/base/quote.h"

#include <filesystem>

namespace cleat {

Result<std::string> recording_path(const std::string& file, Where server)
{
    if (file.starts_with('/')) return file;
    if (file.empty()) return Error("the file name of the recording is empty", ErrorCode::invalid);
    if (server == Where::elsewhere)
        return Error("with --via, the path of a recording must be absolute, not " + in_quotes(file),
                     ErrorCode::invalid);
    std::error_code failure;
    const auto here = std::filesystem::current_path(failure);
    if (failure) return Error("cannot determine the current directory: " + failure.message());
    return (here / file).string();
}

} // namespace cleat
