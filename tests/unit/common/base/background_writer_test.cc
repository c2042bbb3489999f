#include "common/base/background_writer.h"

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

using namespace cleat;
using namespace std::chrono_literals;

namespace {

/// A disk that accepts one line, and the next only when told to continue.
struct Disk {
    std::mutex mutex;
    std::condition_variable change;
    bool hangs = true;
    std::vector<std::string> lines;

    void write(std::string_view line)
    {
        std::unique_lock lock(mutex);
        lines.emplace_back(line);
        change.notify_all();
        change.wait(lock, [this] { return !hangs; });
    }
    void go_on()
    {
        const std::scoped_lock lock(mutex);
        hangs = false;
        change.notify_all();
    }
    void await_one()
    {
        std::unique_lock lock(mutex);
        change.wait(lock, [this] { return !lines.empty(); });
    }
};

std::string describe(std::uint64_t count)
{
    return std::to_string(count) + " left out\n";
}

} // namespace

TEST_CASE("a caller continues while the disk hangs; later the lines that fit are written, and the number of the rest")
{
    const auto disk = std::make_shared<Disk>();
    const std::string line = std::string(1'023, 'x') + '\n';
    constexpr std::size_t FIT = BackgroundWriter::LIMIT / 1'024;
    {
        BackgroundWriter writer([disk](std::string_view text) { disk->write(text); }, describe, 1h);
        writer.append("first\n");
        disk->await_one();
        for (std::size_t i = 0; i < FIT + 7; ++i) writer.append(line);
        disk->go_on();
    }

    REQUIRE(disk->lines.size() == FIT + 2);
    CHECK(disk->lines.front() == "first\n");
    CHECK(disk->lines[1] == line);
    CHECK(disk->lines.back() == "7 left out\n");
}

TEST_CASE("a disk that hangs for good does not block the destructor")
{
    const auto disk = std::make_shared<Disk>();
    {
        BackgroundWriter writer([disk](std::string_view text) { disk->write(text); }, describe, 1ms);
        writer.append("first\n");
        disk->await_one();
        writer.append("second\n");
    }
    {
        const std::scoped_lock lock(disk->mutex);
        CHECK(disk->lines == std::vector<std::string>{"first\n"});
    }
    disk->go_on();
}
