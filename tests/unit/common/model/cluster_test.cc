#include "common/model/cluster.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("a cluster continues with marks, joiners, modifiers and the second half of a flag")
{
    CHECK(joins("e", U'\u0301'));
    CHECK(joins("\u263a", U'\ufe0f'));
    CHECK(joins("\U0001f469", U'\u200d'));
    CHECK(joins("\U0001f469\u200d", U'\U0001f467'));
    CHECK(joins("\U0001f44b", U'\U0001f3fd'));
    CHECK(joins("\U0001f1e9", U'\U0001f1ea'));
    CHECK(joins("\u1112", U'\u1161'));
    CHECK(joins("1\ufe0f", U'\u20e3'));
}

TEST_CASE("a cluster ends before another letter, pictograph or flag")
{
    CHECK_FALSE(joins("e", U'e'));
    CHECK_FALSE(joins("\U0001f469", U'\U0001f467'));
    CHECK_FALSE(joins("q\u200d", U'\U0001f467'));
    CHECK_FALSE(joins("\U0001f1e9\U0001f1ea", U'\U0001f1eb'));
    CHECK_FALSE(joins("\u4e16", U'\u754c'));
}

TEST_CASE("code points of the newest Unicode take part in clusters, too")
{
    CHECK(joins("\U0001fae9\u200d", U'\U0001fa77'));
    CHECK(joins("\U0001fa77\u200d", U'\U0001faea'));
    CHECK(joins("\U0001faea", U'\U0001f3fd'));
    CHECK(joins("e", U'\u0897'));
    CHECK_FALSE(joins("\U0001fae9", U'\U0001faea'));
    CHECK(cluster_width("\U0001faea\u200d\U0001fae9") == 2);
}

TEST_CASE("the width of a cluster is that of the glyph it shows")
{
    CHECK(cluster_width("e\u0301") == 1);
    CHECK(cluster_width("\u4e16\u0301") == 2);
    CHECK(cluster_width("\u260e") == 1);
    CHECK(cluster_width("\u260e\ufe0f") == 2);
    CHECK(cluster_width("1\ufe0f\u20e3") == 2);
    CHECK(cluster_width("a\ufe0f") == 1);
    CHECK(cluster_width("\U0001f469\u200d\U0001f467") == 2);
    CHECK(cluster_width("\U0001f1e9\U0001f1ea") == 2);
    CHECK(cluster_width("\u1112\u1161\u11ab") == 2);
}

TEST_CASE("without clustering the width of each code point counts")
{
    CHECK(columns_one_by_one("\U0001f469\u200d\U0001f467") == 4);
    CHECK(columns_one_by_one("e\u0301") == 1);
}

TEST_CASE("a character with marks needs no clustering to be one glyph")
{
    CHECK_FALSE(needs_clustering("e\u0301", 1));
    CHECK_FALSE(needs_clustering("\u4e16\u0301", 2));
    CHECK(needs_clustering("\U0001f1e9\U0001f1ea", 2));
    CHECK(needs_clustering("\u260e\ufe0f", 2));
    CHECK(needs_clustering("\U0001f469\u200d\U0001f467", 2));
}
