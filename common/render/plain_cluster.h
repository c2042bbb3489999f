#pragma once

#include <string>

namespace cleat {

// Clusters (UTF-8) as a terminal is to get them that does not know clusters, so that it takes as many columns for them
// as the session does.

/// Takes away VS16, which asks for the presentation as emoji. Some terminals have that over two columns where the
/// session has one, and hide what is in the second.
void drop_presentation(std::string& cluster);

/// Makes one character of the letters of a Hangul syllable that it begins with (Unicode Standard, 3.12: Conjoining Jamo
/// Behavior). It is the same text; some terminals have a column for each letter.
void compose_syllable(std::string& cluster);

} // namespace cleat
