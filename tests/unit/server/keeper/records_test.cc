#include "server/keeper/records.h"

#include "tests/support/record_checks.h"

#include <doctest/doctest.h>

#include <sys/resource.h>

using namespace cleat;
using namespace cleat::test;

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

std::vector<WorkerRecord> of_the_worker()
{
    return {some_spawn(),
            record::Release{.session = 9},
            record::Signal{.session = 1, .group = 123, .signal = 15},
            record::Forget{.session = 2},
            record::Close{.session = 2},
            record::CloseInput{.session = 7},
            record::Stop{.status = 127},
            record::Main{.session = 7},
            record::Ready{},
            record::Share{},
            record::Unshare{},
            record::StartRecorder{.session = 8, .recorder = 0xffff'ffff'ffff'ffff},
            record::EndRecorder{.recorder = 9}};
}

std::vector<KeeperRecord> of_the_keeper()
{
    return {record::Spawned{.session = 3, .pid = 4},
            record::Resumed{.session = 5, .pid = 6},
            record::Released{.session = 10},
            record::SpawnFailed{.session = 5, .error = {SpawnError::Stage::directory, 2}},
            record::Exited{.session = 6, .status = -1},
            record::Listener{{.directory = "/run/cleat", .reason = "/run"}},
            record::SharedListener{},
            record::NotShared{"there is no room"},
            record::RecorderStarted{.recorder = 10},
            record::RecorderFailed{.recorder = 11, .error = 12},
            record::RecorderExited{.recorder = 13, .status = 256}};
}

bool is_invalid(const WorkerRecord& record)
{
    const auto read = decode_record<WorkerRecord>(encode_record(record));
    return !read && read.error().code() == ErrorCode::invalid;
}

} // namespace

TEST_CASE("every record of keeper and worker is decoded to what was encoded")
{
    check_read_as_written(of_the_worker());
    check_read_as_written(of_the_keeper());
}

TEST_CASE("records of keeper and worker that were written by earlier versions are decoded")
{
    check_old_records(of_the_worker(), CLEAT_OLD_RECORDS);
    check_old_records(of_the_keeper(), CLEAT_OLD_RECORDS);
}

TEST_CASE("an environment of a megabyte is decoded to what was encoded")
{
    auto spawn = some_spawn();
    for (int i = 0; i < 1000; ++i)
        spawn.request.environment.push_back("K" + std::to_string(i) + "=" + std::string(1000, 'v'));

    const auto read = decode_record<WorkerRecord>(encode_record(WorkerRecord(spawn)));

    REQUIRE(read.has_value());
    CHECK((*read == WorkerRecord(spawn)));
}

TEST_CASE("invalid programs are refused, and numbers out of range")
{
    auto spawn = some_spawn();
    spawn.request.environment[0] = std::string("A\0B", 3);
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.directory = std::string("/\0", 2);
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.argv.clear();
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.restrictions.limits.push_back({RLIM_NLIMITS, 1, 1});
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.restrictions.limits.push_back({RLIMIT_CPU, 2, 1});
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.restrictions.umask = 01000;
    CHECK(is_invalid(spawn));

    spawn = some_spawn();
    spawn.request.streams = static_cast<Streams>(9);
    CHECK(is_invalid(spawn));
}
