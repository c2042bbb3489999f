#include "server/session/session_name.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace cleat;

TEST_CASE("valid and invalid session names are recognised")
{
    for (const std::string_view good : {"main", "a", "work-2", "A.b_c+d@e", "\u00e9t\u00e9", "0"})
        CHECK(check_session_name(good).has_value());
    for (const std::string_view bad : {"", "-x", ".", "..", "a b", "a/b", "a:b", "a\nb", "\x1b[m", "a\xff", "\u0085"})
        CHECK_FALSE(check_session_name(bad).has_value());
    CHECK(check_session_name(std::string(64, 'x')).has_value());
    CHECK_FALSE(check_session_name(std::string(65, 'x')).has_value());
}
