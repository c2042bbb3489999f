#pragma once

#include "tests/bench/way.h"

#include <map>

namespace cleat::bench {

/// The program directly on a terminal: the baseline.
class BarePty : public Way {
 public:
    using Way::attach;
    [[nodiscard]] std::string name() const override { return "bare pty"; }
    void open(const std::string& session, const std::string& script) override { scripts_[session] = script; }
    [[nodiscard]] PlainTerminal attach(const std::string& session,
                                       const std::vector<std::string>& options) const override;
    void until_shown(const std::string& session, const std::string& text) const override;
    void until_ended(const std::string& session) const override;
    void close(const std::string& session) override { scripts_.erase(session); }

 private:
    std::map<std::string, std::string> scripts_;
};

} // namespace cleat::bench
