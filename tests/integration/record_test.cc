// Recordings of sessions: the file has what the session showed, and trouble with the file or its recorder does not
// affect the session.
#include "tests/support/cases.h"
#include "tests/support/cast.h"
#include "tests/support/cast_events.h"
#include "tests/support/needs_root.h"
#include "tests/support/planted_files.h"
#include "tests/support/raw_client.h"
#include "tests/support/scratch.h"
#include "tests/support/server.h"
#include "tests/support/tmux.h"
#include "tests/support/usage.h"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <sstream>
#include <thread>

using namespace cleat;
using namespace cleat::test;

namespace {

WholeCast cast_in(const std::string& path)
{
    auto source = CastSource::open(path);
    REQUIRE(source.has_value());
    std::string bytes;
    for (auto more = source->read(bytes); more && *more; more = source->read(bytes)) {
    }
    return whole_cast(bytes);
}

bool has_marker(const WholeCast& cast, const std::string& begin)
{
    return std::any_of(cast.events.begin(), cast.events.end(), [&](const OwnEvent& event) {
        return event.kind == CastKind::marker && event.data.starts_with(begin);
    });
}

/// The number of events of an uncompressed recording.
std::size_t event_lines(const std::string& cast)
{
    return static_cast<std::size_t>(std::count(cast.begin(), cast.end(), '\n')) - 1;
}

/// The size that the uncompressed recording would have with its text cut into that many events. The number of events is
/// a matter of timing: a late read of the pty returns more bytes.
double size_in_events(const std::string& cast, std::size_t events)
{
    std::istringstream lines(cast);
    std::string line;
    std::getline(lines, line); // the header
    std::size_t beside_text = 0;
    while (std::getline(lines, line)) beside_text += line.size() + 1 - nlohmann::json::parse(line).at(2).dump().size();
    const auto each = static_cast<double>(beside_text) / static_cast<double>(event_lines(cast));
    return static_cast<double>(cast.size()) +
           (static_cast<double>(events) - static_cast<double>(event_lines(cast))) * each;
}

/// The last screen of the recording.
Screen last_screen(const std::string& path)
{
    const auto nothing = CastIndex::in_memory();
    CastPlayer player = player_of(path);
    player.seek(LAST_CAST_TIME, *nothing);
    return player.screen();
}

nlohmann::json recording(const Server& server, const std::string& session)
{
    const auto all = nlohmann::json::parse(server.ok({"record", "status", session, "--json"}));
    return all.empty() ? nlohmann::json() : all.front();
}

bool is_in_state(const Server& server, const std::string& session, const std::string& state)
{
    return eventually([&] { return recording(server, session)["state"] == state; });
}

/// The recorder process, a child of the keeper; 0 if there is none.
pid_t recorder_of(const Server& server)
{
    const pid_t keeper = server.keeper();
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto pid = static_cast<pid_t>(std::stol(name));
        std::ifstream comm("/proc/" + name + "/comm");
        std::string word;
        std::getline(comm, word);
        if (word == "cleatd-recorder" && status_of(pid, "PPid:") == keeper) return pid;
    }
    return 0;
}

bool has_child(pid_t parent)
{
    const std::filesystem::directory_iterator entries("/proc");
    return std::any_of(begin(entries), end(entries), [&](const auto& entry) {
        const std::string name = entry.path().filename();
        return name.find_first_not_of("0123456789") == std::string::npos &&
               status_of(static_cast<pid_t>(std::stol(name)), "PPid:") == parent;
    });
}

void write_config(const Server& server, const std::string& text)
{
    const auto home = std::filesystem::path(server.variables().at("XDG_CONFIG_HOME")) / "cleat";
    std::filesystem::create_directories(home);
    write_file(home / "config.toml", text);
}

/// The output of seq(1), with this line end.
std::string numbers(int last, const std::string& end)
{
    std::string out;
    for (int i = 1; i <= last; ++i) out += std::to_string(i) + end;
    return out;
}

