#pragma once

#include <string>

namespace cleat {

// Prepares clusters (UTF-8) for a terminal that does not know clusters, so that it gives them as many columns as the
// session does.

/// Removes VS16, which requests emoji presentation. Some terminals show that over two columns where the session has
/// one, and hide the contents of the second.
void drop_presentation(std::string& cluster);

/// Composes the letters of a Hangul syllable at the start of the cluster into one character (Unicode Standard, 3.12:
/// Conjoining Jamo Behavior). The text is equivalent; some terminals give each letter a column.
void compose_syllable(std::string& cluster);

} // namespace cleat
