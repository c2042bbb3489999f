#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_player.h"
#include "common/recording/cast_writer.h"
#include "common/recording/index_file.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

inline void write_file(const std::string& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline void append_to_file(const std::string& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

inline std::string file_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// `bytes` as one zstd frame.
inline std::string zstd_frame(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

/// A random recording of `events` events, up to two seconds apart; one in `resized` changes the size.
inline std::string some_cast(Stream& stream, CastVersion version, int events, int resized = 15)
{
    Size size = stream.size();
    CastWriter writer(version);
    std::string out;
    CastHeader header;
    header.size = size;
    writer.header(header, out);
    CastTime time{};
    for (int i = 0; i < events; ++i) {
        if (!stream.chance(4)) time += CastTime(stream.number(0, 2'000'000));
        if (stream.chance(resized)) writer.resize(time, size = stream.size(), out);
        else if (stream.chance(20)) writer.marker(time, "mark " + std::to_string(i), out);
        else writer.output(time, stream.pieces(size, stream.number(1, 12)), out);
    }
    writer.finish(out);
    return out;
}

/// The path of a recording's index in the cache.
inline std::string index_path(const std::string& path)
{
    const auto source = CastSource::open(path);
    const auto cache = IndexCache::open();
    REQUIRE(source.has_value());
    REQUIRE(cache.has_value());
    return cache->path() + '/' + index_name(*source);
}

/// A recording's cached index, or an error.
inline Result<CastIndex> kept_index_of(const std::string& path)
{
    const auto cache = IndexCache::open();
    auto file = cache->find(std::filesystem::path(index_path(path)).filename());
    if (!file) return file.error();
    return CastIndex::read(std::move(*file));
}

/// A recording's index, completed and saved.
inline IndexFile whole_index(const std::string& path, const KeyframeSpacing& spacing = {})
{
    const auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    auto file = IndexFile::open(path, *source, spacing);
    REQUIRE(file.has_value());
    for (;;) {
        const auto stepped = file->step();
        REQUIRE(stepped.has_value());
        if (!*stepped) break;
    }
    REQUIRE(file->finish().has_value());
    return std::move(*file);
}

inline CastPlayer player_of(const std::string& path)
{
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    CastPlayer player(std::move(*source));
    REQUIRE(player.read_header().has_value());
    player.finish();
    return player;
}

} // namespace cleat::test
