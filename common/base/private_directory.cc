#include "common/base/private_directory.h"

#include "common/base/directory.h"
#include "common/base/quote.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace cleat {

Result<PrivateDirectory> PrivateDirectory::open(const std::string& path)
{
    auto opened = open_directory_of(path, ::geteuid());
    if (!opened) return opened.error();
    if (const auto own = check_own_directory(opened->get(), path); !own) return own.error();
    return PrivateDirectory(std::move(*opened), path);
}

Result<PrivateDirectory> PrivateDirectory::make(const std::string& path)
{
    if (::mkdir(path.c_str(), 0700) < 0 && errno != EEXIST)
        return Error::from_errno("creating the directory " + in_quotes(path));
    return open(path);
}

} // namespace cleat
