# Build options, and the flags that every folder is compiled with.
option(CLEAT_TESTS "build the tests" ON)
option(CLEAT_WERROR "treat warnings as errors" OFF)
set(CLEAT_SANITIZE "" CACHE STRING "value for -fsanitize=, empty for none")
option(CLEAT_BENCH "build the benchmarks, with the tests (./dev bench)" OFF)
option(CLEAT_PRECOMPILE "compile the standard headers once for all folders; missing includes go unnoticed" OFF)
set(CLEAT_DRIVERS "" CACHE PATH "directory where another build put the tests that drive the programs; empty to build them")
option(CLEAT_LINT "for clang-tidy (./dev lint): one command for each source, without precompiled headers" OFF)
option(CLEAT_FUZZ "build the libFuzzer targets (needs clang)" OFF)

if(CLEAT_LINT)
    set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(cleat_flags INTERFACE)
target_include_directories(cleat_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(cleat_flags INTERFACE CLEAT_VERSION="${PROJECT_VERSION}")
target_compile_options(cleat_flags INTERFACE
    -pthread # some libraries require it, and all users of a precompiled header need the same flags
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Wundef -Wno-missing-field-initializers)
# At -O3, g++ 12 warns about overlapping copies and uninitialised reads inside its own std::string and std::variant.
target_compile_options(cleat_flags INTERFACE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
# By default g++ collects garbage at 128 MiB of heap, which takes a tenth of its time and saves nothing here.
target_compile_options(cleat_flags INTERFACE "$<$<CXX_COMPILER_ID:GNU>:SHELL:--param ggc-min-heapsize=512000>")
# Tests start programs thousands of times, and a sanitized program without relocations starts in two thirds of the time.
add_link_options($<$<CONFIG:Asan>:-no-pie> $<$<CONFIG:Asan>:-Wl,--gc-sections>)
find_program(CLEAT_LLD ld.lld)
if(CLEAT_LLD)
    add_link_options($<$<CONFIG:Asan,Dev>:-fuse-ld=lld>)
endif()
if(CLEAT_WERROR)
    target_compile_options(cleat_flags INTERFACE -Werror)
endif()
if(CLEAT_SANITIZE)
    target_compile_options(cleat_flags INTERFACE -fsanitize=${CLEAT_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(cleat_flags INTERFACE -fsanitize=${CLEAT_SANITIZE})
endif()
# For code in which tests spend most of their time. The sanitizer build optimises only this; the rest compiles faster
# without.
add_library(cleat_hot INTERFACE)
target_compile_options(cleat_hot INTERFACE $<$<CONFIG:Asan>:-O1>)

# cleat_precompile(NAME [HEADERS <header>...] [LINKS library...]): precompiles the standard headers and HEADERS once for all
# targets that are compiled with the same flags (target_precompile_headers(... REUSE_FROM NAME)).
function(cleat_precompile name)
    cmake_parse_arguments(PRECOMPILE "" "" "HEADERS;LINKS" ${ARGN})
    add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
    target_link_libraries(${name} PRIVATE cleat_flags ${PRECOMPILE_LINKS})
    target_precompile_headers(${name} PRIVATE <algorithm> <array> <chrono> <cstdint> <deque> <filesystem> <fstream>
        <functional> <map> <memory> <optional> <random> <set> <span> <sstream> <string> <string_view> <thread>
        <unordered_map> <utility> <variant> <vector> ${PRECOMPILE_HEADERS})
    # After a package upgrade, headers have new contents but may be older than the precompiled header, and clang rejects
    # that. The package lists are newer, so depend on them.
    file(GLOB packages /var/lib/dpkg/info/libstdc++-*-dev*.list /var/lib/dpkg/info/libc6-dev*.list
        /var/lib/dpkg/info/linux-libc-dev*.list /var/lib/dpkg/info/libclang-common-*-dev.list
        /var/lib/dpkg/info/doctest-dev*.list /var/lib/dpkg/info/nlohmann-json3-dev.list)
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.dir/cmake_pch.hxx.cxx
        PROPERTIES OBJECT_DEPENDS "${packages}")
endfunction()
if(CLEAT_PRECOMPILE)
    cleat_precompile(cleat_precompiled)
    cleat_precompile(cleat_precompiled_hot LINKS cleat_hot)
endif()
if(CLEAT_FUZZ)
    target_compile_options(cleat_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
