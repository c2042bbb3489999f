#include "server/program/input_privacy.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("input that the terminal does not echo is not kept, except what a shell's line editor reads")
{
    const std::vector<std::string> shell{"/bin/bash", "-l"};

    CHECK(may_keep_input(Echo::on, InFront::another, {"vim"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_a_line, InFront::own_program, shell));
    CHECK_FALSE(may_keep_input(Echo::off_for_a_line, InFront::another, shell));
    CHECK(may_keep_input(Echo::off_for_each_key, InFront::own_program, shell));
    CHECK(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"-zsh"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::another, shell)); // sudo or ssh in front of it
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"ssh", "box"}));
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {"fish"})); // its read -s looks the same
    CHECK_FALSE(may_keep_input(Echo::off_for_each_key, InFront::own_program, {}));
}
