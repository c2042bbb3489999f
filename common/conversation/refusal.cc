#include "common/conversation/refusal.h"

namespace cleat {

Error error_of(const Failed& failed)
{
    return Error(failed.message, static_cast<ErrorCode>(failed.code));
}

Refusal refusal_of(const Failed& failed)
{
    return {error_of(failed), Refusal::Cause::refused, failed.exit_status};
}

} // namespace cleat
