//! The names of the months in the languages of news, full, short and inflected.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Returns the month, 1 to 12, that `word` names. `word` is in lower case, without a closing full stop.
pub(super) fn number(word: &str, language: &str) -> Option<u32> {
    // Croatian alone calls October what Polish, Czech and Slovene neighbours call November.
    if matches!(language, "hr" | "bs") && word.starts_with("listopad") {
        return Some(10);
    }
    BY_NAME.get(word).copied()
}

static BY_NAME: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    (1..).zip(NAMES).flat_map(|(month, names)| names.split_whitespace().map(move |name| (name, month))).collect()
});

/// One row a month; in each the Germanic, Romance, Slavic, Baltic, Finnic and other European names, then those of
/// Asia and Africa. Names of two words are left out but for those that their first word tells.
const NAMES: [&str; 12] = [
    "january jan januar jänner jän januari jaanuar januarie janúar janv janvier enero ene janeiro gennaio gen ianuarie ian \
     января январь янв січня січень януари яну јануар јануари студзеня stycznia styczeń sty ledna leden januára január januára januarja \
     siječnja siječanj sij janvāris janvāra sausio sausis tammikuuta tammikuu tammi jan ocak oca yanvar ιανουαρίου ιανουάριος ιαν \
     يناير جانفي ינואר בינואר ژانویه जनवरी জানুয়ারি มกราคม ม.ค januari januar januwari",
    "february feb februar februari veebruar februarie febrúar févr fév février fevrier febrero fevereiro fev febbraio februarie febr \
     февраля февраль фев лютого лютий февруари фебруар фебруари лютага lutego luty lut února únor februára február februarja \
     veljače veljača velj februāris februāra vasario vasaris helmikuuta helmikuu helmi şubat şub subat fevral φεβρουαρίου φεβρουάριος φεβ \
     فبراير فيفري פברואר בפברואר فوریه फरवरी ফেব্রুয়ারি กุมภาพันธ์ ก.พ pebruari",
    "march mar märz mär mrz maart mrt marts mars märts mars mart marzo março marco martie \
     марта март мар березня березень март март сакавіка marca marzec března březen marec ožujka ožujak ožu marts martā \
     kovo kovas maaliskuuta maaliskuu maalis március márc mart μαρτίου μάρτιος μαρ مارس مارز מרץ במרץ मार्च মার্চ มีนาคม มี.ค maret machi mac",
    "april apr aprill apríl avril avr abril abr aprile aprilie апреля апрель апр квітня квітень април април красавіка kwietnia kwiecień kwi \
     dubna duben apríla aprila travnja travanj tra aprīlis aprīļa balandžio balandis huhtikuuta huhtikuu huhti április ápr nisan nis aprel \
     απριλίου απρίλιος απρ أبريل ابريل أفريل אפריל באפריל آوریل अप्रैल এপ্রিল เมษายน เม.ย aprili",
    "may mai mei maj maí mayo maio maggio mag мая май травня травень мај мај мая траўня maja maj května květen kvě mája máj maja svibnja svibanj svi \
     maijs maija gegužės gegužė toukokuuta toukokuu touko május máj mayıs mayis mayo may μαΐου μαΐος μάιος μαϊ مايو ماي מאי במאי مه मई মে พฤษภาคม พ.ค",
    "june jun juni juuni júní juin junio junho giugno giu iunie iun июня июнь июн червня червень юни јун јуни чэрвеня czerwca czerwiec cze \
     června červen čvn júna jún junija lipnja lipanj lip jūnijs jūnija birželio birželis kesäkuuta kesäkuu kesä június jún haziran haz iyun \
     ιουνίου ιούνιος ιουν يونيو جوان יוני ביוני ژوئن जून জুন มิถุนายน มิ.ย juni",
    "july jul juli juuli júlí juil juillet julio julho luglio lug iulie iul июля июль июл липня липень юли јул јули ліпеня lipca lipiec \
     července červenec čvc júla júl julija srpnja srpanj srp jūlijs jūlija liepos liepa heinäkuuta heinäkuu heinä július júl temmuz tem iyul \
     ιουλίου ιούλιος ιουλ يوليو جويلية יולי ביולי ژوئیه जुलाई জুলাই กรกฎาคม ก.ค julai",
    "august aug augusti augustus augustus ágúst août aout agosto ago august августа август авг серпня серпень август август жніўня sierpnia sierpień sie \
     srpna srpen augusta avgusta avgust avg kolovoza kolovoz kol augusts augustā rugpjūčio rugpjūtis elokuuta elokuu elo augusztus aug ağustos ağu agustos avqust \
     αυγούστου αύγουστος αυγ أغسطس اغسطس أوت אוגוסט באוגוסט اوت अगस्त আগস্ট สิงหาคม ส.ค agustus agosti ogos",
    "september sep sept september septembre septiembre setiembre setembro set settembre septembrie сентября сентябрь сен сент вересня вересень септември септембар септембри верасня \
     września wrzesień wrz září zář septembra september rujna rujan ruj septembris septembrī septembra rugsėjo rugsėjis syyskuuta syyskuu syys szeptember szept eylül eyl eylul sentyabr \
     σεπτεμβρίου σεπτέμβριος σεπ سبتمبر ספטמבר בספטמבר سپتامبر सितंबर সেপ্টেম্বর กันยายน ก.ย septemba septembar",
    "october oct oktober okt oktoober október octobre octubre outubro out ottobre ott octombrie октября октябрь окт жовтня жовтень октомври октобар октомври кастрычніка \
     października październik paź října říjen októbra oktobra oktobar oktobris oktobra spalio spalis lokakuuta lokakuu loka ekim eki oktyabr οκτωβρίου οκτώβριος οκτ \
     أكتوبر اكتوبر אוקטובר באוקטובר اکتبر अक्टूबर অক্টোবর ตุลาคม ต.ค oktoba",
    "november nov november nóvember novembre noviembre novembro novembrie noiembrie ноября ноябрь ноя листопада листопад ноември новембар ноември лістапада listopada listopad listopadu lis \
     novembra november studenoga studenog studeni stu novembris novembrī lapkričio lapkritis marraskuuta marraskuu marras november kasım kas kasim noyabr νοεμβρίου νοέμβριος νοε \
     نوفمبر נובמבר בנובמבר نوامبر नवंबर নভেম্বর พฤศจิกายน พ.ย novemba novembar",
    "december dec dezember dez december desember des detsember décembre déc decembre diciembre dic dezembro dez dicembre decembrie декабря декабрь дек грудня грудень декември децембар декември снежня \
     grudnia grudzień gru prosince prosinec decembra december prosinca prosinac pro decembris decembrī gruodžio gruodis joulukuuta joulukuu joulu aralık ara aralik dekabr δεκεμβρίου δεκέμβριος δεκ \
     ديسمبر דצמבר בדצמבר دسامبر दिसंबर ডিসেম্বর ธันวาคม ธ.ค desemba decembar disember",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_in_two_months() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (row, names) in NAMES.iter().enumerate() {
            for name in names.split_whitespace() {
                assert_eq!(*seen.entry(name).or_insert(row), row, "{name}");
            }
        }
    }

    #[test]
    fn a_croatian_october_is_no_polish_november() {
        assert_eq!(number("listopada", "hr"), Some(10));
        assert_eq!(number("listopada", "pl"), Some(11));
    }
}
