// Our terminal and libvterm show the same for any output whose meaning they agree on.
#include "tests/fuzz/require.h"
#include "tests/support/common_ground.h"

#include <cstdint>
#include <span>

using namespace cleat;

namespace {

/// Reads a fuzzer's bytes as choices. After the last byte, the first choice is taken.
class Choices {
 public:
    explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] bool finished() const { return bytes_.empty(); }

    int operator()(int least, int most)
    {
        if (bytes_.empty() || least == most) return least;
        const int chosen = bytes_.front() % (most - least + 1);
        bytes_ = bytes_.subspan(1);
        return least + chosen;
    }

 private:
    std::span<const std::uint8_t> bytes_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Choices choices({data, size});
    const Size of{.rows = choices(1, 10), .columns = choices(2, 30)};
    test::CommonGround ground(of, [&choices](int least, int most) { return choices(least, most); });
    while (!choices.finished()) {
        ground.step();
        fuzz::require_none(ground.difference());
    }
    return 0;
}
