// Feeds a fuzz target the files in its arguments, and those in folders, one after the other: a regression test for past
// findings that needs no fuzzer.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

bool replay(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) return false;
    // The last path printed before a crash is the file that caused it.
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return true;
}

} // namespace

int main(int count, char** arguments)
{
    std::set<fs::path> files;
    for (int i = 1; i < count; ++i) {
        if (!fs::is_directory(arguments[i])) files.insert(arguments[i]);
        else
            for (const auto& entry : fs::directory_iterator(arguments[i])) files.insert(entry.path());
    }
    for (const auto& path : files) {
        if (replay(path)) continue;
        std::fprintf(stderr, "cannot read \"%s\"\n", path.c_str());
        return 1;
    }
    if (!files.empty()) return 0;
    std::fprintf(stderr, "nothing to replay\n");
    return 1;
}