/// Checks that a recording has all output before its gap, and that the gap accounts for the rest. Returns the number of
/// bytes before the gap.
std::size_t check_gap(const WholeCast& cast, const std::string& output)
{
    CHECK(cast.damage.describe().empty());
    std::string before;
    for (const OwnEvent& event : cast.events) {
        if (event.kind == CastKind::marker) {
            CHECK(event.data ==
                  "gap: " + std::to_string(output.size() - before.size()) + " bytes of output are missing here");
            CHECK(output.starts_with(before));
            return before.size();
        }
        before += event.data;
    }
    FAIL("there is no gap");
    return 0;
}

/// A small file system for a test to fill. is_there() is false where no file system can be mounted.
class SmallDisk {
 public:
    SmallDisk(std::string path, const std::string& size) : path_(std::move(path))
    {
        std::filesystem::create_directory(path_);
        is_there_ = ::mount("none", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
        if (!is_there_) MESSAGE("not tested: no file system can be mounted here");
    }
    ~SmallDisk()
    {
        if (is_there_) ::umount2(path_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool is_there() const { return is_there_; }
    [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
    std::string path_;
    bool is_there_ = false;
};

std::int64_t monotonic_ms()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000 + now.tv_nsec / 1'000'000;
}

} // namespace

TEST_CASE("a session recorded from its start is recorded whole, with its sizes and its exit")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";

    server.ok({"new", "-d", "-n", "work", "--record", file, "-s", "70x20", "--", "sh", "-c",
               "printf 'first\\n'; read x; printf 'g\\303\\274n \\033[1mbold\\033[m\\n'; exit 7"});
    server.ok({"wait", "work", "--text", "first"});
    server.ok({"resize", "work", "90x30"});
    server.ok({"send", "work", "--keys", "Enter"});
    CHECK(server.cleat({"wait", "work", "--exit"}).status == 7);
    REQUIRE(is_in_state(server, "work", "ended"));

    const WholeCast cast = cast_in(file);
    REQUIRE(cast.header.has_value());
    CHECK(cast.header->size == Size{20, 70});
    CHECK(cast.header->command.starts_with("sh -c "));
    CHECK(text_of(cast.events) == "first\r\n\r\ng\u00fcn \x1b[1mbold\x1b[m\r\n");
    CHECK(text_of(cast.events, CastKind::resize) == "90x30");
    CHECK(cast.events.back().kind == CastKind::exit);
    CHECK(cast.events.back().data == "7");
    CHECK(last_screen(file) == server.model("work"));
    CHECK(eventually([&] { return std::filesystem::exists(index_path(file)); }));
}

TEST_CASE("a recording started later begins with the current screen")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    server.ok({"new", "-d", "-n", "work", "--", "bash", "--norc"});
    server.ask("work", "printf '\\033[44mblue\\033[m'; seq 5", "^5$");
    server.ok({"send", "work", "--text", "vim -u NONE -c 'set number' /etc/passwd", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "root:"});
    server.ok({"wait", "work", "--idle", "300ms"});
    const Screen before = server.model("work");

    CHECK(server.ok({"record", "work", file}) == file + "\n");
    server.ok({"record", "stop", "work"});

    const WholeCast cast = cast_in(file);
    REQUIRE_FALSE(cast.events.empty());
    CHECK(cast.events.front().time == CastTime(0));
    CHECK(last_screen(file) == before);
}

TEST_CASE("a recording started later shows the same lines as the session when the terminal grows")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "seq 100; read x; echo more; read x"});
    server.ok({"wait", "work", "--text", "^100$"});
    server.ok({"record", "work", file});

    server.ok({"resize", "work", "80x40"});
    server.ok({"resize", "work", "40x60"});
    server.ask("work", "", "^more$");
    server.ok({"record", "stop", "work"});

    CHECK(server.screen("work").find("\n60\n") != std::string::npos);
    CHECK(last_screen(file) == server.model("work"));
}

