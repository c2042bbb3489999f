#pragma once

#include "common/base/unique_fd.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <doctest/doctest.h>

#include <sys/mman.h>
#include <unistd.h>

namespace cleat::test {

/// A memfd of that size, filled with zeros.
inline UniqueFd shared_memory(std::size_t size = 0)
{
    UniqueFd memory{::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    REQUIRE(memory);
    REQUIRE(::ftruncate(memory.get(), static_cast<off_t>(size)) == 0);
    return memory;
}

/// A memfd that contains only a log.
inline UniqueFd log_memory(std::size_t capacity)
{
    UniqueFd memory = shared_memory(Log::size_in_memory(capacity));
    REQUIRE(Log::lay_out(memory.get(), 0, capacity).has_value());
    return memory;
}

/// A memfd for a recording board.
inline UniqueFd board_memory()
{
    return shared_memory(RecordingBoard::SIZE_IN_MEMORY);
}

} // namespace cleat::test
