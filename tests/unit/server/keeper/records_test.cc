#include "server/keeper/records.h"

#include "tests/support/cases.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace cleat;
using cleat::test::cases;

namespace {

record::Spawn some_spawn()
{
    return {.session = 0xffff'ffff'ffff'ffff,
            .request = {.argv = {"sh", "-c", ""},
                        .fallbacks = {"/bin/bash", "/bin/sh"},
                        .environment = {"A=1", "B=two words", "C="},
                        .directory = "/home/user",
                        .rows = 65535,
                        .columns = 1,
                        .login_name = true,
                        .restrictions = {.user = UserIds{0, 4'294'967'294, {7, 0}},
                                         .limits = {{RLIMIT_NOFILE, 1, RLIM_INFINITY}, {RLIMIT_CPU, 0, 0}},
                                         .umask = 0777,
                                         .nice = -20},
                        .streams = Streams::pipes,
                        .input = false,
                        .is_gated = true}};
}

record::BeginRecording some_beginning()
{
    return {.path = "/a.cast.zst",
            .placing = 2,
            .compress = true,
            .from_pipes = true,
            .rotate_bytes = 0xffff'ffff'ffff'ffff,
            .rotate_ms = 1,
            .terminal_type = "xterm",
            .title = "title",
            .command = "sh -c ''",
            .place = {.offset = 0xffff'ffff'ffff'fffe, .time = 5, .rows = 24, .columns = 65'535},
            .to_others_pipe = true,
            .is_guessable = true,
            .has_options = false};
}

std::vector<Record> one_of_each()
{
    return {some_spawn(),
            record::Signal{.session = 1, .group = 123, .signal = 15},
            record::Forget{.session = 2},
            record::Stop{.status = 127},
            record::CloseInput{.session = 7},
            record::Ready{},
            record::Spawned{.session = 3, .pid = 4},
            record::SpawnFailed{.session = 5, .error = {SpawnError::Stage::directory, 2}},
            record::Exited{.session = 6, .status = -1},
            record::Listener{{.directory = "/run/cleat", .reason = "/run"}},
            record::Main{.session = 7},
            record::Share{},
            record::Unshare{},
            record::SharedListener{},
            record::NotShared{"there is no room"},
            record::StartRecorder{.session = 8, .recorder = 0xffff'ffff'ffff'ffff},
            record::EndRecorder{.recorder = 9},
            record::RecorderStarted{.recorder = 10},
            record::RecorderFailed{.recorder = 11, .error = 12},
            record::RecorderExited{.recorder = 13, .status = 256},
            some_beginning(),
            record::RecordingPlace{{.offset = 1, .time = 2, .rows = 3, .columns = 4}},
            record::FinishRecording{},
            record::FinishRecording{.exit = 130},
            record::FinishRecording{.exit = {}, .is_discarded = true},
            record::Release{.session = 9},
            record::Released{.session = 10},
            record::RecordingNews{.state = 1, .path = "/a.cast", .why = "there is no room"},
            record::WantPlace{},
            record::TookOutput{}};
}

bool is_invalid(std::string_view bytes)
{
    const auto record = decode(bytes);
    return !record && record.error().code() == ErrorCode::invalid;
}

} // namespace

TEST_CASE("every record is read as it was written")
{
    for (const auto& record : one_of_each()) {
        CAPTURE(record.index());
        const auto read = decode(encode(record));
        REQUIRE(read.has_value());
        CHECK((*read == record));
    }
}

TEST_CASE("an environment of a megabyte is read as it was written")
{
    auto spawn = some_spawn();
    for (int i = 0; i < 1000; ++i)
        spawn.request.environment.push_back("K" + std::to_string(i) + "=" + std::string(1000, 'v'));

    const auto read = decode(encode(spawn));

    REQUIRE(read.has_value());
    CHECK((*read == Record(spawn)));
}

TEST_CASE("a field that is not known is skipped, and one that is missing is zero")
{
    const auto with_more = encode(record::Forget{.session = 7}) + std::string("\xe7\x03\x04\x00\x00\x00"
                                                                              "more",
                                                                              10);
    CHECK((decode(with_more).value() == Record(record::Forget{.session = 7})));

    const auto type_alone = encode(record::Exited{}).substr(0, 2);
    CHECK((decode(type_alone).value() == Record(record::Exited{})));
}

TEST_CASE("a type that is not known is told apart from nonsense")
{
    CHECK(decode(std::string("\xff\x7f", 2)).error().code() == ErrorCode::unsupported);
    CHECK(is_invalid(""));
    CHECK(is_invalid("\x01"));
}

TEST_CASE("a record that was cut is refused")
{
    for (const auto& record : one_of_each()) {
        const auto whole = encode(record);
        for (std::size_t length = 3; length < whole.size(); ++length) {
            const auto cut = decode(std::string_view(whole).substr(0, length));
            if (cut) CHECK_FALSE((*cut == record)); // cut between fields: some are missing
        }
    }
}

TEST_CASE("a recording without a path is refused")
{
    auto begin = some_beginning();
    begin.path.clear();
    CHECK(is_invalid(encode(begin)));
    begin.path = std::string("/a\0b", 4);
    CHECK(is_invalid(encode(begin)));
}

TEST_CASE("numbers out of range and texts with a null are refused")
{
    auto spawn = some_spawn();
    spawn.request.environment[0] = std::string("A\0B", 3);
    CHECK(is_invalid(encode(spawn)));

    spawn = some_spawn();
    spawn.request.argv.clear();
    CHECK(is_invalid(encode(spawn)));

    record::SpawnFailed failed;
    failed.error.stage = static_cast<SpawnError::Stage>(9);
    CHECK(is_invalid(encode(failed)));

    auto signal = encode(record::Signal{.session = 1, .group = 1, .signal = 1});
    signal[signal.size() - 1] = 0x7f; // the signal's most significant byte
    CHECK(is_invalid(signal));
}

TEST_CASE("no bytes make reading fail otherwise than by an error")
{
    std::mt19937_64 random(5);
    const auto records = one_of_each();
    for ([[maybe_unused]] const int i : cases(100'000)) {
        auto bytes = encode(records[random() % records.size()]);
        for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));

        const auto read = decode(bytes);

        if (read) CHECK(decode(encode(*read)).has_value());
    }
}
