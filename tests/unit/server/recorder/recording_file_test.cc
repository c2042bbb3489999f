#include "server/recorder/recording_file.h"

#include "common/recording/cast_source.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace cleat;

using Format = RecordingFile::Format;
using Outcome = RecordingFile::Outcome;

namespace {

std::string all_of(const std::string& path)
{
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    std::string out;
    for (;;) {
        const auto more = source->read(out);
        REQUIRE(more.has_value());
        if (!*more) return out;
    }
}

void put(const std::string& path, const std::string& text)
{
    std::ofstream(path) << text;
}

} // namespace

TEST_CASE("files of a recording are numbered before their suffix")
{
    CHECK(numbered_path("/a/b.cast", 1) == "/a/b.cast");
    CHECK(numbered_path("/a/b.cast", 2) == "/a/b.2.cast");
    CHECK(numbered_path("/a/b.cast.zst", 10) == "/a/b.10.cast.zst");
    CHECK(numbered_path("/a/b", 3) == "/a/b.3");
    CHECK(numbered_path("/a.cast/b", 3) == "/a.cast/b.3");
}

TEST_CASE("a file that is not empty is kept, replaced, or avoided, as requested")
{
    const Scratch scratch;
    const std::string path = scratch / "x.cast";
    put(path, "old");

    CHECK(RecordingFile::create({path, ExistingFile::refuse}, Format::plain).error().code() == ErrorCode::exists);
    CHECK(all_of(path) == "old");
    const auto beside = RecordingFile::create({path, ExistingFile::beside}, Format::plain);
    REQUIRE(beside.has_value());
    CHECK(beside->path() == scratch.path() + "/x-2.cast");
    CHECK(all_of(path) == "old");
    CHECK(RecordingFile::create({path, ExistingFile::overwrite}, Format::plain).has_value());
    CHECK(all_of(path) == "");
}

TEST_CASE("a new recording can be read only by its owner")
{
    const Scratch scratch;
    const std::string path = scratch / "x.cast";
    ::umask(0);

    REQUIRE(RecordingFile::create({path, ExistingFile::refuse}, Format::plain).has_value());

    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("a missing directory is created for an automatic name, and is an error otherwise")
{
    const Scratch scratch;
    const std::string path = scratch / "a/b/x.cast";

    CHECK(RecordingFile::create({path, ExistingFile::refuse}, Format::plain).error().code() == ErrorCode::not_found);
    CHECK(RecordingFile::create({path, ExistingFile::beside}, Format::plain).has_value());
}

TEST_CASE("a pipe without a reader is refused, and one with a slow reader loses nothing")
{
    const Scratch scratch;
    const std::string path = scratch / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK(RecordingFile::create({path, ExistingFile::refuse}, Format::plain).error().code() == ErrorCode::refused);
    const UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    auto file = RecordingFile::create({path, ExistingFile::refuse}, Format::plain);
    REQUIRE(file.has_value());
    CHECK_FALSE(file->is_regular());
    const std::string text(300'000, 'x');

    file->append(text);
    CHECK(file->write() == Outcome::later);
    std::string read;
    std::array<char, 4'096> piece{};
    while (read.size() < text.size()) {
        const auto count = ::read(reader.get(), piece.data(), piece.size());
        if (count > 0) read.append(piece.data(), static_cast<std::size_t>(count));
        else REQUIRE((file->write() != Outcome::failed));
    }

    CHECK(file->write() == Outcome::all);
    CHECK(read == text);
    CHECK(file->written() == text.size());
}

TEST_CASE("a file is replaced by a new one, and a process that had it open keeps the old one")
{
    const Scratch scratch;
    const std::string path = scratch / "x.cast";
    put(path, "old");
    const UniqueFd old(::open(path.c_str(), O_RDONLY));

    auto file = RecordingFile::create({path, ExistingFile::overwrite}, Format::plain);
    REQUIRE(file.has_value());
    file->append("new");
    CHECK(file->write() == Outcome::all);

    std::array<char, 8> bytes{};
    CHECK(::read(old.get(), bytes.data(), bytes.size()) == 3);
    CHECK(all_of(path) == "new");
    CHECK(file->is_at_its_path());
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path()), {}) == 1);
}

