#include "server/recorder/index_maker.h"

#include "tests/support/cast.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

/// A plain recording of about that many bytes.
std::string lines(std::size_t bytes)
{
    std::string out;
    while (out.size() < bytes) out += "[0.01,\"o\",\"" + std::string(1'000, 'x') + "\\r\\n\"]\n";
    return out;
}

std::string some_recording(std::size_t bytes)
{
    return "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n" + lines(bytes);
}

void wait_for(IndexMaker& maker)
{
    for (int i = 0; i < 6'000 && maker.is_running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    REQUIRE_FALSE(maker.is_running());
}

/// How much of the file is covered by the index.
std::uint64_t indexed(const std::string& path)
{
    const auto index = kept_index_of(path);
    return index && index->end() ? index->end()->resume.position.offset : 0;
}

} // namespace

TEST_CASE("a growing file gets a growing index, but not for small changes")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    IndexMaker maker;
    const auto run = [&] {
        maker.run(path, std::filesystem::file_size(path));
        wait_for(maker);
    };

    write_file(path, some_recording(100'000));
    run();
    CHECK(indexed(path) == 0);

    append_to_file(path, lines(2'000'000));
    run();
    const auto first = std::filesystem::file_size(path);
    CHECK(indexed(path) == first);

    append_to_file(path, lines(500'000));
    run();
    CHECK(indexed(path) == first);

    append_to_file(path, lines(1'000'000));
    run();
    CHECK(indexed(path) == std::filesystem::file_size(path));
}

TEST_CASE("an index in progress ends with its maker")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, some_recording(50'000'000));
    {
        IndexMaker maker;
        maker.run(path, std::filesystem::file_size(path));
        CHECK(maker.is_running());
    }
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(indexed(path) == 0);
}
