#pragma once

#include "common/model/size.h"

#include <memory>
#include <string>
#include <string_view>

namespace cleat::bench {

/// libvterm with its own screen layer, set up as by a program that displays it: damage merged with scrolling, lines
/// that scroll off noted and not kept.
class VTermScreenUser {
 public:
    explicit VTermScreenUser(Size size);
    ~VTermScreenUser();

    void feed(std::string_view bytes);
    /// The text, in the format of `Screen::text`.
    [[nodiscard]] std::string text() const;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat::bench
