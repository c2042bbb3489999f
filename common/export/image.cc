#include "common/export/image.h"

#include "common/export/interruption.h"
#include "common/export/picture.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

extern "C" char** environ;

namespace cleat {

namespace {

constexpr CastTime BETWEEN_FRAMES = std::chrono::milliseconds(100);
constexpr CastTime LAST_FRAME = std::chrono::seconds(2);

/// A temporary directory that is removed with its contents, even if a signal terminates this program.
class ScratchDirectory {
 public:
    static Result<ScratchDirectory> make()
    {
        std::error_code problem;
        auto name = (std::filesystem::temp_directory_path(problem) / "cleat-export-XXXXXX").string();
        auto interruption = std::make_unique<Interruption>();
        if (problem || ::mkdtemp(name.data()) == nullptr) return Error::from_errno("creating a temporary directory");
        return ScratchDirectory(std::move(interruption), name);
    }
    ScratchDirectory(ScratchDirectory&& other) noexcept
        : interruption_(std::move(other.interruption_)), path_(std::exchange(other.path_, {}))
    {}
    ScratchDirectory& operator=(ScratchDirectory&&) = delete;
    ~ScratchDirectory()
    {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + '/' + name; }
    [[nodiscard]] const Interruption& interruption() const { return *interruption_; }

 private:
    ScratchDirectory(std::unique_ptr<Interruption> interruption, std::string path)
        : interruption_(std::move(interruption)), path_(std::move(path))
    {}

    std::unique_ptr<Interruption> interruption_; // released after the directory is removed
    std::string path_;
};

/// Runs a program and waits for it to exit; `package` is the Debian package it belongs to.
Result<void> run(std::vector<std::string> command, const char* package, const Interruption& interruption)
{
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, 2, 1);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    const sigset_t held = interruption.signals_of_child();
    ::posix_spawnattr_setsigmask(&attributes, &held);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t pid = 0;
    const int problem = ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (problem == ENOENT)
        return Error("this format requires the program \"" + command[0] + "\"; install the package \"" + package + "\"",
                     ErrorCode::unsupported);
    if (problem != 0) return Error::from_errno("starting " + command[0], problem);
    const auto status = interruption.wait_for(pid);
    if (!status) return status.error();
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) return Error(command[0] + " failed");
    return {};
}

Result<void> write_file(const std::string& path, const std::string& bytes)
{
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) return Error("cannot write \"" + path + "\"");
    return {};
}

std::string file_bytes(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Result<void> draw(const std::string& svg, const ScratchDirectory& scratch, const std::string& png)
{
    const auto path = scratch / "frame.svg";
    if (auto written = write_file(path, svg); !written) return written;
    return run({"rsvg-convert", "--format=png", "--output=" + png, path}, "librsvg2-bin", scratch.interruption());
}

/// A picture and how long it is shown.
struct Picture {
    std::string file;
    CastTime shown{};
};

/// Draws a picture for each change in the range, no closer together than `BETWEEN_FRAMES`.
Result<std::vector<Picture>> draw_all(CastPlayer& player, const CastIndex& index, const CastRange& range,
                                      const ScratchDirectory& scratch)
{
    std::vector<Picture> pictures;
    std::string last;
    CastTime last_time = std::max(range.from, CastTime(0));
    player.seek(last_time, index);
    for (;;) {
        const auto svg = svg_of(player.screen(), player.header()->theme, {});
        const auto time = std::max(player.position().time, last_time);
        if (svg != last) {
            if (pictures.size() == MAX_FRAMES)
                return Error("the animation would have more than " + std::to_string(MAX_FRAMES) +
                                 " frames; select a shorter part with --from and --until",
                             ErrorCode::invalid);
            if (!pictures.empty()) pictures.back().shown = time - last_time;
            const auto file = scratch / (std::to_string(pictures.size()) + ".png");
            if (auto drawn = draw(svg, scratch, file); !drawn) return drawn.error();
            pictures.push_back({file, LAST_FRAME});
            last = svg;
            last_time = time;
        }
        const auto next = player.next_time();
        if (!next || *next > range.until) return pictures;
        if (scratch.interruption().has_arrived()) return interrupted_error();
        player.seek(std::min(std::max(*next, last_time + BETWEEN_FRAMES), range.until), index);
    }
}

} // namespace

Result<std::string> png_of(const std::string& svg)
{
    const auto scratch = ScratchDirectory::make();
    if (!scratch) return scratch.error();
    if (auto drawn = draw(svg, *scratch, *scratch / "frame.png"); !drawn) return drawn.error();
    return file_bytes(*scratch / "frame.png");
}

Result<std::string> gif_of(CastPlayer& player, const CastIndex& index, const CastRange& range, CastTime longest_pause)
{
    const auto scratch = ScratchDirectory::make();
    if (!scratch) return scratch.error();
    const auto pictures = draw_all(player, index, range, *scratch);
    if (!pictures) return pictures.error();
    // A recording may change its size: then the canvas is large enough for all pictures.
    std::vector<std::string> command{"convert", "-loop", "0", "-dispose", "previous"};
    for (const auto& picture : *pictures) {
        const auto hundredths = std::min(picture.shown, longest_pause).count() / 10'000;
        command.insert(command.end(), {"-delay", std::to_string(std::max<std::int64_t>(hundredths, 2)), picture.file});
    }
    command.insert(command.end(), {"-layers", "optimize", *scratch / "all.gif"});
    if (auto made = run(std::move(command), "imagemagick", scratch->interruption()); !made) return made.error();
    return file_bytes(*scratch / "all.gif");
}

} // namespace cleat
