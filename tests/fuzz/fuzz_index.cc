// Any index file is harmless: its keyframes are errors or working terminals, and a recording can be indexed further and
// played with it.
//
// The input is a list of records, each preceded by its length and that of its snapshot, in two bytes each. Hashes and
// compression are added here, so that mutations get past them.
#include "common/recording/byte_hash.h"
#include "common/recording/cast_index.h"
#include "common/recording/cast_indexer.h"
#include "common/recording/cast_player.h"
#include "tests/fuzz/require.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include <cstdint>
#include <string>

using namespace cleat;
using fuzz::require;

namespace {

constexpr std::string_view CAST = "{\"version\":3,\"term\":{\"cols\":20,\"rows\":5}}\n"
                                  "[1,\"o\",\"one\\r\\n\"]\n[20,\"r\",\"10x4\"]\n[20,\"o\",\"two\"]\n"
                                  "[5,\"m\",\"mark\"]\n[20,\"o\",\"three\\r\\nfour\"]\n";

UniqueFd file_of(std::string_view bytes)
{
    UniqueFd file(::memfd_create("fuzz", MFD_CLOEXEC));
    require(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    return file;
}

void append_number(std::uint64_t value, int bytes, std::string& out)
{
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::string_view take(std::string_view& bytes, std::size_t size)
{
    const auto taken = bytes.substr(0, size);
    bytes.remove_prefix(taken.size());
    return taken;
}

std::size_t take_length(std::string_view& bytes)
{
    std::size_t length = 0;
    for (const char c : take(bytes, 2)) length = length * 256 + static_cast<unsigned char>(c);
    return length;
}

std::string index_of(std::string_view bytes)
{
    std::string out("cleat cast idx\0\3", 16);
    while (!bytes.empty()) {
        const auto length = take_length(bytes);
        const auto packed = take_length(bytes);
        std::string content(take(bytes, length));
        if (const auto snapshot = take(bytes, packed); !snapshot.empty()) {
            std::string frame(ZSTD_compressBound(snapshot.size()), '\0');
            frame.resize(ZSTD_compress(frame.data(), frame.size(), snapshot.data(), snapshot.size(), 1));
            content += frame;
        }
        append_number(content.size(), 4, out);
        append_number(byte_hash(content), 8, out);
        out += content;
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto index = CastIndex::read(file_of(index_of({reinterpret_cast<const char*>(data), size})));
    if (!index) return 0;
    const auto source = CastSource::from(file_of(CAST));
    for (const auto& keyframe : index->keyframes()) {
        const auto snapshot = index->load(keyframe);
        if (!snapshot) continue;
        require(snapshot->history.end() == snapshot->history.first());
        auto terminal = Terminal::restore(*snapshot);
        terminal.feed("\x1b[2J\x1b[5Ltext\r\n\x1b[3b\x1b[u");
    }
    auto known = CastIndexer::resume(*source->again(), *index, index->keyframes().size());
    auto copy = CastIndex::in_memory();
    if (known && index->copy(index->keyframes().size(), *copy)) {
        for (int i = 0; i < 4; ++i) (void)known->step(*copy);
        (void)known->finish(*copy);
    }
    CastPlayer player(*source->again());
    require(player.read_header().has_value());
    player.finish();
    for (const int second : {30, 5, 100}) player.seek(std::chrono::seconds(second), *index);
    (void)player.screen();
    return 0;
}
