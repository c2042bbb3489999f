#pragma once

#include "common/model/size.h"

#include <string>
#include <vector>

namespace cleat::test {

/// The output of a real program on a terminal of `RECORDED_SIZE`, from tests/data/recorded.
struct Recorded {
    std::string name;
    std::string bytes;
};

inline constexpr Size RECORDED_SIZE{.rows = 24, .columns = 80};

/// All of them, sorted by name.
[[nodiscard]] std::vector<Recorded> recorded();

} // namespace cleat::test
