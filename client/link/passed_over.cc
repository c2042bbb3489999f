#include "client/link/passed_over.h"

#include "common/base/quote.h"

#include <cstdio>

namespace cleat {

void report_passed_over(const std::vector<Error>& places)
{
    for (const Error& why : places) std::fprintf(stderr, "cleat: passed over: %s\n", visible(why.message()).c_str());
}

} // namespace cleat
