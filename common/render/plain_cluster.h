#pragma once

#include <string>

namespace cleat {

// Prepares clusters (UTF-8) for a terminal that does not know clusters, so that it gives them as many columns as the
// session does.

/// Removes VS16, which requests emoji presentation. Some terminals show such a glyph over two columns where the session
/// gives it one, and so hide the contents of the second.
void drop_presentation(std::string& cluster);

/// Composes the letters of a Hangul syllable at the start of the cluster into one character (Unicode Standard, 3.12:
/// Conjoining Jamo Behavior). The composed text is equivalent. Some terminals would give each of the separate letters a
/// column.
void compose_syllable(std::string& cluster);

} // namespace cleat
