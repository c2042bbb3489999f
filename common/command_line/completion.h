#pragma once

#include "common/command_line/option_value.h"

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace cleat {

/// A word that can be inserted at the cursor.
struct Completable {
    std::string word;
    std::string description;

    bool operator==(const Completable&) const = default;
};

/// Everything that can be inserted at the cursor.
struct Completion {
    std::vector<Completable> candidates;
    ValueKind kind = ValueKind::other; ///< kind of the values that the caller must add, each after `prefix`
    std::string prefix;                ///< such as `--config=`, if option and value are one word; otherwise empty
    std::size_t command = 0;           ///< index of the word where the command to run starts; 0 if there is none

    bool operator==(const Completion&) const = default;
};

/// The completions of the last of `words`, which is being typed and may be empty; `words` are the words after the
/// program's name. Options that cannot be repeated are left out once given, as are options that a given one excludes.
/// Options are offered only for a word that starts with `-`. Candidates are not filtered by what was typed.
[[nodiscard]] Completion complete(const CLI::App& app, std::span<const std::string> words);

} // namespace cleat
