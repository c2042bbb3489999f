#include "server/peer/guest_room.h"

#include <doctest/doctest.h>

using namespace cleat;

TEST_CASE("guests can use a quarter of the descriptors, one of them half of that, and the last ones are the owner's")
{
    const GuestRoom few = GuestRoom::among(64);
    CHECK(few.of_all == 16);
    CHECK(few.of_user == 8);
    CHECK(few.has_room(7, 15, 40));
    CHECK_FALSE(few.has_room(8, 8, 40));
    CHECK_FALSE(few.has_room(0, 16, 40));
    CHECK(few.has_room(0, 0, 47));
    CHECK_FALSE(few.has_room(0, 0, 48));
    CHECK_FALSE(GuestRoom::among(0).has_room(0, 0, 0));
    CHECK_FALSE(GuestRoom::among(3).has_room(0, 0, 0));
}

TEST_CASE("with many descriptors a guest has 32 connections, and all guests together have 256")
{
    for (const rlim_t descriptors : {rlim_t{1'024}, rlim_t{1'048'576}, RLIM_INFINITY}) {
        const GuestRoom room = GuestRoom::among(descriptors);
        CHECK(room.of_all == 256);
        CHECK(room.of_user == 32);
        CHECK(room.reserved_from == descriptors - 32);
    }
}
