#pragma once

#include "common/model/size.h"

#include <string>
#include <vector>

namespace cleat::test {

/// What a real program wrote to a terminal of `RECORDED_SIZE`: tests/data/recorded.
struct Recorded {
    std::string name;
    std::string bytes;
};

inline constexpr Size RECORDED_SIZE{.rows = 24, .columns = 80};

/// All of them, by name.
[[nodiscard]] std::vector<Recorded> recorded();

} // namespace cleat::test
