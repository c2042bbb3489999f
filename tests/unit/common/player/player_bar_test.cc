#include "common/player/player_bar.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace std::chrono_literals;

TEST_CASE("the bar shows the position, the markers, and settings that are not the default")
{
    const std::vector<CastMarker> markers{{0s, "begin"}, {100s, "end"}};

    CHECK(bar_text({.position = 50s, .duration = 100s}, markers, 40) == " |> 0:50 [|==========>----------|] 1:40 ");
    CHECK(bar_text({.position = 0s, .duration = 100s, .is_whole = false, .paused = true}, {}, 40) ==
          " || 0:00 [>" + std::string(21, '-') + "] 1:40+ ");
    CHECK(bar_text({.position = 100s, .duration = 100s, .loop = true, .speed = 0.25, .idle_limit = 2s}, {}, 60) ==
          " |> 1:40 [" + std::string(24, '=') + ">] 1:40 1/4x idle 2s loop ");
}

TEST_CASE("the bar is never wider than the terminal")
{
    for (int columns = 0; columns < 80; ++columns) {
        CHECK(bar_text({.position = 5s, .duration = 9h, .speed = 64}, {{1h, "x"}}, columns).size() <=
              static_cast<std::size_t>(columns));
        CHECK(bar_text({.message = "something to say"}, {}, columns).size() <= static_cast<std::size_t>(columns));
    }
}
