#pragma once

#include "common/base/unique_fd.h"
#include "tests/support/scratch.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace cleat::test {

/// Files that another user has planted in a world-writable directory for a victim to write to: an empty file, a pipe
/// that has a reader, and a link to an empty file of the victim's. Only root can create them.
class PlantedFiles {
 public:
    PlantedFiles()
    {
        for (const char* const name : {"target", "file"}) std::ofstream(scratch_ / name) << "";
        REQUIRE(::mkfifo((scratch_ / "pipe").c_str(), 0666) == 0);
        std::filesystem::create_symlink("target", scratch_ / "link");
        reader_ = UniqueFd(::open((scratch_ / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        REQUIRE(::chmod(scratch_.path().c_str(), 01777) == 0);
        for (const std::string& path : paths()) REQUIRE(::lchown(path.c_str(), OTHER, OTHER) == 0);
    }

    [[nodiscard]] std::vector<std::string> paths() const
    {
        return {scratch_ / "file", scratch_ / "pipe", scratch_ / "link"};
    }
    /// Checks that the files were neither replaced nor written to.
    void check_untouched() const
    {
        for (const std::string& path : paths()) {
            CAPTURE(path);
            struct stat status {};
            REQUIRE(::lstat(path.c_str(), &status) == 0);
            CHECK(status.st_uid == OTHER);
        }
        CHECK(std::filesystem::is_empty(scratch_ / "file"));
        CHECK(std::filesystem::is_empty(scratch_ / "target"));
        char byte = 0;
        CHECK(::read(reader_.get(), &byte, 1) <= 0);
    }

 private:
    static constexpr uid_t OTHER = 61'001;

    Scratch scratch_;
    UniqueFd reader_;
};

} // namespace cleat::test
