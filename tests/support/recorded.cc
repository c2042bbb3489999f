#include "tests/support/recorded.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace cleat::test {

std::vector<Recorded> recorded()
{
    std::vector<Recorded> out;
    for (const auto& entry : std::filesystem::directory_iterator(CLEAT_RECORDED)) {
        if (entry.path().extension() != ".bytes") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        out.push_back({entry.path().stem(), {std::istreambuf_iterator<char>(file), {}}});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

} // namespace cleat::test
