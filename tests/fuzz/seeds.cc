// Writes seeds for the fuzzers, a folder of files for each target: fuzz_seeds FOLDER.
#include "common/base/leb128.h"
#include "common/terminal/terminal.h"
#include "common/wire/codec.h"
#include "tests/support/stream.h"
#include "tests/unit/common/wire/samples.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <initializer_list>

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

/// Input for script.h.
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

std::string leb128(std::initializer_list<std::uint64_t> numbers)
{
    std::string out;
    for (const auto number : numbers) append_leb128(number, out);
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
    // Forged: a small snapshot, with one byte at a time replaced by a number above any bound.
    Terminal terminal({.rows = 1, .columns = 2});
    terminal.feed("a\r\nb\x1b]2;t\a\x1b[22t\x1b]8;;u\a\x1b[5;1Hx\x1b"
                  "7");
    const auto honest = serialise(terminal.snapshot()).substr(MAGIC);
    const auto excess = leb128({std::uint64_t{1} << 40U});
    for (std::size_t i = 0; i < honest.size(); ++i) folder.add(honest.substr(0, i) + excess + honest.substr(i + 1));
}

/// A record for fuzz_index: its content, and separately its snapshot.
std::string record(const std::string& content, const std::string& snapshot)
{
    std::string out;
    for (const auto size : {content.size(), snapshot.size()}) {
        out += static_cast<char>(size / 256);
        out += static_cast<char>(size % 256);
    }
    return out + content + snapshot;
}

