#pragma once

#include "server/audience/viewer_sink.h"

#include <memory>
#include <string>

namespace cleat::test {

/// A member's connection that accepts and ignores everything.
struct QuietSink : ViewerSink {
    bool ready = true;

    [[nodiscard]] bool is_ready() const override { return ready; }
    void show(std::shared_ptr<const std::string> /*frame*/) override {}
    void happened(const Happened& /*what*/) override {}
    void ended(const ExitStatus& /*how*/) override {}
    void detached(const std::string& /*reason*/) override {}
    void role_changed(Role /*role*/, ViewerId /*holder*/) override {}
    void control_requested(ViewerId /*by*/) override {}
    void input_closed() override {}
    void recording_changed(const RecordingChanged& /*news*/) override {}
    void guest_visited(const GuestVisits& /*news*/) override {}
    void input_drained() override {}
    void input_taken(std::uint64_t /*bytes*/) override {}
};

} // namespace cleat::test
