#include "common/recording/index_file.h"

#include "common/recording/byte_hash.h"
#include "tests/support/allocated_bytes.h"
#include "tests/support/cases.h"
#include "tests/support/cast.h"
#include "tests/support/scratch.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

using namespace cleat;
using namespace cleat::test;

namespace {

constexpr KeyframeSpacing CLOSE{.time = std::chrono::seconds(5), .output = 500};

std::string example(int events = 200, int resized = 1'000)
{
    Stream stream(3);
    return some_cast(stream, CastVersion::v3, events, resized);
}

/// Sets the file's time to one long ago, so that a later change of the file also changes its time.
void make_old(const std::string& path)
{
    const timespec times[2] = {{1'000'000, 0}, {1'000'000, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

/// How many bytes of the recording must be read before its index is complete.
std::uint64_t bytes_to_index(const std::string& path)
{
    const auto source = CastSource::open(path);
    auto file = IndexFile::open(path, *source, CLOSE);
    REQUIRE(file.has_value());
    return file->is_whole() ? 0 : source->state().size - (file->time() > CastTime() ? file->file_offset() : 0);
}

bool same_keyframes(const CastIndex& a, const CastIndex& b)
{
    if (a.keyframes().size() != b.keyframes().size()) return false;
    for (std::size_t i = 0; i < a.keyframes().size(); ++i) {
        if (a.keyframes()[i].position != b.keyframes()[i].position) return false;
        auto in_a = a.load(a.keyframes()[i]);
        auto in_b = b.load(b.keyframes()[i]);
        if (!in_a || !in_b) return false;
        in_a->history = in_b->history = History();
        if (!(*in_a == *in_b)) return false;
    }
    return a.markers() == b.markers() && a.end()->position == b.end()->position;
}

struct Variable {
    Variable(const char* name, const std::string& value) : name_(name), before_(std::getenv(name))
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~Variable() { ::setenv(name_, before_.c_str(), 1); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    const char* name_;
    std::string before_;
};

constexpr std::string_view FRAME = "\x28\xb5\x2f\xfd"; ///< the start of zstd's output
constexpr std::size_t MAGIC_BYTES = 16;

/// The contents of an index's records.
std::vector<std::string> records_of(const std::string& index)
{
    std::vector<std::string> out;
    for (std::size_t at = MAGIC_BYTES; at + 12 <= index.size();) {
        std::size_t size = 0;
        for (std::size_t i = 4; i-- > 0;) size = size << 8U | static_cast<unsigned char>(index[at + i]);
        out.push_back(index.substr(at + 12, size));
        at += 12 + size;
    }
    return out;
}

void put_number(std::uint64_t value, int bytes, std::string& out)
{
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

/// An index file of these records, with valid hashes.
std::string with_hashes(const std::vector<std::string>& records)
{
    std::string out("cleat cast idx\0\3", MAGIC_BYTES);
    for (const auto& record : records) {
        put_number(record.size(), 4, out);
        put_number(byte_hash(record), 8, out);
        out += record;
    }
    return out;
}

std::string changed(std::string bytes, Stream& stream)
{
    for (int changes = stream.number(1, 3); changes > 0 && !bytes.empty(); --changes) {
        const auto at = static_cast<std::size_t>(stream.number(0, static_cast<int>(bytes.size()) - 1));
        bytes[at] = static_cast<char>(stream.chance(3) ? 0xff : bytes[at] ^ static_cast<char>(stream.number(1, 255)));
    }
    return bytes;
}

/// Replaces one record: the part before its snapshot, or part of the snapshot.
std::string forged(std::vector<std::string> records, Stream& stream)
{
    auto& record = records[static_cast<std::size_t>(stream.number(1, static_cast<int>(records.size()) - 1))];
    const auto packed = record.find(FRAME);
    if (packed == std::string::npos || stream.chance(2)) {
        record = changed(record.substr(0, packed), stream) + (packed == std::string::npos ? "" : record.substr(packed));
    } else {
        const std::string_view frame = std::string_view(record).substr(packed);
        std::string snapshot(ZSTD_getFrameContentSize(frame.data(), frame.size()), '\0');
        REQUIRE(ZSTD_decompress(snapshot.data(), snapshot.size(), frame.data(), frame.size()) == snapshot.size());
        record = record.substr(0, packed) + zstd_frame(changed(snapshot, stream));
    }
    return with_hashes(records);
}

UniqueFd file_with(const std::string& bytes)
{
    UniqueFd fd(::memfd_create("forged index", MFD_CLOEXEC));
    REQUIRE(::write(fd.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    return fd;
}

} // namespace

TEST_CASE("an index is kept in the cache, and is not built twice")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, example());

    const auto made = whole_index(path, CLOSE);
    CHECK(made.index().keyframes().size() > 5);
    CHECK(made.index().markers().size() > 2);
    CHECK(bytes_to_index(path) == 0);

    const auto source = CastSource::open(path);
    const auto kept = IndexFile::open(path, *source, CLOSE);
    REQUIRE(kept.has_value());
    CHECK(same_keyframes(made.index(), kept->index()));
    CHECK(kept->time() == made.time());
    // No file is left beside the recording.
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path()), {}) == 1);
}

TEST_CASE("an unfinished index is continued later, and becomes what it would have been")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    // Without changes of size: what a growing terminal shows is unknown after a keyframe.
    constexpr int NEVER = 1'000'000;
    write_file(path, example(8'000, NEVER));
    const Variable cache("XDG_CACHE_HOME", scratch / "cache");
    const auto in_directory = [&] {
        return std::distance(std::filesystem::directory_iterator(scratch / "cache/cleat/index"), {});
    };
    const auto begin = [&](int steps) {
        const auto source = CastSource::open(path);
        auto file = IndexFile::open(path, *source, CLOSE);
        REQUIRE(file.has_value());
        for (int i = 0; i < steps; ++i) REQUIRE(*file->step());
        return file->index().keyframes().size();
    };

    CHECK(begin(0) == 0);
    CHECK(in_directory() == 0);
    const auto made = begin(1);
    REQUIRE(made > 5);
    CHECK(begin(0) == made);
    CHECK(begin(1) > made);
    CHECK(in_directory() == 1);
    const auto resumed = whole_index(path, CLOSE);

    write_file(scratch / "b.cast", example(8'000, NEVER));
    CHECK(same_keyframes(resumed.index(), whole_index(scratch / "b.cast", CLOSE).index()));
}

TEST_CASE("an unfinished index becomes what it would have been, wherever the size changes")
{
    for (const int resized : {1'000, 20}) {
        const Scratch scratch;
        const auto path = scratch / "a.cast";
        write_file(path, example(8'000, resized));
        for (int steps = 1; steps <= 3; ++steps) {
            const auto source = CastSource::open(path);
            auto file = IndexFile::open(path, *source, CLOSE);
            REQUIRE(file.has_value());
            for (int i = 0; i < steps; ++i) REQUIRE(*file->step());
        }
        const auto resumed = whole_index(path, CLOSE);

        write_file(scratch / "b.cast", example(8'000, resized));
        CHECK(same_keyframes(resumed.index(), whole_index(scratch / "b.cast", CLOSE).index()));
    }
}

TEST_CASE("the leftovers of a killed process are removed, and a file being written is not")
{
    const Scratch scratch;
    const Variable home("XDG_CACHE_HOME", scratch / "cache");
    const auto cache = IndexCache::open();
    REQUIRE(cache.has_value());
    std::string left;
    std::string being_made;
    (void)cache->make(left); // the lock was released with its descriptor
    const auto file = cache->make(being_made);
    REQUIRE(file.has_value());

    cache->trim(IndexCache::MAX_BYTES);

    CHECK_FALSE(std::filesystem::exists(cache->path() + '/' + left));
    CHECK(std::filesystem::exists(cache->path() + '/' + being_made));
}

TEST_CASE("the cache evicts the least recently used files")
{
    const Scratch scratch;
    const Variable home("XDG_CACHE_HOME", scratch / "cache");
    const auto cache = IndexCache::open();
    REQUIRE(cache.has_value());
    for (const std::string name : {"a", "b", "c"}) {
        std::string made;
        const auto file = cache->make(made);
        REQUIRE(::ftruncate(file->get(), 1'000) == 0);
        REQUIRE(cache->keep(made, name));
        make_old(cache->path() + '/' + name);
    }
    CHECK(cache->find("a").has_value()); // used just now

    cache->trim(1'500);

    CHECK(cache->find("a").has_value());
    CHECK_FALSE(cache->find("b").has_value());
    CHECK_FALSE(cache->find("c").has_value());
}

TEST_CASE("an index beside the recording, and one that is not the user's own, are not used")
{
    const Scratch scratch;
    const Variable home("XDG_CACHE_HOME", scratch / "cache");
    const auto path = scratch / "a.cast";
    const auto other = scratch / "b.cast";
    write_file(path, "{\"version\":3}\n[1,\"o\",\"true\"]\n[20,\"o\",\"x\"]\n");
    write_file(other, "{\"version\":3}\n[1,\"o\",\"lies\"]\n[20,\"o\",\"x\"]\n");
    (void)whole_index(other);
    const auto lies = file_bytes(index_path(other));
    const auto shown = [&path] {
        const auto index = whole_index(path);
        return index.index().load(index.index().keyframes().at(0))->screen().text();
    };

    write_file(path + ".idx", lies);
    CHECK(shown().starts_with("truex"));

    // A file that other users could write to.
    write_file(index_path(path), file_bytes(index_path(path)));
    REQUIRE(::chmod(index_path(path).c_str(), 0666) == 0);
    CHECK_FALSE(kept_index_of(path).has_value());
    CHECK(shown().starts_with("truex"));
    CHECK(kept_index_of(path).has_value());

    // A link.
    std::filesystem::remove(index_path(path));
    std::filesystem::create_symlink(index_path(other), index_path(path));
    CHECK_FALSE(kept_index_of(path).has_value());
}

TEST_CASE("a cache that other users can enter is not used")
{
    const Scratch scratch;
    const Variable home("XDG_CACHE_HOME", scratch / "cache");
    REQUIRE(IndexCache::open().has_value());
    REQUIRE(::chmod((scratch / "cache/cleat/index").c_str(), 0755) == 0);

    CHECK(IndexCache::open().error().code() == ErrorCode::refused);
    write_file(scratch / "a.cast", example());
    CHECK(whole_index(scratch / "a.cast", CLOSE).index().keyframes().size() > 5);
    CHECK(std::filesystem::is_empty(scratch / "cache/cleat/index"));
}

TEST_CASE("a keyframe with history is refused")
{
    auto index = CastIndex::in_memory();
    REQUIRE(index.has_value());
    REQUIRE(index->begin(CastHeader()).has_value());
    Terminal terminal(Size{});
    for (int i = 0; i < 100; ++i) terminal.feed("line\r\n");
    REQUIRE(index->add({.position = {.events = 1}}, {}, terminal.snapshot(SnapshotHistory::left_out)).has_value());
    REQUIRE(index->add({.position = {.events = 2}}, {}, terminal.snapshot()).has_value());

    CHECK(index->load(index->keyframes()[0]).has_value());
    CHECK(index->load(index->keyframes()[1]).error().code() == ErrorCode::invalid);
}

TEST_CASE("a forged index with valid hashes is read or refused, and takes no more memory than allowed")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, example());
    (void)whole_index(path, CLOSE);
    const auto records = records_of(file_bytes(index_path(path)));
    REQUIRE(records.size() > 5);

    Stream stream(7);
    std::size_t loaded = 0;
    for ([[maybe_unused]] const int i : cases(300)) {
        const HeldBytes held;
        const auto index = CastIndex::read(file_with(forged(records, stream)));
        if (!index) continue;
        auto keyframes = index->keyframes();
        if (index->end()) keyframes.push_back(index->end()->resume);
        for (const auto& keyframe : keyframes) {
            const auto snapshot = index->load(keyframe);
            if (!snapshot) continue;
            ++loaded;
            auto terminal = Terminal::restore(*snapshot);
            terminal.feed("text\r\n\x1b[2J\x1b[5L");
            terminal.resize({.rows = 3, .columns = 5});
        }
        CHECK(held.most() < (64U << 20));
    }
    CHECK(loaded > 0);
}

TEST_CASE("a keyframe that claims an impossible size is refused before memory is allocated")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, example());
    (void)whole_index(path, CLOSE);
    auto records = records_of(file_bytes(index_path(path)));
    const auto packed = records[1].find(FRAME);
    REQUIRE(packed != std::string::npos);
    records[1].replace(packed, std::string::npos, zstd_frame(std::string(17U << 20, '\0')));

    const auto index = CastIndex::read(file_with(with_hashes(records)));

    REQUIRE(index.has_value());
    const HeldBytes held;
    CHECK(index->load(index->keyframes()[0]).error().code() == ErrorCode::invalid);
    CHECK(held.most() < (1U << 20));
}

TEST_CASE("an index is not much larger than its recording, whatever that contains")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    std::string bytes = "{\"version\":3,\"term\":{\"cols\":500,\"rows\":500}}\n[0,\"o\",\"";
    Stream stream(1);
    for (int i = 0; i < 250'000; ++i) bytes += static_cast<char>('a' + stream.number(0, 25));
    bytes += "\"]\n";
    for (int i = 0; i < 1'000; ++i) bytes += "[60,\"o\",\"x\"]\n";
    write_file(path, bytes);

    const auto made = whole_index(path);

    CHECK(made.index().keyframes().size() > 20);
    CHECK(made.index().size() < (10U << 20));
}

TEST_CASE("a recording that has grown is only read from its former end, and gets the index of a complete one")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    const auto bytes = example(400, 12);
    // Ends within a line, which then is not an event.
    const auto half = bytes.size() / 2;
    write_file(path, std::string_view(bytes).substr(0, half));
    const auto first = whole_index(path, CLOSE);
    CHECK(first.index().end()->damage.cut_short);

    append_to_file(path, std::string_view(bytes).substr(half));
    CHECK(bytes_to_index(path) < bytes.size() - half + 2'000);
    const auto grown = whole_index(path, CLOSE);

    write_file(scratch / "b.cast", bytes);
    const auto whole = whole_index(scratch / "b.cast", CLOSE);
    CHECK(same_keyframes(grown.index(), whole.index()));
    CHECK(grown.index().end()->damage == CastDamage());
}

TEST_CASE("wherever a recording ended before it grew, it gets the index of a complete one")
{
    for (const int seed : cases(200)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        const auto bytes = some_cast(stream, CastVersion::v3, 60, stream.number(5, 50));
        const bool compressed = stream.chance(3);
        const Scratch scratch;
        const auto path = scratch / (compressed ? "a.cast.zst" : "a.cast");
        write_file(path, "");
        std::size_t written = 0;
        for (int part = stream.number(1, 3); part >= 0; --part) {
            const auto left = static_cast<int>(bytes.size() - written);
            const auto next = part == 0 ? bytes.size() : written + static_cast<std::size_t>(stream.number(0, left));
            const auto part_of_it = std::string_view(bytes).substr(written, next - written);
            append_to_file(path, compressed ? zstd_frame(part_of_it) : std::string(part_of_it));
            written = next;
            if (written > bytes.find('\n')) (void)whole_index(path, CLOSE);
        }
        const auto grown = whole_index(path, CLOSE);

        write_file(scratch / "b.cast", bytes);
        const auto whole = whole_index(scratch / "b.cast", CLOSE);
        CHECK(same_keyframes(grown.index(), whole.index()));
        CHECK(grown.index().markers() == whole.index().markers());
    }
}

TEST_CASE("a recording that was changed in the middle is read again from there")
{
    for (const int resized : {1'000, 10}) {
        const Scratch scratch;
        const auto path = scratch / "a.cast";
        auto bytes = example(400, resized);
        write_file(path, bytes);
        make_old(path);
        (void)whole_index(path, CLOSE);

        const auto at = bytes.find(",\"o\",\"", bytes.size() / 2) + 6;
        bytes.replace(bytes.find("\"]\n", at), 0, "censored");
        write_file(path, bytes);
        const auto again = whole_index(path, CLOSE);

        write_file(scratch / "b.cast", bytes);
        CHECK(same_keyframes(again.index(), whole_index(scratch / "b.cast", CLOSE).index()));
    }
}

TEST_CASE("a change that keeps the size is detected")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, "{\"version\":3}\n[1,\"o\",\"secret\"]\n[20,\"o\",\"x\"]\n[20,\"o\",\"y\"]\n");
    make_old(path);
    (void)whole_index(path);

    write_file(path, "{\"version\":3}\n[1,\"o\",\"******\"]\n[20,\"o\",\"x\"]\n[20,\"o\",\"y\"]\n");
    const auto index = whole_index(path);

    REQUIRE(!index.index().keyframes().empty());
    CHECK(index.index().load(index.index().keyframes()[0])->screen().text().starts_with("******x"));
}

TEST_CASE("a file that only has a newer time, as after copying, is not played again")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, example());
    (void)whole_index(path, CLOSE);
    make_old(path);

    CHECK(bytes_to_index(path) == 0);
}

TEST_CASE("an index that is damaged, truncated or not an index at all is rebuilt as far as needed")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast";
    write_file(path, example());
    (void)whole_index(path, CLOSE);
    const auto bytes = file_bytes(index_path(path));
    // From a separate file, because an index reads its keyframes from its file.
    write_file(scratch / "b.cast", example());
    const auto right = whole_index(scratch / "b.cast", CLOSE);

    Stream stream(1);
    for ([[maybe_unused]] const int i : cases(100)) {
        auto damaged = bytes;
        const auto at = static_cast<std::size_t>(stream.number(0, static_cast<int>(bytes.size()) - 1));
        if (stream.chance(2)) damaged.resize(at);
        else damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(stream.number(1, 255)));
        write_file(index_path(path), damaged);

        CAPTURE(at);
        CAPTURE(damaged.size());
        CHECK(same_keyframes(whole_index(path, CLOSE).index(), right.index()));
    }
}

TEST_CASE("if no file can be written the index is in memory")
{
    const Scratch scratch;
    write_file(scratch / "cache", "a file");
    const Variable cache("XDG_CACHE_HOME", scratch / "cache");
    const auto path = scratch / "a.cast";
    write_file(path, example());

    const auto made = whole_index(path, CLOSE);

    CHECK(made.index().keyframes().size() > 5);
    CHECK(made.index().load(made.index().keyframes().back()).has_value());
}

TEST_CASE("compressed recordings are read, and damage in one is reported")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast.zst";
    const auto bytes = example();
    write_file(path, zstd_frame(std::string_view(bytes).substr(0, 1'000)) +
                         zstd_frame(std::string_view(bytes).substr(1'000)));
    write_file(scratch / "b.cast", bytes);
    const auto plain = whole_index(scratch / "b.cast", CLOSE);
    const auto compressed = whole_index(path, CLOSE);
    CHECK(compressed.index().end()->position == plain.index().end()->position);
    CHECK(compressed.index().end()->damage == CastDamage());

    write_file(scratch / "c.cast.zst", zstd_frame(bytes) + "no frame at all");
    const auto damaged = whole_index(scratch / "c.cast.zst", CLOSE);
    CHECK(damaged.index().end()->position == plain.index().end()->position);
    CHECK(damaged.index().end()->damage.describe().starts_with("the compressed data is damaged at byte"));

    auto cut = zstd_frame(bytes);
    cut.resize(cut.size() - 10);
    write_file(scratch / "d.cast.zst", zstd_frame(bytes) + cut);
    const auto half = whole_index(scratch / "d.cast.zst", CLOSE);
    CHECK(half.index().end()->position.events >= plain.index().end()->position.events);
    CHECK(half.index().end()->damage.describe().ends_with("the compressed data is cut short"));
}

TEST_CASE("compressed data that needs a large window is refused before it is allocated")
{
    const Scratch scratch;
    const auto path = scratch / "a.cast.zst";
    // A frame header that declares a window of 128 MiB (RFC 8878 section 3.1.1.1.2), and a block of one repeated byte.
    write_file(path, std::string_view("\x28\xb5\x2f\xfd\x00\x88\x03\x00\x10 ", 10));
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());

    std::string bytes;
    CHECK_FALSE(source->read(bytes).has_value());
    CHECK(bytes.empty());
}
