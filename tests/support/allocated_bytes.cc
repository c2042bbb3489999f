#include "tests/support/allocated_bytes.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::uint64_t> allocated{0};
std::atomic<std::uint64_t> held{0};
std::atomic<std::uint64_t> most_held{0};

} // namespace

std::uint64_t cleat::test::allocated_bytes()
{
    return allocated;
}

std::uint64_t cleat::test::held_bytes()
{
    return held;
}

std::uint64_t cleat::test::most_held_bytes()
{
    return most_held;
}

void cleat::test::watch_held_bytes()
{
    most_held = held.load();
}

void* operator new(std::size_t size)
{
    allocated += size;
    void* const memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    held += ::malloc_usable_size(memory);
    if (held > most_held) most_held = held.load(); // one thread allocates at a time
    return memory;
}

// Standard algorithms allocate their optional buffers with this one.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void operator delete(void* memory) noexcept
{
    if (memory != nullptr) held -= ::malloc_usable_size(memory);
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    operator delete(memory);
}
