#include "server/recording/recorder_records.h"

#include "tests/support/record_checks.h"

#include <doctest/doctest.h>

using namespace cleat;
using namespace cleat::test;

namespace {

record::BeginRecording some_beginning()
{
    return {.path = "/a.cast.zst",
            .existing = ExistingFile::beside,
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

std::vector<ToRecorder> to_the_recorder()
{
    return {some_beginning(), record::RecordingPosition{{.offset = 1, .time = 2, .rows = 3, .columns = 4}},
            record::FinishRecording{}, record::FinishRecording{.exit = 130},
            record::FinishRecording{.exit = {}, .is_discarded = true}};
}

std::vector<FromRecorder> from_the_recorder()
{
    return {record::RecordingReport{.state = RecordingState::paused, .path = "/a.cast", .why = "there is no room"},
            record::WantPosition{}, record::TookOutput{}};
}

bool is_invalid(const ToRecorder& record)
{
    const auto read = decode_record<ToRecorder>(encode_record(record));
    return !read && read.error().code() == ErrorCode::invalid;
}

} // namespace

TEST_CASE("every record of worker and recorder is decoded to what was encoded")
{
    check_read_as_written(to_the_recorder());
    check_read_as_written(from_the_recorder());
}

TEST_CASE("records of worker and recorder that were written by earlier versions are decoded")
{
    check_old_records(to_the_recorder(), CLEAT_OLD_RECORDS);
    check_old_records(from_the_recorder(), CLEAT_OLD_RECORDS);
}

TEST_CASE("a recording without a path is refused")
{
    auto begin = some_beginning();
    begin.path.clear();
    CHECK(is_invalid(begin));
    begin.path = std::string("/a\0b", 4);
    CHECK(is_invalid(begin));
}

TEST_CASE("the state of a recording, and what to do with an existing file, must be known values")
{
    auto begin = some_beginning();
    begin.existing = static_cast<ExistingFile>(3);
    CHECK(is_invalid(begin));

    const FromRecorder news = record::RecordingReport{.state = static_cast<RecordingState>(4), .path = "", .why = ""};
    CHECK_FALSE(decode_record<FromRecorder>(encode_record(news)).has_value());
}
