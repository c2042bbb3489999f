# What a build can be asked for, and the flags that every folder is compiled with.
option(CLEAT_TESTS "build the tests" ON)
option(CLEAT_WERROR "treat warnings as errors" OFF)
set(CLEAT_SANITIZE "" CACHE STRING "value for -fsanitize=, empty for none")
option(CLEAT_BENCH "build the benchmarks, with the tests (./dev bench)" OFF)
option(CLEAT_PRECOMPILE "compile the standard headers once for all folders; what a file forgets to include is not noticed" OFF)
option(CLEAT_FUZZ "build the libFuzzer targets (needs clang)" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(cleat_flags INTERFACE)
target_include_directories(cleat_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(cleat_flags INTERFACE CLEAT_VERSION="${PROJECT_VERSION}")
target_compile_options(cleat_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Wundef -Wno-missing-field-initializers)
# At -O3 g++ 12 sees overlapping copies and uninitialised reads inside its own std::string and std::variant.
target_compile_options(cleat_flags INTERFACE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
if(CLEAT_WERROR)
    target_compile_options(cleat_flags INTERFACE -Werror)
endif()
if(CLEAT_SANITIZE)
    target_compile_options(cleat_flags INTERFACE -fsanitize=${CLEAT_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(cleat_flags INTERFACE -fsanitize=${CLEAT_SANITIZE})
    target_compile_definitions(cleat_flags INTERFACE CLEAT_SANITIZED=1)
endif()
if(CLEAT_PRECOMPILE)
    target_compile_options(cleat_flags INTERFACE -pthread) # some libraries ask for it, and all must be compiled alike
    add_library(cleat_precompiled OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
    target_link_libraries(cleat_precompiled PUBLIC cleat_flags)
    target_precompile_headers(cleat_precompiled PRIVATE <algorithm> <array> <chrono> <cstdint> <deque> <functional> <map>
        <memory> <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
endif()
if(CLEAT_FUZZ)
    target_compile_options(cleat_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
