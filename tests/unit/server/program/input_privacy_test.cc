#include "server/program/input_privacy.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("what a terminal hides is not kept, but for what a shell's line editor reads")
{
    const std::vector<std::string> shell{"/bin/bash", "-l"};

    CHECK(may_keep_input(Echo::on, InFront::another, {"vim"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_a_line, InFront::own_program, shell));
    CHECK_FALSE(may_keep_input(Echo::off_for_a_line, InFront::another, shell));
    CHECK(may_keep_input(Echo::off_for_each_key, InFront::own_program, shell));
    CHECK(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"-zsh"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::another, shell)); // sudo, ssh in front of it
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"ssh", "box"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"fish"})); // its read -s is no other
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {}));
}
