//! Latin letters and the characters that look like them.
//!
//! The prototypes of UTS #39 are used as they are. The table adds what they leave out: the letters that Unicode's
//! names call variants of a Latin letter (small capitals, turned ones, those with a hook or a stroke), and
//! letters of other scripts that are used for their shape alone.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// The look-alikes of each letter from `a` to `z`.
#[rustfmt::skip]
const ADDED: [&str; 26] = [
    "Ⱥɐλᗅᗩᴀᶏ₳ⱥⱯ卂",
    "ƀƁƂƃɃɓʙЪбъᗷᴃᵬᶀ乃Ꞗꞗ",
    "ƇƈȻȼɕςᑕᴄ₡₵ↄ匚ꜾꜿꞒꞓꞔꟄ𝼝",
    "ĐđƊƋƌȡɖɗδдᗞᗪᴅᵭᶁᶑ刀ꝹꝺꟇꟈ",
    "ƎƏƐǝɆɇɘəɛɜɝξэєᴇᴈᶒᶓᶔ€ⱸⱻ乇Ɜꬳꬴ",
    "Ƒƒᖴᵮᶂ₣千ꜰꝻꝼꞘꞙ",
    "ƓǤǥɠɡɢʛᎶᏀᘜᵷᵹᶃ₲厶ꝽꞠꞡꞬꬶ𝼂",
    "ĦħɥɦʜʮʯᕼⱧⱨ卄ꞍꞕꞪ",
    "ıƗɨɪᏆᓰᴉᶖ丨工ꓲ𝼚",
    "ȷɈɉɟʄʝᒍᴊꞲ",
    "Ƙƙʞᴋᶄ₭Ⱪⱪ长ꝀꝁꝂꝃꝄꝅꞢꞣꞰ𝼃𝼐",
    "ŁłƚȴȽɫɬɭʟᒪᴌᶅ₤ⱠⱡⱢㄥ乚ꝈꝉꞀꞁꞎꞭꬷꬸꬹ𝼄𝼑𝼓",
    "ƜɯɰɱᗰᴍᵯᶆⱮ爪ꟺꬺ",
    "ƝƞȠȵɲɳɴπиᑎᴎᵰᶇ₦几ꞐꞑꞤꞥꬻ",
    "ØøƆƟǾǿɔɵθфᴏᴐᴑᴒᴓᶗⱺㄖ口ꝊꝋꝌꝍꬿ𝼛",
    "Ƥƥᑭᴘᵱᵽᶈ₱Ᵽ卩尸ꝐꝑꝒꝓꝔꝕ",
    "ɋʠᑫᑬ㔿ꝖꝗꝘꝙꞯ",
    "ɌɍɹɺɻɼɽɾɿʀʁяᖇᴙᴚᵲᵳᶉⱤⱹ尺ꞂꞃꞦꞧꭆꭉꭋꭌꭨ𝼈𝼕𝼖",
    "ȿʂᔕᵴᶊẜẝ₴Ȿ丂ꜱꞄꞅꞨꞩꟅꟉꟊ𝼞",
    "ŦŧƫƬƭƮȶȾʇʈᴛᵵ₮ⱦㄒ丅ꞆꞇꞱ𝼉𝼍",
    "цᑌᴜᴝᶙㄩ凵Ꞹꞹꭎꭒ",
    "ƲɅʋʌᐯᴠᶌⱱⱴꝞꝟ",
    "ʍшщᗯᴡ₩Ⱳⱳ山",
    "ж᙭ᶍ乂ꭖꭗꭘꭙ",
    "ƳƴɎɏʎʏчỾỿㄚ丫ꭚ𝼆",
    "ƵƶȤȥɀʐʑᴢᵶᶎⱫⱬⱿ乙Ᶎ",
];

/// Returns the Latin letter that a character looks like, in lower case.
pub(super) fn latin_letter(c: char) -> Option<char> {
    static LETTERS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let letters = ('a'..='z').zip(ADDED);
        let all = letters.flat_map(|(letter, alike)| alike.chars().map(move |c| (c, letter)));
        all.collect()
    });
    if let Some(letter) = LETTERS.get(&c) {
        return Some(*letter);
    }
    let mut buffer = [0; 4];
    // The prototype of a letter with a stroke is the letter with a mark.
    let mut prototype = skeleton(c.encode_utf8(&mut buffer)).filter(|c| !is_combining_mark(*c));
    let first = prototype.next()?;
    match (first, prototype.next(), prototype.next()) {
        ('r', Some('n'), None) => Some('m'),
        ('v', Some('v'), None) => Some('w'),
        // The prototype of a capital I.
        ('l', None, None) if !c.is_lowercase() => Some('i'),
        (letter, None, None) if letter.is_ascii_alphabetic() => Some(letter.to_ascii_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_are_likened_to_latin_ones() {
        for (alike, letters) in [
            ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
            ("ᗩᗷᑕᗪᖴᘜᕼᒍᒪᗰᑎᑭᑫᖇᔕᑌᐯᗯ᙭", "abcdfghjlmnpqrsuvwx"),
            ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz"),
            ("ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃ", "abcdeghijklmprstvwyz"),
            ("ⲞⲢⲤ", "opc"),
            ("₳₵₦₴₮", "acnst"),
        ] {
            for (c, letter) in alike.chars().zip(letters.chars()) {
                assert_eq!(latin_letter(c), Some(letter), "{c}");
            }
        }
        for c in ['ᐃ', 'Ꮿ', 'ვ', '我', '→', '♥'] {
            assert_eq!(latin_letter(c), None, "{c}");
        }
    }

    #[test]
    fn no_character_is_likened_to_two_letters() {
        let mut all = ADDED.concat().chars().collect::<Vec<_>>();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(!all.iter().any(char::is_ascii));
    }
}
