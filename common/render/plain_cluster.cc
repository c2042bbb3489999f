#include "common/render/plain_cluster.h"

#include "common/base/utf8.h"

#include <string_view>

namespace cleat {

void drop_presentation(std::string& cluster)
{
    constexpr std::string_view EMOJI_PRESENTATION = "\ufe0f";
    const auto at = cluster.find(EMOJI_PRESENTATION);
    if (at != std::string::npos && at > 0) cluster.erase(at, EMOJI_PRESENTATION.size());
}

void compose_syllable(std::string& cluster)
{
    constexpr char32_t SYLLABLES = 0xac00;
    constexpr char32_t INITIALS = 0x1100;
    constexpr char32_t VOWELS = 0x1161;
    constexpr char32_t BEFORE_FINALS = 0x11a7;
    constexpr char32_t INITIAL_COUNT = 19;
    constexpr char32_t VOWEL_COUNT = 21;
    constexpr char32_t FINAL_COUNT = 28; // including none
    const auto initial = decode_utf8(cluster);
    if (initial.code_point < INITIALS || initial.code_point >= INITIALS + INITIAL_COUNT) return;
    if (initial.length == cluster.size()) return;
    const auto vowel = decode_utf8(std::string_view(cluster).substr(initial.length));
    if (vowel.code_point < VOWELS || vowel.code_point >= VOWELS + VOWEL_COUNT) return;
    auto length = initial.length + vowel.length;
    auto syllable = ((initial.code_point - INITIALS) * VOWEL_COUNT + vowel.code_point - VOWELS) * FINAL_COUNT;
    if (length < cluster.size()) {
        const auto final = decode_utf8(std::string_view(cluster).substr(length));
        if (final.code_point > BEFORE_FINALS && final.code_point < BEFORE_FINALS + FINAL_COUNT) {
            syllable += final.code_point - BEFORE_FINALS;
            length += final.length;
        }
    }
    std::string composed;
    append_utf8(SYLLABLES + syllable, composed);
    cluster.replace(0, length, composed);
}

} // namespace cleat
