//! Code pages of one byte a character that neither WHATWG's list nor the repairs know: their tables, and the languages
//! that were written with them.
//!
//! The tables are Unicode's mapping files (`VENDORS/MICSFT/PC`, `VENDORS/APPLE`, `VENDORS/MISC/KZ1048.TXT`); MIK, VISCII
//! (RFC 1456) and TCVN 5712 are glibc's character maps of those names. Each was compared with Python's or glibc's decoder,
//! byte by byte.

/// One code page.
#[derive(Debug, PartialEq, Eq)]
pub struct CodePage {
    /// IANA's name; Microsoft's number or the usual name where IANA has none.
    pub name: &'static str,
    /// What a text in it has to make up for when encodings are compared, in nats.
    pub prior: u32,
    /// The languages that were written with it, as `letters` names them.
    pub languages: &'static [&'static str],
    /// The characters of the bytes 0x80 to 0xFF; U+FFFD for a byte that is none.
    pub half: [char; 128],
}

impl CodePage {
    const fn new(name: &'static str, prior: u32, languages: &'static [&'static str], half: &'static str) -> CodePage {
        CodePage { name, prior, languages, half: characters(half) }
    }

    /// Returns the letter that VISCII has in place of a control character. TCVN 5712 has such letters too, but no font
    /// for it showed them.
    pub fn control(&self, byte: u8) -> Option<char> {
        let letters = if self.name == "VISCII" { VISCII_CONTROLS } else { &[] };
        letters.iter().find(|(control, _)| *control == byte).map(|(_, letter)| *letter)
    }
}

const VISCII_CONTROLS: &[(u8, char)] = &[(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1E, 'Ỵ')];

/// Returns the characters of a string, which are 128; each is of three bytes at most.
const fn characters(text: &str) -> [char; 128] {
    let bytes = text.as_bytes();
    let mut half = ['\0'; 128];
    let (mut at, mut place) = (0, 0);
    while at < bytes.len() {
        let (length, mut code) = match bytes[at] {
            byte @ 0..=0x7F => (1, byte as u32),
            byte @ 0xC0..=0xDF => (2, byte as u32 & 0x1F),
            byte => (3, byte as u32 & 0x0F),
        };
        let mut next = 1;
        while next < length {
            code = code << 6 | bytes[at + next] as u32 & 0x3F;
            next += 1;
        }
        half[place] = char::from_u32(code).expect("a string holds characters");
        at += length;
        place += 1;
    }
    assert!(place == 128, "a half has 128 characters");
    half
}

pub static CODE_PAGES: &[CodePage] = &[
    // Greek of MS-DOS.
    CodePage::new(
        "IBM737",
        5,
        &["el"],
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // The Baltic languages of MS-DOS.
    CodePage::new(
        "IBM775",
        5,
        &["lt", "lv", "et"],
        "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{AD}±“¾¶§÷„°∙·¹³²■\u{A0}",
    ),
    // Central Europe of MS-DOS.
    CodePage::new(
        "IBM852",
        5,
        &["cs", "sk", "pl", "hu", "ro", "sl", "sh"],
        "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}",
    ),
    // Cyrillic of MS-DOS.
    CodePage::new(
        "IBM855",
        5,
        &["ru", "bg", "mk", "sr"],
        "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{AD}ыЫзЗшШэЭщЩчЧ§■\u{A0}",
    ),
    // Turkish of MS-DOS.
    CodePage::new(
        "IBM857",
        5,
        &["tr"],
        "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ\u{FFFD}ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ\u{FFFD}×ÚÛÙìÿ¯´\u{AD}±\u{FFFD}¾¶§÷¸°¨·¹³²■\u{A0}",
    ),
    // Portuguese of MS-DOS.
    CodePage::new(
        "IBM860",
        6,
        &["pt"],
        "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Icelandic of MS-DOS.
    CodePage::new(
        "IBM861",
        6,
        &["is"],
        "ÇüéâäàåçêëèÐðÞÄÅÉæÆôöþûÝýÖÜø£Ø₧ƒáíóúÁÍÓÚ¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Hebrew of MS-DOS.
    CodePage::new(
        "IBM862",
        5,
        &["he"],
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Canadian French of MS-DOS.
    CodePage::new(
        "IBM863",
        7,
        &["fr"],
        "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Danish and Norwegian of MS-DOS.
    CodePage::new(
        "IBM865",
        6,
        &["da", "nb"],
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Modern Greek of MS-DOS.
    CodePage::new(
        "IBM869",
        6,
        &["el"],
        "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}Ά\u{FFFD}·¬¦‘’Έ―ΉΊΪΌ\u{FFFD}\u{FFFD}ΎΫ©Ώ²³ά£έήίϊΐόύΑΒΓΔΕΖΗ½ΘΙ«»░▒▓│┤ΚΛΜΝ╣║╗╝ΞΟ┐└┴┬├─┼ΠΡ╚╔╩╦╠═╬ΣΤΥΦΧΨΩαβγ┘┌█▄δε▀ζηθικλμνξοπρσςτ΄\u{AD}±υφχ§ψ΅°¨ωϋΰώ■\u{A0}",
    ),
    // Ukrainian of MS-DOS.
    CodePage::new(
        "IBM1125",
        5,
        &["uk"],
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёҐґЄєІіЇї·√№¤■\u{A0}",
    ),
    // Bulgarian of Pravetz computers and MS-DOS.
    CodePage::new(
        "MIK",
        4,
        &["bg"],
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя└┴┬├─┼╣║╚╔╩╦╠═╬┐░▒▓│┤№§╗╝┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    ),
    // Kazakh of Windows, by STRK1048-2002.
    CodePage::new(
        "KZ-1048",
        2,
        &["kk"],
        "ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u{FFFD}™љ›њқһџ\u{A0}ҰұӘ¤Ө¦§Ё©Ғ«¬\u{AD}®Ү°±Ііөµ¶·ё№ғ»әҢңүАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
    ),
    // Kazakh of ParaType.
    CodePage::new(
        "PTCP154",
        5,
        &["kk"],
        "ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸҗ‘’“”•–—ҳҷҡӣңқһҹ\u{A0}ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ°ұІіҙө¶·ё№ә»јҪҫҝАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
    ),
    // Central Europe of Mac OS.
    CodePage::new(
        "x-mac-ce",
        5,
        &["cs", "sk", "pl", "hu", "lt", "lv", "et"],
        "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\u{A0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ",
    ),
    // Greek of Mac OS.
    CodePage::new(
        "x-mac-greek",
        5,
        &["el"],
        "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩάΝ¬ΟΡ≈Τ«»…\u{A0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{AD}",
    ),
    // Turkish of Mac OS.
    CodePage::new(
        "x-mac-turkish",
        6,
        &["tr"],
        "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸĞğİıŞş‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙˆ˜¯˘˙˚¸˝˛ˇ",
    ),
    // Vietnamese by RFC 1456.
    CodePage::new(
        "VISCII",
        4,
        &["vi"],
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    ),
    // Vietnamese by TCVN 5712:1993, VN1; the fonts that are named `.Vn…`, and TCVN3, have the part of it from 0xA0 on.
    CodePage::new(
        "TCVN",
        4,
        &["vi"],
        "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u{A0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_a_character_of_its_own() {
        for page in CODE_PAGES {
            let mut known: Vec<char> = page.half.into_iter().filter(|character| *character != '\u{FFFD}').collect();
            known.extend((0..0x20).filter_map(|byte| page.control(byte)));
            let count = known.len();
            known.sort_unstable();
            known.dedup();
            assert_eq!(known.len(), count, "{}", page.name);
            assert!(known.iter().all(|character| !character.is_ascii()), "{}", page.name);
        }
    }

    #[test]
    fn a_byte_is_what_the_mapping_file_says() {
        let one = |name: &str, byte: u8| {
            let page = CODE_PAGES.iter().find(|page| page.name == name).unwrap();
            page.half[usize::from(byte) - 0x80]
        };
        assert_eq!(one("IBM737", 0x98), 'α');
        assert_eq!(one("IBM775", 0xD1), 'č');
        assert_eq!(one("IBM852", 0x88), 'ł');
        assert_eq!(one("IBM862", 0x80), 'א');
        assert_eq!(one("MIK", 0xA0), 'а');
        assert_eq!(one("KZ-1048", 0xBE), 'ң');
        assert_eq!(one("x-mac-ce", 0xB8), 'ł');
        assert_eq!(one("VISCII", 0xAE), 'ệ');
        assert_eq!(one("TCVN", 0xD6), 'ệ');
    }
}
