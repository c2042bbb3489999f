#include "client/verbs/size_rule.h"

#include "common/base/quote.h"

namespace cleat {

Result<SizeRule> parse_size_rule(const std::string& name)
{
    for (const SizeRule rule : {SizeRule::latest, SizeRule::smallest, SizeRule::largest, SizeRule::fixed})
        if (name == name_of(rule)) return rule;
    return Error("the size policy must be latest, smallest, largest or fixed, not " + in_quotes(name),
                 ErrorCode::invalid);
}

const char* name_of(SizeRule rule)
{
    switch (rule) {
    case SizeRule::latest: return "latest";
    case SizeRule::smallest: return "smallest";
    case SizeRule::largest: return "largest";
    case SizeRule::fixed: break;
    }
    return "fixed";
}

} // namespace cleat
