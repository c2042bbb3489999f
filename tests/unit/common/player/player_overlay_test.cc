#include "common/player/player_overlay.h"

#include <doctest/doctest.h>

using namespace cleat;
using std::chrono::seconds;

namespace {

constexpr Size OVERLAY_TERMINAL{.rows = 7, .columns = 60};

std::vector<CastMarker> three_markers()
{
    std::vector<CastMarker> out(3);
    for (int i = 0; i < 3; ++i) out[static_cast<std::size_t>(i)].time = seconds(10 * (i + 1));
    return out;
}

} // namespace

TEST_CASE("an overlay covers nothing at first, and the help until it is closed")
{
    PlayerOverlay overlay;
    CHECK_FALSE(overlay.page({}, PlayerExit::quit, OVERLAY_TERMINAL).has_value());
    CHECK_FALSE(overlay.close_help());

    overlay.show_help();

    REQUIRE(overlay.page({}, PlayerExit::quit, OVERLAY_TERMINAL).has_value());
    CHECK(overlay.page({}, PlayerExit::quit, OVERLAY_TERMINAL)->text().find("space") != std::string::npos);
    CHECK(overlay.close_help());
    CHECK_FALSE(overlay.page({}, PlayerExit::quit, OVERLAY_TERMINAL).has_value());
}

TEST_CASE("the list of markers returns the one selected with the arrows, which stay within it, and closes")
{
    const auto markers = three_markers();
    PlayerOverlay overlay;
    overlay.show_markers();
    CHECK(overlay.is_list());
    CHECK_FALSE(overlay.close_help());

    for (int i = 0; i < 5; ++i) CHECK_FALSE(overlay.take(PlayerKey::far_back, markers));
    CHECK_FALSE(overlay.take(PlayerKey::far_forward, markers));
    CHECK_FALSE(overlay.take(PlayerKey::faster, markers));
    CHECK(overlay.take(PlayerKey::enter, markers) == seconds(20));

    CHECK_FALSE(overlay.is_list());
    overlay.show_markers();
    for (int i = 0; i < 5; ++i) CHECK_FALSE(overlay.take(PlayerKey::far_forward, markers));
    CHECK(overlay.take(PlayerKey::enter, markers) == seconds(10));
}

TEST_CASE("the quit, cancel and markers keys close the list of markers without a choice")
{
    const auto markers = three_markers();
    for (const PlayerKey key : {PlayerKey::quit, PlayerKey::cancel, PlayerKey::markers}) {
        PlayerOverlay overlay;
        overlay.show_markers();
        CHECK(overlay.page(markers, PlayerExit::quit, OVERLAY_TERMINAL).has_value());
        CHECK_FALSE(overlay.take(key, markers));
        CHECK_FALSE(overlay.is_list());
        CHECK_FALSE(overlay.page(markers, PlayerExit::quit, OVERLAY_TERMINAL).has_value());
    }
}