/// A keyframe after `events` events, without damage and markers.
std::string keyframe(std::uint64_t offset, std::uint64_t seconds, std::uint64_t events)
{
    return leb128({1, offset, seconds * 1'000'000, events, events + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

void write_indexes(Folder folder)
{
    const auto header = record('\0' + std::string("{\"version\":3,\"term\":{\"cols\":20,\"rows\":5}}\n"), "");
    for (std::uint32_t seed = 0; seed < SCRIPTS; ++seed) {
        Stream stream(seed);
        const Size size{.rows = 5, .columns = 20};
        Terminal terminal(size);
        auto out = header;
        for (std::uint64_t i = 1; i <= 3; ++i) {
            terminal.feed(stream.pieces(size, 5));
            // Every other one is forged: its snapshot has history.
            const auto with = seed % 2 == 0 ? SnapshotHistory::left_out : SnapshotHistory::kept;
            out += record(keyframe(47 + 20 * i, 20 * i, i), serialise(terminal.snapshot(with)));
        }
        folder.add(out);
        auto end = keyframe(120, 80, 4);
        end.front() = 2;
        end += leb128({130, 80'000'000, 5, 6, 0, 0, 0, 0, 0, 0, 140, 1, 1, 1, 10, 0});
        folder.add(out + record(end, serialise(terminal.snapshot())));
        // Forged: claims a huge number of markers that are missing.
        auto many = keyframe(150, 90, 6);
        many.pop_back();
        folder.add(header + record(many + leb128({UINT64_MAX}), ""));
    }
}

void write_casts(Folder folder)
{
    const std::string header = "{\"version\":3,\"term\":{\"cols\":1000,\"rows\":1000},\"idle_time_limit\":1e300}\n";
    folder.add("\x02" + header + "[1,\"o\",\"x\"]\n");
    folder.add("\x02{\"version\":3,\"env\":" + std::string(2'000, '[') + "\n");
    for (const char first : {'\x00', '\x01', '\x02', '\xfe', '\xff', '\xfd'}) {
        std::string resizes(1, first);
        for (int i = 0; i < 12; ++i) resizes += i % 2 == 0 ? "[20,\"r\",\"1000x250\"]\n" : "[20,\"r\",\"1x1\"]\n";
        folder.add(resizes);
        std::string markers(1, first);
        for (int i = 0; i < 150; ++i) markers += "[11,\"m\",\"m\"]\n[11,\"o\",\"x\"]\n";
        folder.add(markers);
        folder.add(std::string(1, first) + "[1,\"o\",\"" + std::string(3'000, ' ') + "\\u001b[2J\"]\n");
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

/// Input for fuzz_viewer: the options, the typed keys, and the server's messages.
std::string visit(char bits, const std::string& typed, const std::vector<ServerMessage>& said)
{
    std::string out{bits, static_cast<char>(typed.size())};
    out += typed;
    for (const auto& message : said) {
        // 8 is the serial of the requests for recent history.
        const bool is_history_reply =
            std::holds_alternative<RecentHistory>(message) || std::holds_alternative<Sessions>(message);
        const auto body = encode(message, is_history_reply ? 8 : 0).substr(4);
        out += static_cast<char>(body.size() / 256);
        out += static_cast<char>(body.size() % 256);
        out += body;
    }
    return out;
}

/// A step that shows the text, with that title.
Step shown_step(const std::string& text, const std::string& title)
{
    Terminal terminal({.rows = 24, .columns = 80});
    const auto before = terminal.screen();
    terminal.feed(text);
    auto after = terminal.screen();
    after.title = title;
    Step step{.number = 1, .update = diff(before, after)};
    step.update.size = after.size;
    return step;
}

void write_visits(Folder folder)
{
    const Attached attached{.id = 1, .name = "work", .role = Role::controller, .client = 1, .holder = 1};
    const std::string escape = "\x1b]52;c;c3RvbGVu\x1b\\\x1b[c\xc2\x9b"
                               "c";
    const Step harmless =
        shown_step("\x1b[1;31mtext\x1b[?1h\x1b[?1003h\x1b[?1006h\x1b[?25l\x1b[?2004h\x1b[>5u", "title");
    Step forged = shown_step("\x1b[?1049hfull \x1b[5 q", escape);
    forged.pushed = {{escape}, {std::string(200, '\xff')}};
    SessionInfo session;
    session.id = 1;
    session.name = escape;
    session.recording = "/dev/zero";
    const auto attack = [&](const ServerMessage& message) {
        return std::vector<ServerMessage>{Welcome(), attached, harmless, RoleChanged{Role::controller, 1}, message};
    };
    std::vector<std::vector<ServerMessage>> all{
        attack(Happened{Happened::Kind::clipboard, "c", {"stolen"}}),
        attack(Happened{Happened::Kind::clipboard_query, "c", {}}),
        attack(Happened{Happened::Kind::clipboard, escape, {"stolen"}}),
        attack(attached),
        attack(forged),
        attack(ControlAsked{9}),
        attack(Sessions{{session}}),
        attack(Failed{1, escape, 256}),
        attack(RecentHistory{{"{\"version\":3,\"term\":{\"cols\":20,\"rows\":5}}\n[1,\"o\",\"past\"]\n"}}),
        attack(Ended{}),
        attack(Detached{escape}),
    };
    for (const auto& message : test::server_samples()) all.push_back(attack(message));
    const std::vector<std::string> typed{"secret",
                                         "\x1b[200~pasted\x1b[201~\x1b[I",
                                         "\x1b]52;c;c3RvbGVu\x1b\\",
                                         "\x1c"
                                         "t\x1c"
                                         "a\x1c"
                                         "g",
                                         "\x1c"
                                         "r q",
                                         "\x1ci\x1cs\x1c?\x1c\x1b[A"};
    std::size_t count = 0;
    for (const auto& said : all) {
        for (const char bits : {'\x04', '\x02', '\x07', '\x0f', '\x35'}) {
            folder.add(visit(bits, typed[count % typed.size()], said));
            ++count;
        }
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
    write_indexes(Folder(top / "fuzz_index"));
    write_casts(Folder(top / "fuzz_cast"));
    write_messages(Folder(top / "fuzz_codec"));
    write_keys(Folder(top / "fuzz_client"));
    write_steps(Folder(top / "fuzz_painter"));
    write_visits(Folder(top / "fuzz_viewer"));
    write_choices(Folder(top / "fuzz_libvterm"));
    return 0;
}