TEST_CASE("a user's own link is followed where no other user can write, and is refused elsewhere")
{
    const Scratch scratch;
    REQUIRE(::symlink("real.cast", (scratch / "link.cast").c_str()) == 0);
    REQUIRE(::symlink("round", (scratch / "round").c_str()) == 0);

    CHECK(RecordingFile::create({scratch / "link.cast"}, Format::plain).has_value());
    CHECK(std::filesystem::is_regular_file(scratch / "real.cast"));
    CHECK(std::filesystem::is_symlink(scratch / "link.cast"));
    CHECK_FALSE(RecordingFile::create({scratch / "round"}, Format::plain).has_value());

    REQUIRE(::chmod(scratch.path().c_str(), 01777) == 0);
    CHECK(RecordingFile::create({scratch / "link.cast", ExistingFile::overwrite}, Format::plain).error().code() ==
          ErrorCode::refused);
}

TEST_CASE("a guessable name gets a random part where others can write")
{
    const Scratch scratch;
    const std::string path = scratch / "x.cast.zst";
    const auto named = [&path] {
        auto file = RecordingFile::create({.path = path, .is_guessable = true}, Format::plain);
        REQUIRE(file.has_value());
        CHECK(file->stem() == path);
        return file->path();
    };

    CHECK(named() == path);

    REQUIRE(::chmod(scratch.path().c_str(), 01777) == 0);
    const auto first = named();
    const auto second = named();
    CHECK(first.size() == path.size() + 13);
    CHECK(first.starts_with(scratch / "x-"));
    CHECK(first.ends_with(".cast.zst"));
    CHECK(first != second);
}

TEST_CASE("nothing that another user has put at the path is written to, or replaced")
{
    constexpr uid_t OTHER = 61001;
    if (::geteuid() != 0) {
        MESSAGE("skipped: needs root");
        return;
    }
    const Scratch scratch;
    REQUIRE(::chmod(scratch.path().c_str(), 01777) == 0);
    const auto others = [&scratch](const std::string& name) {
        const auto path = scratch / name;
        REQUIRE(::lchown(path.c_str(), OTHER, OTHER) == 0);
        return path;
    };
    put(scratch / "empty", "");
    put(scratch / "full", "theirs");
    put(scratch / "target", "");
    REQUIRE(::mkfifo((scratch / "pipe").c_str(), 0666) == 0);
    REQUIRE(::symlink("target", (scratch / "link").c_str()) == 0);
    REQUIRE(::mkdir((scratch / "directory").c_str(), 0755) == 0);
    REQUIRE(::symlink("directory", (scratch / "way").c_str()) == 0);
    std::vector<std::string> paths;
    for (const char* const name : {"empty", "full", "pipe", "link"}) paths.push_back(others(name));
    paths.push_back(others("way") + "/x.cast");
    const UniqueFd reader(::open((scratch / "pipe").c_str(), O_RDONLY | O_NONBLOCK));

    for (const auto& path : paths)
        for (const auto placing : {ExistingFile::refuse, ExistingFile::overwrite, ExistingFile::beside}) {
            CAPTURE(path);
            const auto file = RecordingFile::create({path, placing}, Format::plain);
            REQUIRE_FALSE(file.has_value());
            CHECK(file.error().code() == ErrorCode::refused);
        }

    CHECK(all_of(scratch / "full") == "theirs");
    CHECK(std::filesystem::is_symlink(scratch / "link"));
    CHECK(std::filesystem::is_empty(scratch / "directory"));
    CHECK(RecordingFile::create({.path = scratch / "pipe", .to_others_pipe = true}, Format::plain).has_value());
}

TEST_CASE("a full disk is reported as such, and keeps the pending bytes")
{
    auto file = RecordingFile::create({"/dev/full", ExistingFile::refuse}, Format::plain);
    REQUIRE(file.has_value());

    file->append("text");

    CHECK(file->write() == Outcome::no_room);
    CHECK(file->why() == "No space left on device");
    CHECK(file->pending() == 4);
}

TEST_CASE("compressed data is readable once that is reported, and each frame without the others")
{
    const Scratch scratch;
    const std::string path = scratch / "x.cast.zst";
    auto file = RecordingFile::create({path, ExistingFile::refuse}, Format::zstd);
    REQUIRE(file.has_value());

    file->append("one\n");
    file->make_readable();
    CHECK(file->write() == Outcome::all);
    CHECK(all_of(path) == "one\n");
    file->append("two\n");
    file->end_frame();
    file->append("three\n");
    file->end_frame();
    CHECK(file->write() == Outcome::all);
    CHECK(all_of(path) == "one\ntwo\nthree\n");

    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    std::string text;
    while (*source->read(text)) {
    }
    const CastFrame last = source->frame_of(9);
    CHECK(last.begins == 8);
    REQUIRE(source->seek(last, 8).has_value());
    text.clear();
    while (*source->read(text)) {
    }
    CHECK(text == "three\n");
}
