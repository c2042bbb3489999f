#include "common/base/result.h"

#include <cstring>

namespace cleat {

Error Error::from_errno(std::string_view doing, int number)
{
    const auto code = number == ENOENT ? ErrorCode::not_found : ErrorCode::failed;
    return Error(std::string(doing) + ": " + std::strerror(number), code);
}

Error Error::with(std::string_view doing) const
{
    return Error(std::string(doing) + ": " + message_, code_);
}

} // namespace cleat
