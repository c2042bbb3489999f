#pragma once

#include "common/model/row.h"
#include "common/render/capabilities.h"

#include <optional>
#include <string>

namespace cleat {

/// The attributes (SGR, ECMA-48 8.3.117) and the hyperlink (OSC 8) that the user's terminal gives to what is written
/// next. Each change appends the shorter of "the difference" and "reset, then all".
class Brush {
 public:
    /// Nothing is known of the terminal's attributes: the next change starts with a reset.
    void forget() { known_ = false; }

    /// Makes it `id` of `row`'s dictionary, as near as the terminal can.
    void become(const Row& row, StyleId id, const Capabilities& capabilities, std::string& out);
    /// Makes it the default style, without link.
    void become_default(std::string& out);

    /// Whether it surely is `id` of `row`'s dictionary already.
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
    // The last style asked for, to answer runs of cells at once.
    DictionaryRef dictionary_;
    StyleId id_ = 0;
};

/// The id that a hyperlink is given in the user's terminal: the program's own, or one made of the uri, so that pieces
/// of one link that are painted at different times are still one link.
[[nodiscard]] std::string shown_link_id(const Link& link);

} // namespace cleat
