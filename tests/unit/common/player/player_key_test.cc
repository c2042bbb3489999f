#include "common/player/player_key.h"

#include <doctest/doctest.h>

#include <vector>

using namespace cleat;

TEST_CASE("keys are taken one after the other, in either mode of the terminal")
{
    std::string_view typed = " \x1b[C\x1bOD7\x1b[1;2Ax\x1b[15~q";
    std::vector<PlayerPress> keys;
    int nothing = 0;
    while (!typed.empty()) {
        if (const auto key = take_player_key(typed)) keys.push_back(*key);
        else ++nothing;
    }

    CHECK(keys == std::vector<PlayerPress>{{PlayerKey::pause},
                                           {PlayerKey::forward},
                                           {PlayerKey::back},
                                           {PlayerKey::part, 7},
                                           {PlayerKey::pan_up},
                                           {PlayerKey::quit}});
    CHECK(nothing == 2);
}
