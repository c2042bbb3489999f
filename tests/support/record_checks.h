#pragma once

#include "server/keeper/records.h"
#include "tests/support/cases.h"
#include "tests/support/hex.h"

#include <doctest/doctest.h>

#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace cleat::test {

/// Checks, for the records of one direction, that each is read as it was written, that truncated or changed bytes that
/// can be read can be written again, and that fields and tags of later versions are skipped.
template <class Variant>
void check_read_as_written(const std::vector<Variant>& records)
{
    std::mt19937_64 random(5); // NOLINT: the same every time
    std::set<std::size_t> seen;
    for (const Variant& record : records) {
        CAPTURE(record.index());
        seen.insert(record.index());
        const std::string bytes = encode_record(record);
        const auto read = decode_record<Variant>(bytes);
        REQUIRE(read.has_value());
        CHECK((*read == record));

        const auto with_more = decode_record<Variant>(bytes + std::string("\x3f\x04more\xe8\x07\x01z", 10));
        REQUIRE(with_more.has_value());
        CHECK((*with_more == record));

        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto cut = decode_record<Variant>(std::string_view(bytes).substr(0, length));
            if (cut) CHECK((decode_record<Variant>(encode_record(*cut)) == *cut)); // between fields: some missing
        }
    }
    CHECK(seen.size() == std::variant_size_v<Variant>);
    CHECK(decode_record<Variant>(std::string("\xff\x7f", 2)).error().code() == ErrorCode::unsupported);
    CHECK(decode_record<Variant>("").error().code() == ErrorCode::invalid);
    CHECK(decode_record<Variant>("\xff").error().code() == ErrorCode::invalid);

    for ([[maybe_unused]] const int i : cases(50'000)) {
        auto bytes = encode_record(records[random() % records.size()]);
        for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % (bytes.size() + 1));
        const auto read = decode_record<Variant>(bytes);
        if (read) CHECK(decode_record<Variant>(encode_record(*read)).has_value());
    }
}

/// Checks that the file has each of the records as a line of hexadecimal digits, and that each of its lines of this
/// direction is read as one of them. Lines are added and never changed: old records must stay readable.
template <class Variant>
void check_old_records(const std::vector<Variant>& records, const std::string& path)
{
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line.front() != '#') lines.push_back(line);

    for (const Variant& record : records) {
        const std::string line = to_hex(encode_record(record));
        INFO("add to " << path << ": " << line);
        CHECK(std::find(lines.begin(), lines.end(), line) != lines.end());
    }
    for (const std::string& line : lines) {
        CAPTURE(line);
        const auto read = decode_record<Variant>(from_hex(line));
        if (!read && read.error().code() == ErrorCode::unsupported) continue; // of another direction
        REQUIRE(read.has_value());
        CHECK(std::find(records.begin(), records.end(), *read) != records.end());
    }
}

} // namespace cleat::test
