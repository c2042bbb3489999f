#pragma once

#include "common/model/size.h"

#include <memory>
#include <string>
#include <string_view>

namespace cleat::bench {

/// libvterm with its own screen layer, as a program that shows it would set it up: damage merged with scrolling, lines
/// that leave the top taken note of and not kept.
class VTermScreenUser {
 public:
    explicit VTermScreenUser(Size size);
    ~VTermScreenUser();

    void feed(std::string_view bytes);
    /// As `Screen::text` gives it.
    [[nodiscard]] std::string text() const;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat::bench
