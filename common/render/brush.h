#pragma once

#include "common/model/row.h"
#include "common/render/capabilities.h"

#include <optional>
#include <string>

namespace cleat {

/// The attributes (SGR, ECMA-48 8.3.117) and the hyperlink (OSC 8) that the user's terminal applies to the next text.
/// A change of the attributes appends whichever is shorter: the difference, or a reset followed by the complete new
/// attributes. The link is sent when it changes; the reset does not affect it.
class Brush {
 public:
    /// The terminal's attributes are unknown: the next change starts with a reset.
    void invalidate() { known_ = false; }

    /// Switches to style `id` of `row`'s dictionary, as near as the terminal can show it.
    void become(const Row& row, StyleId id, const Capabilities& capabilities, std::string& out);
    /// Switches to the default style, without a link.
    void become_default(std::string& out);

    /// Whether the terminal's style is known to be style `id` of `row`'s dictionary.
    [[nodiscard]] bool is(const Row& row, StyleId id) const
    {
        return known_ && id == id_ && row.dictionary == dictionary_;
    }

 private:
    void show(const Style& style, std::string& out);
    void show_link(const Link* link, std::string& out);

    bool known_ = false;
    Style shown_; ///< without link
    Link link_;
    // The last style requested, a shortcut for runs of cells.
    DictionaryRef dictionary_;
    StyleId id_ = 0;
};

/// The id of a hyperlink in the user's terminal: the program's own, or one made from the uri, so that pieces of one
/// link that are painted at different times stay one link.
[[nodiscard]] std::string shown_link_id(const Link& link);

} // namespace cleat