TEST_CASE("seeking to any moment shows the same screen as playing up to it")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    server.ok({"new", "-d", "-n", "work", "--record", file, "--", "bash", "--norc"});
    server.ask("work", "seq 20000; echo 'do''ne'", "^done$");
    server.ok({"send", "work", "--text", "vim -u NONE /etc/passwd", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "root:"});
    for (const char* const size : {"100x30", "60x10", "81x25"}) {
        server.ok({"resize", "work", size});
        server.ok({"send", "work", "--keys", "C-f", "--keys", "C-b", "--keys", "G"});
        server.ok({"wait", "work", "--idle", "100ms"});
    }
    // An exiting program can discard input typed before the shell reads again (tcflush(3)).
    const auto prompt = R"(^bash[^ ]*[$#] ?$)";
    server.ok({"send", "work", "--text", ":q!", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", prompt});
    server.ok({"send", "work", "--text", "htop", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "Load average"});
    server.ok({"send", "work", "--text", "q"});
    server.ok({"wait", "work", "--text", prompt});
    server.ask("work", "echo 'e''nd'", "^end$");
    server.ok({"record", "stop", "work"});
    const Screen last = server.model("work");

    const IndexFile index = whole_index(file);
    const auto nothing = CastIndex::in_memory();
    const CastTime duration = index.time();
    Stream stream(3);
    for ([[maybe_unused]] const int i : cases(200)) {
        const CastTime time(
            stream.number(0, static_cast<int>(std::min<std::int64_t>(duration.count(), 2'000'000'000))));
        CastPlayer sought = player_of(file);
        sought.seek(time, index.index());
        CastPlayer played = player_of(file);
        while (const auto next = played.next_time()) {
            if (*next > time) break;
            (void)played.step(*nothing);
        }
        CAPTURE(time.count());
        REQUIRE(sought.screen() == played.screen());
    }
    CHECK(last_screen(file) == last);
}

TEST_CASE("input is recorded on request, except for passwords")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work", "--", "bash", "--norc"});
    server.ok({"wait", "work", "--text", "\\$|#"});
    server.ok({"record", "work", scratch / "a.cast", "--input"});

    server.ask("work", "read -s password; echo 'rea''d'", "^read$|read -s");
    server.ok({"wait", "work", "--idle", "200ms"});
    server.ask("work", "hunter2", "^read$");
    server.ask("work", "echo visible", "^visible$");
    server.ok({"record", "stop", "work"});
    server.ok({"record", "work", scratch / "b.cast"});
    server.ask("work", "echo unasked", "^unasked$");
    server.ok({"record", "stop", "work"});

    const std::string typed = text_of(cast_in(scratch / "a.cast").events, CastKind::input);
    CHECK(typed.find("echo visible") != std::string::npos);
    CHECK(file_bytes(scratch / "a.cast").find("hunter2") == std::string::npos);
    CHECK(text_of(cast_in(scratch / "b.cast").events, CastKind::input).empty());
}

TEST_CASE("markers are recorded in order with the output")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work", "--record", scratch / "a.cast", "--", "bash", "--norc"});
    server.ask("work", "echo 'o''ne'", "^one$");
    server.ok({"record", "mark", "after \"one\"", "work"});
    server.ask("work", "echo 't''wo'", "^two$");
    server.ok({"record", "stop", "work"});

    std::string order;
    for (const OwnEvent& event : cast_in(scratch / "a.cast").events) {
        if (event.kind == CastKind::output && event.data.find("one") != std::string::npos) order += "1";
        if (event.kind == CastKind::marker) order += "[" + event.data + "]";
        if (event.kind == CastKind::output && event.data.find("two") != std::string::npos) order += "2";
    }
    CHECK(order == "1[after \"one\"]2");
}

TEST_CASE("a recording that is not read in time is paused, and its gap states exactly what is missing")
{
    const Server server;
    const Scratch scratch;
    const auto pipe = scratch / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK));
    constexpr int LINES = 1'000'000;
    server.ok({"new", "-d", "-n", "work", "--record", pipe, "--", "sh", "-c",
               "stty raw -echo; echo ready; read x; seq " + std::to_string(LINES) + "; read x"});
    server.ok({"wait", "work", "--text", "ready"});

    server.ok({"send", "work", "--keys", "C-j"});
    server.ok({"wait", "work", "--text", "^ *" + std::to_string(LINES) + "$"}); // the program continues
    REQUIRE(is_in_state(server, "work", "paused"));
    CHECK(recording(server, "work")["why"] == "the recorder does not write fast enough");

    std::string bytes;
    const auto take = [&] {
        std::array<char, 65'536> piece{};
        const auto count = ::read(reader.get(), piece.data(), piece.size());
        if (count > 0) bytes.append(piece.data(), static_cast<std::size_t>(count));
    };
    REQUIRE(eventually([&] {
        take();
        return recording(server, "work")["gaps"] == 1;
    }));
    server.ok({"send", "work", "--keys", "C-j"});
    REQUIRE(eventually([&] {
        take();
        return recording(server, "work")["state"] == "ended";
    }));
    take();

    CHECK(check_gap(whole_cast(bytes), "ready\n" + numbers(LINES, "\n")) > 32'768); // what the pipe holds
    write_file(scratch / "copy.cast", bytes);
    CHECK(last_screen(scratch / "copy.cast") == server.model("work"));
}

TEST_CASE("a full disk pauses a recording, which continues without a gap when there is room")
{
    const Server server;
    const Scratch scratch;
    const SmallDisk disk(scratch / "disk", "128k");
    if (!disk.is_there()) return;
    write_file(disk / "filler", std::string(100'000, 'x'));
    server.ok({"new", "-d", "-n", "work", "--record", disk / "a.cast", "--", "sh", "-c",
               "seq 10000; read x; echo end; read x"});

    server.ok({"wait", "work", "--text", "^10000$"});
    CHECK(is_in_state(server, "work", "paused"));
    CHECK(recording(server, "work")["why"] == "No space left on device");
    std::filesystem::remove(disk / "filler");
    CHECK(is_in_state(server, "work", "running"));
    server.ask("work", "", "^end$");
    server.ok({"record", "stop", "work"});
    const WholeCast cast = cast_in(disk / "a.cast");

    CHECK(text_of(cast.events) == numbers(10'000, "\r\n") + "\r\nend\r\n");
    CHECK_FALSE(has_marker(cast, "gap"));
}

TEST_CASE("output lost to a full disk is a gap, and the recording continues after it when there is room")
{
    const Server server;
    const Scratch scratch;
    const SmallDisk disk(scratch / "disk", "4m");
    if (!disk.is_there()) return;
    write_file(disk / "filler", std::string(4'050'000, 'x'));
    constexpr int LINES = 1'000'000;
    server.ok({"new", "-d", "-n", "work", "--record", disk / "a.cast", "--", "sh", "-c",
               "stty -echo; echo ready; read x; seq " + std::to_string(LINES) + "; read x; echo end; read x"});
    server.ok({"wait", "work", "--text", "ready"}); // and so is the recorder
    server.ok({"send", "work", "--keys", "Enter"});
    server.ok({"wait", "work", "--text", "^" + std::to_string(LINES) + "$"}); // the program continues
    CHECK(is_in_state(server, "work", "paused"));
    std::filesystem::remove(disk / "filler");
    CHECK(is_in_state(server, "work", "running"));
    server.ask("work", "", "^end$");
    server.ok({"record", "stop", "work"});
    const WholeCast cast = cast_in(disk / "a.cast");
    const Screen shown = last_screen(disk / "a.cast");

    CHECK(check_gap(cast, "ready\r\n" + numbers(LINES, "\r\n")) > 32'768);
    CHECK(recording(server, "work")["gaps"] == 1);
    CHECK(shown == server.model("work"));
}

TEST_CASE("a recording that can never be written fails with the reason, and the session continues")
{
    const Server server;
    server.ok({"new", "-d", "-n", "work", "--", "sh"});
    server.ok({"record", "work", "/dev/full"});
    CHECK(is_in_state(server, "work", "paused"));

    const auto stopped = server.cleat({"record", "stop", "work"});

    CHECK(stopped.status != 0);
    CHECK(stopped.err == "cleat: the end of the recording could not be written\n");
    CHECK(recording(server, "work")["state"] == "failed");
    server.ask("work", "echo 'al''ive'", "^alive$");
}

TEST_CASE("output written before a recording is stopped is recorded, even if the recorder is late")
{
    // The program waits a second at most for its recorder: if this test takes longer the recording may have a gap.
    bool was_in_time = false;
    for (int i = 0; i < 20 && !was_in_time; ++i) {
        const Server server;
        const Scratch scratch;
        const auto file = scratch / "a.cast";
        server.ok({"new", "-d", "-n", "work", "--record", file, "--", "sh", "-c", "read x; seq 100000000"});
        RawClient client(server);
        client.ask_for<Welcome>(Hello{});
        const auto now = [&] { return client.ask_for<Recordings>(ListRecordings{"work"}).recordings.at(0); };
        server.ok({"send", "work", "--keys", "Enter"});
        server.ok({"wait", "work", "--text", "^[0-9]{4}"});
        const pid_t recorder = recorder_of(server);

        const auto stopped = monotonic_ms();
        ::kill(recorder, SIGSTOP);
        const bool is_late = eventually([&] { return now().behind > 64U << 10; });
        client.say(StopRecording{"work"});
        auto behind = now().behind; // the server has read StopRecording by now
        // Gives the program time to write more, unless it is paused.
        while (monotonic_ms() - stopped < 600 && behind < 2U << 20) behind = now().behind;
        ::kill(recorder, SIGCONT);
        was_in_time = monotonic_ms() - stopped < 900;
        REQUIRE(is_late);
        REQUIRE(is_in_state(server, "work", "ended"));

        if (!was_in_time) continue;
        CHECK(recording(server, "work")["gaps"] == 0);
        const WholeCast cast = cast_in(file);
        CHECK_FALSE(has_marker(cast, "gap"));
        const std::string text = text_of(cast.events);
        CHECK(text.size() > behind);
        CHECK(("\r\n" + numbers(1'000'000, "\r\n")).starts_with(text.substr(0, 5'000'000)));
    }
    if (!was_in_time) MESSAGE("not tested: this machine is too slow");
}

TEST_CASE("an exit is recorded, even if there was no room for it between the session and its recorder")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    server.ok({"new", "-d", "-n", "work", "--record", file, "--", "sh", "-c", "echo ready; read x; exit 3"});
    server.ok({"wait", "work", "--text", "ready"});
    const pid_t recorder = recorder_of(server);
    RawClient client(server);
    client.ask_for<Welcome>(Hello{});

    ::kill(recorder, SIGSTOP);
    // Long and then short markers, until there is no room for a marker of one byte.
    std::size_t marked = 0;
    for (const std::size_t length : {4'000U, 1U})
        while (std::holds_alternative<Done>(client.ask(MarkRecording{"work", std::string(length, 'm')})))
            REQUIRE((marked += length) < 2'000'000);
    server.ok({"send", "work", "--keys", "Enter"});
    server.cleat({"wait", "work", "--exit"});
    ::kill(recorder, SIGCONT);
    REQUIRE(is_in_state(server, "work", "ended"));

    const WholeCast cast = cast_in(file);
    CHECK(text_of(cast.events, CastKind::marker).size() == marked);
    CHECK(cast.events.back().kind == CastKind::exit);
    CHECK(cast.events.back().data == "3");
}

TEST_CASE("a running recording gets an index, which is completed when the recording has ended")
{
    const Server server;
    const Scratch scratch;
    const std::vector<std::string> names{"plain.cast", "small.cast.zst"};
    for (const std::string& name : names) {
        server.ok({"new", "-d", "-n", name, "--record", scratch / name, "--", "sh", "-c",
                   "seq 200000; read x; seq 100; echo more; read x"});
        server.ok({"wait", name, "--text", "^200000$"});
    }

    for (const std::string& name : names) {
        const auto file = scratch / name;
        CAPTURE(file);
        REQUIRE(eventually([&] { return std::filesystem::exists(index_path(file)); }));
        CHECK(recording(server, name)["state"] == "running");
        CHECK(eventually([&] { return !has_child(recorder_of(server)); }));
        const auto meanwhile = kept_index_of(file);
        REQUIRE(meanwhile.has_value());
        CHECK_FALSE(meanwhile->keyframes().empty());
        server.ask(name, "", "^more$");
        server.ok({"record", "stop", name});

        const IndexFile index = whole_index(file);
        CHECK(index.index().keyframes().size() >= meanwhile->keyframes().size());
        CastPlayer player = player_of(file);
        player.seek(LAST_CAST_TIME, index.index());
        CHECK(player.screen() == server.model(name));
    }
}

TEST_CASE("each file of a rotated recording plays on its own, and together they have every byte once")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    constexpr int LINES = 100'000;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "read x; seq " + std::to_string(LINES) + "; read x"});
    write_file(scratch / "a.3.cast", "something else");
    server.ok({"record", "work", file, "--rotate-size", "64K"});
    server.ask("work", "", "^" + std::to_string(LINES) + "$");
    server.ok({"record", "stop", "work"});
    const auto files = recording(server, "work")["files"].get<int>();
    CHECK(files > 3);

    std::string all;
    CHECK(file_bytes(scratch / "a.3.cast") == "something else");
    std::string path = file;
    for (int i = 1; i <= files; ++i) {
        if (i > 1) path = scratch / ("a." + std::to_string(i > 2 ? i + 1 : i) + ".cast");
        CAPTURE(path);
        const WholeCast cast = cast_in(path);
        CHECK(cast.damage.describe().empty());
        REQUIRE_FALSE(cast.events.empty());
        if (i > 1) CHECK(cast.events.front().data.ends_with("\x1b[?2026l")); // the screen so far
        all += text_of({cast.events.begin() + (i > 1 ? 1 : 0), cast.events.end()});
    }
    CHECK(all.ends_with(numbers(LINES, "\r\n")));
    CHECK(last_screen(path) == server.model("work"));
}

TEST_SUITE_BEGIN("kills");

TEST_CASE("when the whole server is killed the recording plays and lacks at most its last second")
{
    const Scratch scratch;
    Stream stream(9);
    // Programs that print the uptime repeatedly: one fast enough to fill buffers, one too slow to fill them.
    const std::vector<std::string> fast{"bash", "-c", "while read up idle < /proc/uptime; do echo \"<$up>\"; done"};
    const std::vector<std::string> slow{"perl", "-e",
                                        "$| = 1; for (;;) { open F, '/proc/uptime'; ($up) = split ' ', <F>; "
                                        "print \"<$up>\\n\"; select undef, undef, undef, 0.005 }"};
    for (const int i : cases(100)) {
        CAPTURE(i);
        const auto file = scratch / ("kill-" + std::to_string(i) + (i % 2 == 0 ? ".cast" : ".cast.zst"));
        std::int64_t began = 0;
        std::int64_t killed = 0;
        {
            const Server server;
            began = monotonic_ms();
            std::vector<std::string> command{"new", "-d", "-n", "work", "--record", file, "--"};
            const auto& prints = i % 4 < 2 ? fast : slow;
            command.insert(command.end(), prints.begin(), prints.end());
            server.ok(command);
            server.ok({"wait", "work", "--text", "<"});
            const pid_t recorder = recorder_of(server);
            const pid_t worker = server.worker();
            const pid_t keeper = server.keeper();
            const auto program = server.info("work")["pid"].get<pid_t>();
            REQUIRE(recorder != 0);
            // A compressed recording is flushed only from time to time.
            std::this_thread::sleep_for(std::chrono::microseconds(stream.number(0, i % 2 == 0 ? 150'000 : 2'000'000)));
            killed = monotonic_ms();
            for (const pid_t pid : {recorder, worker, keeper, program}) ::kill(pid, SIGKILL);
            REQUIRE(eventually([&] { return !is_alive(recorder) && !is_alive(keeper); }));
        }
        auto source = CastSource::open(file);
        REQUIRE(source.has_value());
        CastPlayer player(std::move(*source));
        const auto header = player.read_header();
        if (!header) {
            // The first second may be missing altogether.
            CHECK(i % 2 == 1);
            CHECK(killed - began < 1'000 + 500);
            continue;
        }
        player.finish();
        const auto nothing = CastIndex::in_memory();
        std::string text;
        while (const auto event = player.step(*nothing))
            if (event->kind == CastKind::output) text += event->data;
        const auto end = text.rfind('>');
        const auto begin = text.rfind('<', end);
        if (end == std::string::npos || begin == std::string::npos) continue;
        const double last = std::stod(text.substr(begin + 1, end - begin - 1));
        CHECK(last * 1'000 > static_cast<double>(killed) - 1'000 - 500); // 500 ms of slack for a busy host
    }
}

TEST_SUITE_END();

TEST_CASE("a recording has all output that was read, even if the worker dies")
{
    const Server server;
    const Scratch scratch;
    const auto file = scratch / "a.cast";
    server.ok({"new", "-d", "-n", "work", "--record", file, "--", "sh", "-c", "seq 5000; read x"});
    server.ok({"wait", "work", "--text", "^5000$"});
    const pid_t recorder = recorder_of(server);

    ::kill(server.worker(), SIGKILL);
    REQUIRE(eventually([&] { return !is_alive(recorder); }));

    CHECK(text_of(cast_in(file).events) == numbers(5'000, "\r\n"));
}

TEST_CASE("a recorder that dies is reported and does not affect the session")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work", "--record", scratch / "a.cast", "--", "sh"});
    auto viewer = server.terminal({"attach", "work"});
    REQUIRE(viewer.until([&] { return server.info("work")["clients"] == 1 && !viewer.text().empty(); }));

    ::kill(recorder_of(server), SIGKILL);

    CHECK(is_in_state(server, "work", "failed"));
    CHECK(recording(server, "work")["why"] == "the recorder was killed by signal 9");
    CHECK(viewer.until_text("recording failed: the recorder was killed by signal 9"));
    server.ask("work", "seq 300000 | tail -1; echo 'al''ive'", "^alive$");
    server.ok({"record", "work", scratch / "b.cast"}); // it can be recorded again
}

TEST_CASE("record-all records every session, each to its own file")
{
    const Server server;
    const Scratch scratch;
    write_config(server, "[server]\nrecord-all = \"" + scratch.path() + "/all/{name}.cast\"\n");

    for (int i = 0; i < 2; ++i) {
        server.ok({"new", "-d", "-n", "work", "--", "echo", "number " + std::to_string(i)});
        server.ok({"wait", "work", "--exit"});
        REQUIRE(is_in_state(server, "work", "ended"));
    }
    server.ok({"exec", "-n", "pipes", "--", "printf", "a\\nb\\n"}); // a session that is removed at once

    CHECK(text_of(cast_in(scratch / "all/work.cast").events) == "number 0\r\n");
    CHECK(text_of(cast_in(scratch / "all/work-2.cast").events) == "number 1\r\n");
    REQUIRE(eventually([&] { return file_bytes(scratch / "all/pipes.cast").find("\"x\"") != std::string::npos; }));
    CHECK(text_of(cast_in(scratch / "all/pipes.cast").events) == "a\r\nb\r\n");
}

TEST_CASE("a recording that cannot be made is refused with the reason, and nothing is lost")
{
    const Server server;
    const Scratch scratch;
    write_file(scratch / "old.cast", "old");
    server.ok({"new", "-d", "-n", "work", "--", "sh"});
    const auto refused = [&](std::vector<std::string> arguments) { return server.cleat(std::move(arguments)).err; };

    CHECK(refused({"record", "work", scratch / "old.cast"}) ==
          "cleat: \"" + (scratch / "old.cast") + "\" exists; --overwrite replaces it\n");
    CHECK(file_bytes(scratch / "old.cast") == "old");
    CHECK(refused({"record", "work", scratch / "no/a.cast"}) ==
          "cleat: opening \"" + (scratch / "no/a.cast") + "\": No such file or directory\n");
    CHECK(refused({"record", "work", scratch / "{user}.cast"}).find("only {name} and {time}") != std::string::npos);
    CHECK(refused({"record", "nobody", scratch / "a.cast"}) == "cleat: no session named \"nobody\"\n");
    CHECK(refused({"record", "stop", "work"}) == "cleat: session \"work\" is not being recorded\n");
    CHECK(refused({"record", "mark", "x", "work"}) == "cleat: session \"work\" is not being recorded\n");
    CHECK(refused({"record", "work", scratch / "a.cast", "--rotate-size", "1K"}).find("64 KiB") != std::string::npos);
    CHECK(refused({"record"}).find("missing argument NAME") != std::string::npos);
    CHECK(refused({"new", "-d", "-n", "other", "--record", scratch / "old.cast", "--", "sh"}).find("exists") !=
          std::string::npos);
    CHECK(eventually([&] {
        const auto other = server.info("other");
        return other.is_null() || other["state"] == "ended";
    }));
    server.ok({"record", "work", scratch / "a.cast"});
    CHECK(refused({"record", "work", scratch / "b.cast"}) ==
          "cleat: session \"work\" is being recorded to \"" + (scratch / "a.cast") + "\"\n");
    server.ok({"record", "stop", "work"});
    server.ok({"record", "work", scratch / "old.cast", "--overwrite"});
    CHECK(file_bytes(scratch / "old.cast").starts_with("{\"version\":3"));
}

TEST_CASE("a recording never writes to or replaces what another user has put at its path")
{
    NEEDS_ROOT();
    const Server server;
    const PlantedFiles planted;
    server.ok({"new", "-d", "-n", "work", "--", "sh", "-c", "echo secret; exec cat"});
    server.ok({"wait", "work", "--text", "secret"});

    for (const std::string& path : planted.paths()) {
        for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
                 {"record", "work", path},
                 {"record", "work", path, "--overwrite"},
                 {"new", "-d", "--record", path, "--", "sh", "-c", "echo secret; exec cat"}}) {
            CAPTURE(path);
            CAPTURE(arguments.size());
            const Finished refused = server.cleat(arguments);
            CHECK(refused.status == 123);
            CHECK(refused.err.find("\"" + path + "\" is a ") != std::string::npos);
            CHECK(refused.err.find(" of another user") != std::string::npos);
        }
    }

    CHECK(server.info("work")["recording"].is_null());
    planted.check_untouched();
}

TEST_CASE("recordings leave no process and no descriptor behind")
{
    const Server server;
    const Scratch scratch;
    server.ok({"new", "-d", "-n", "work", "--", "sh"});
    const auto record_once = [&] {
        server.ok({"record", "work", scratch / "a.cast", "--overwrite"});
        server.ok({"record", "stop", "work"});
        REQUIRE(eventually([&] { return recorder_of(server) == 0; }));
    };
    record_once();
    const Descriptors before = server.descriptors();

    for (int i = 0; i < 5; ++i) record_once();

    CHECK(eventually([&] { return server.descriptors() == before; }));
}

TEST_CASE("a recording is no larger than asciinema's of the same events, and compressed at most a fifth of it")
{
    if (run({"sh", "-c", "command -v asciinema"}).status != 0) return;
    const Server server;
    const Scratch scratch;
    const Tmux tmux;
    // As a script file, because only our header contains the recorded command.
    write_file(scratch / "prints", "i=0; while [ $i -lt 300 ]; do i=$((i+1)); "
                                   "echo \"2026-01-01T00:00:00Z host service[$i]: request $i took $((i*7%113)) ms\"; "
                                   "[ $((i%10)) != 0 ] || sleep 0.01; done");
    tmux.open("rec", {24, 80}, {"asciinema", "rec", "-q", "-c", "sh " + (scratch / "prints"), scratch / "theirs.cast"},
              {{"LC_ALL", "C.UTF-8"}, {"HOME", scratch.path()}});
    for (const std::string name : {"plain.cast", "small.cast.zst"}) {
        server.ok({"new", "-d", "-n", name, "--record", scratch / name, "--", "sh", scratch / "prints"});
        server.ok({"wait", name, "--exit"});
        REQUIRE(is_in_state(server, name, "ended"));
    }
    REQUIRE(eventually([&] { return file_bytes(scratch / "theirs.cast").find("request 300 ") != std::string::npos; }));

    const std::string theirs = file_bytes(scratch / "theirs.cast");
    const std::string plain = file_bytes(scratch / "plain.cast");
    CHECK(plain.size() <= size_in_events(theirs, event_lines(plain)));
    CHECK(file_bytes(scratch / "small.cast.zst").size() <= theirs.size() / 5);
    CHECK(text_of(cast_in(scratch / "small.cast.zst").events) == text_of(cast_in(scratch / "plain.cast").events));
}
