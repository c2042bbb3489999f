#include "common/base/resource_limit.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a limit has a name and one value, or a soft and a hard value")
{
    CHECK(parse_resource_limit("nofile=1024") == ResourceLimit{RLIMIT_NOFILE, 1024, 1024});
    CHECK(parse_resource_limit("cpu=60:120") == ResourceLimit{RLIMIT_CPU, 60, 120});
    CHECK(parse_resource_limit("core=0:unlimited") == ResourceLimit{RLIMIT_CORE, 0, RLIM_INFINITY});
    CHECK(parse_resource_limit("as=unlimited") == ResourceLimit{RLIMIT_AS, RLIM_INFINITY, RLIM_INFINITY});
    CHECK(parse_resource_limit("as=2G:3g") == ResourceLimit{RLIMIT_AS, 2ULL << 30U, 3ULL << 30U});
    CHECK(parse_resource_limit("fsize=1K:1M") == ResourceLimit{RLIMIT_FSIZE, 1024, 1024 * 1024});
}

TEST_CASE("an invalid limit is an error that quotes it")
{
    for (const char* const text : {"",
                                   "nofile",
                                   "nofile=",
                                   "nofile=:",
                                   "nofile=1:",
                                   "nofile=:1",
                                   "nofile=-1",
                                   "nofile=+1",
                                   "nofile= 1",
                                   "nofile=1 ",
                                   "nofile=1.5",
                                   "nofile=1T",
                                   "nofile=1KK",
                                   "nofile=2:1",
                                   "nofile=unlimited:1",
                                   "nofile=x",
                                   "nofile=1:2:3",
                                   "files=1",
                                   "NOFILE=1",
                                   "=1",
                                   "nofile=99999999999999999999",
                                   "as=18446744073709551615",
                                   "as=99999999999G"}) {
        CAPTURE(std::string(text));
        const auto limit = parse_resource_limit(text);
        REQUIRE_FALSE(limit.has_value());
        CHECK(limit.error().code() == ErrorCode::invalid);
    }
    CHECK(parse_resource_limit("files=1").error().message().find("\"files\"") != std::string::npos);
    CHECK(parse_resource_limit("files=1").error().message().find("nofile") != std::string::npos);
}
