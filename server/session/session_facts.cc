#include "server/session/session_facts.h"

#include "common/wire/tagged.h"

namespace cleat {

std::string to_bytes(const SessionFacts& facts)
{
    return to_tagged(facts);
}

Result<SessionFacts> parse_facts(std::string_view bytes)
{
    auto facts = from_tagged<SessionFacts>(bytes);
    if (!facts) return facts.error().with("reading a session's metadata");
    if (facts->id == 0 || facts->pid <= 0 || (facts->kind == SessionKind::terminal && !is_valid(facts->size)))
        return Error("a session's metadata is inconsistent", ErrorCode::invalid);
    return facts;
}

} // namespace cleat
