// Writes beginnings for the fuzzers, one folder of files for each target: seeds FOLDER.
#include "common/proto/codec.h"
#include "common/terminal/terminal.h"
#include "tests/support/stream.h"
#include "tests/unit/common/proto/samples.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace cleat;
using test::Stream;

namespace {

constexpr std::size_t LONGEST = 4096;
constexpr int SCRIPTS = 200;

class Folder {
 public:
    explicit Folder(const std::filesystem::path& path) : path_(path) { std::filesystem::create_directories(path); }

    void add(const std::string& bytes)
    {
        if (bytes.size() > LONGEST) return;
        std::ofstream file(path_ / std::to_string(count_++), std::ios::binary);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

 private:
    std::filesystem::path path_;
    int count_ = 0;
};

void append(Size size, std::string& out)
{
    out += static_cast<char>(size.rows - 1);
    out += static_cast<char>(size.columns - 1);
}

/// What script.h reads.
std::string script(Stream& stream)
{
    std::string out;
    auto size = stream.size();
    append(size, out);
    for (int i = stream.number(1, 8); i > 0; --i) {
        out += stream.pieces(size, stream.number(1, 12));
        out += '\xfe';
        if (stream.chance(2)) {
            size = stream.size();
            out += 'r';
            append(size, out);
        } else {
            out += 'c';
        }
    }
    return out;
}

void write_snapshots(Folder folder)
{
    constexpr std::size_t MAGIC = std::string_view("cleat snapshot\x01").size();
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        const auto size = stream.size();
        Terminal terminal(size);
        terminal.feed(stream.pieces(size, 40));
        if (stream.chance(2)) terminal.resize(stream.size());
        folder.add(serialise(terminal.snapshot()).substr(MAGIC));
    }
}

void write_messages(Folder folder)
{
    std::string to_server;
    std::string to_client;
    for (const auto& message : test::client_samples()) {
        const auto frame = encode(message, 7);
        to_server += frame;
        folder.add('\x00' + frame.substr(4));
    }
    for (const auto& message : test::server_samples()) {
        const auto frame = encode(message, 7);
        to_client += frame;
        folder.add('\x01' + frame.substr(4));
    }
    folder.add('\x0e' + to_server);
    folder.add('\x0f' + to_client);
}

void write_keys(Folder folder)
{
    const std::string long_paste(300, 'p');
    const std::vector<std::string> pieces = {"a",
                                             "word \xc3\xa9",
                                             "\r",
                                             "\x1b",
                                             "\x1b[A",
                                             "\x1bOP",
                                             "\x1b[15;5~",
                                             "\x1c",
                                             "\x1c"
                                             "d",
                                             "\x1c\x1c",
                                             "\x1b[92;5u",
                                             "\x1b[92;5:3u",
                                             "\x1b[100u",
                                             "\x1b[27;5;92~",
                                             "\x1b[I",
                                             "\x1b[O",
                                             "\x1b[<0;3;4M",
                                             "\x1b[<35;3;4m",
                                             "\x1b[M !!",
                                             "\x1b[M\xc2\xa0!!",
                                             "\x1b[32;5;6M",
                                             "\x1b[200~text\x1b[201~",
                                             "\x1b[200~" + long_paste + "\x1b[201~",
                                             "\x1b[?62;22c",
                                             "\x1b]11;rgb:1111/2222/3333\x1b\\",
                                             "\x1b]10;rgb:11/22/33\a",
                                             "\x1b[?5u",
                                             "\x1b[?2026;2$y",
                                             "\x1b[6;20;10t",
                                             "\xfe",
                                             "\xfe\xfe",
                                             "\x1b[57441;5u",
                                             "\x1b[97;;229u"};
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        std::string out(1, static_cast<char>(stream.number(0, 9)));
        for (int i = stream.number(1, 20); i > 0; --i)
            out += pieces[static_cast<std::size_t>(stream.number(0, static_cast<int>(pieces.size()) - 1))];
        folder.add(out);
    }
}

void write_steps(Folder folder)
{
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        auto size = stream.size();
        std::string out;
        append(size, out);
        Terminal terminal(size);
        auto shown = terminal.screen();
        for (std::uint64_t number = 1; number <= 4; ++number) {
            if (stream.chance(4)) terminal.resize(size = stream.size());
            terminal.feed(stream.pieces(size, 10));
            const auto now = terminal.screen();
            Step step{.number = number, .update = diff(shown, now)};
            if (stream.chance(2))
                for (const auto row : terminal.history().newest_rows(3)) step.pushed.push_back({std::string(row)});
            const auto body = encode(step).substr(4);
            out += static_cast<char>(body.size() / 256);
            out += static_cast<char>(body.size() % 256);
            out += body;
            shown = now;
        }
        folder.add(out);
    }
}

void write_choices(Folder folder)
{
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        std::string out(static_cast<std::size_t>(stream.number(20, 600)), '\0');
        for (char& byte : out) byte = static_cast<char>(stream.number(0, 255));
        folder.add(out);
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    const std::filesystem::path top(arguments[1]);
    Folder model(top / "fuzz_model");
    Folder resume(top / "fuzz_resume");
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        const auto bytes = script(stream);
        model.add(bytes);
        resume.add(bytes);
    }
    write_snapshots(Folder(top / "fuzz_snapshot"));
    write_messages(Folder(top / "fuzz_codec"));
    write_keys(Folder(top / "fuzz_client"));
    write_steps(Folder(top / "fuzz_painter"));
    write_choices(Folder(top / "fuzz_libvterm"));
    return 0;
}
