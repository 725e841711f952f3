/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless.h"

#include <criterion/criterion.h>

#include "base/cleanup.h"

/* Every number, name, address and plate here is invented. A picture that has them names these places. */
static const char *const places[] = { "Bergenhus", "Nordre Åsen, Storsenteret, Oslo City", NULL };

/* clang-format off */
static const struct {
    const char *text;
    enum nameless want;
} refused[] = {
    /* numbers, however they are written */
    { "kode 123456", NAMELESS_NUMBER },
    { "00 00 00 00", NAMELESS_NUMBER },
    { "+47 000 00 000", NAMELESS_NUMBER },
    { "12.04.2013", NAMELESS_NUMBER },
    { "2013-04-12", NAMELESS_NUMBER },
    { "12841350160", NAMELESS_NUMBER },
    { "128413 50160", NAMELESS_NUMBER },
    { "128413\u00a050160", NAMELESS_NUMBER },
    { "12–84–13", NAMELESS_NUMBER },
    { "12\u200b84\u200b13", NAMELESS_NUMBER },
    { "slutter på 20160814-9801", NAMELESS_NUMBER },
    { "22:88:10:50149", NAMELESS_NUMBER },
    { "22,88,10,50149", NAMELESS_NUMBER },
    { "22, 88, 10, 50149", NAMELESS_NUMBER },
    { "22; 88. 10! 50149", NAMELESS_NUMBER },
    { "(22) [88] {10} 50149", NAMELESS_NUMBER },
    { "912:34:567", NAMELESS_NUMBER },
    { "55,12,34,56", NAMELESS_NUMBER },
    { "55, 12, 34, 56", NAMELESS_NUMBER },
    { "912*34*567", NAMELESS_NUMBER },
    { "912·34·567", NAMELESS_NUMBER },
    { "912 _ 34 ~ 567", NAMELESS_NUMBER },
    { "kl 91234567", NAMELESS_NUMBER },
    { "kl 91.23.45.67", NAMELESS_NUMBER },
    { "uke 22 88 10 50149", NAMELESS_NUMBER },
    { "uke 91, 23, 45, 67", NAMELESS_NUMBER },
    { "uke 45-46 912 34 567", NAMELESS_NUMBER },
    { "20252026", NAMELESS_NUMBER },
    { "2025-2026-1", NAMELESS_NUMBER },
    { "2027-2025", NAMELESS_NUMBER },
    { "4100 4101", NAMELESS_NUMBER },
    { "2009/03/03", NAMELESS_NUMBER },
    { "12.31-14.02", NAMELESS_NUMBER },
    { "32.11-33.11", NAMELESS_NUMBER },
    { "12.30-14.00-12345", NAMELESS_NUMBER },
    { "1 2 3 4 5 6", NAMELESS_NUMBER },
    /* digits that are not 0 to 9, letters that only look like ours */
    { "٢٢٨٨١٠٥٠١٤٩", NAMELESS_FOREIGN },
    { "𝟐𝟐𝟖𝟖𝟏𝟎𝟓𝟎𝟏𝟒𝟗", NAMELESS_FOREIGN },
    { "１２３４５６", NAMELESS_FOREIGN },
    { "²²⁸⁸¹⁰", NAMELESS_FOREIGN },
    { "②②⑧⑧①⓪", NAMELESS_FOREIGN },
    { "Каrі går hjem", NAMELESS_FOREIGN },
    { "snap: kari_n", NAMELESS_FOREIGN },
    { "#fjell", NAMELESS_FOREIGN },
    { "ny\u00adtt", NAMELESS_FOREIGN },
    { "\xef\xbc", NAMELESS_FOREIGN },
    /* on the net */
    { "noen@example.no", NAMELESS_EMAIL },
    { "hos @oppdiktet", NAMELESS_HANDLE },
    { "@kari.nordmann", NAMELESS_HANDLE },
    { "https://instagram.com/kari.nordmann", NAMELESS_LINK },
    { "se www.example.org", NAMELESS_LINK },
    { "deles på example.no", NAMELESS_LINK },
    /* streets */
    { "storgata 12", NAMELESS_STREET },
    { "i Storgatan 1", NAMELESS_STREET },
    { "i Storgaten nr. 12 b", NAMELESS_STREET },
    { "ved Kongens gate 5", NAMELESS_STREET },
    { "Nya vägen 7", NAMELESS_STREET },
    { "Nya va\u0308gen 7", NAMELESS_STREET },
    { "på Lykkeveien 9", NAMELESS_STREET },
    { "Skogsstigen 3", NAMELESS_STREET },
    { "Parkallén 4", NAMELESS_STREET },
    { "Strandvegen, 11", NAMELESS_STREET },
    /* births */
    { "Kari Nordmann, Storgata 12 B, 5003 Bergen, født 3. mars 2009", NAMELESS_BIRTH },
    { "en født 3. mars", NAMELESS_BIRTH },
    { "3 mars 2009", NAMELESS_BIRTH },
    { "den 12. april, 2013", NAMELESS_BIRTH },
    { "12. april '13", NAMELESS_BIRTH },
    { "March 3, 2009", NAMELESS_BIRTH },
    { "född 2009", NAMELESS_BIRTH },
    { "Kari f. 2009", NAMELESS_BIRTH },
    { "født i 2009", NAMELESS_BIRTH },
    /* cars */
    { "EK 12345", NAMELESS_PLATE },
    { "kjører EK-12 345", NAMELESS_PLATE },
    { "ek12345", NAMELESS_PLATE },
    { "ABC123", NAMELESS_PLATE },
    { "ABC 123", NAMELESS_PLATE },
    { "en svart bil, ABC 12D", NAMELESS_PLATE },
    { "abc12d", NAMELESS_PLATE },
    /* names */
    { "Anna Svensson, Storgatan 1", NAMELESS_STREET },
    { "Anna Svensson", NAMELESS_NAME },
    { "Kari Nordmann selger", NAMELESS_NAME },
    { "Mest Kari Nordmann", NAMELESS_NAME },
    { "De fleste følger Kari Nordmann", NAMELESS_NAME },
    { "NORDMANN, KARI", NAMELESS_NAME },
    { "K. Nordmann er der", NAMELESS_NAME },
    { "Kari-Anne er der", NAMELESS_NAME },
    { "Ved Bergenhus: Kari Nordmann", NAMELESS_NAME },
    { "Kari Bergenhus Nordmann", NAMELESS_NAME },
    { "Møter Anna Strand", NAMELESS_NAME },
    { "noen (Kari) Nordmann", NAMELESS_NAME },
    { "noen Kari/Nordmann", NAMELESS_NAME },
    { "Ali al-Oppdiktet var der", NAMELESS_NAME },
    { "Unge følger Per von Oppdikt", NAMELESS_NAME },
};

static const char *const passed[] = {
    "",
    "Om lag 40 unge, 12 hendelser i uke 7 og 8",
    "ring 112",
    "kode 12345",
    "kl. 12.30-14.00",
    "Kl 22.00-02.30",
    "Kl. 22–02.30, mest i helgene",
    "klockan 20:00 - 23:30",
    "12.30–14.00, 14 unge",
    "kl 0800-1600",
    "läsåret 2025/26",
    "skoleåret 2025-26",
    "i 2025-2026 og i 2024/2025",
    "2025/26, 2026/27",
    "ukene 45-46-47",
    "uke 45, 46 og 47",
    "vecka 45-47, 2026",
    "v. 45 2026",
    "2025-2027",
    "2025,2026,2027",
    "2023, 2024 og 2025",
    "14.11-21.11",
    "14.11.–21.11.",
    "14/11 - 21/11",
    "14.-21. november",
    "17. mai",
    "høsten 2025, 14 hendelser",
    "14 hendelser i 2025, 19 i 2024",
    "I 2025: 14, i 2024: 9",
    "ungdommer på 13-15 år, om lag 20 stykker",
    "8A, 8B og 9C",
    "10-15 personer, 3-4 ganger i uken",
    "Trafikk på E18 og riksvei 4",
    "på gata 12 ganger",
    "for alle 12 skolene",
    "ca 12000 kroner",
    "Ved Storsenteret samles unge etter kl. 21",
    "Mest Bergenhus, noe ved Nordre Åsen",
    "Unge fra Bergenhus, Storsenteret og Oslo City",
    "Bergenhus Storsenteret",
    "Oslo Citys innganger",
    "Politiet Vest og NAV Bergenhus er varslet",
    "Deles på Snapchat, TikTok og Telegram",
    "SLT og BUP møtes",
    "Røde Kors og Natteravnene går",
    "Fler vuxna ute på fredagar och lördagar",
    "Mer na\u0308rvaro vid skola\u0308n",
    "Čáhppes joavku, Šuoŋas",
    "«Russebuss» – støy; hasj (mest røyking)…",
    "Narkotika, f.eks. hasj, og/eller vape",
    "Økning 15 % mot 2024",
    "More adults near the school at night",
};

/* Lines that are places alone. */
static const struct {
    const char *text;
    enum nameless want;
} as_places[] = {
    { "Bergenhus", NAMELESS_CLEAN },
    { "Ved gymsalen", NAMELESS_CLEAN },
    { "Vid gymnastiksalen", NAMELESS_CLEAN },
    { "Nordre Åsen, Oslo City, Täby centrum", NAMELESS_CLEAN },
    { "Karl Johans gate", NAMELESS_CLEAN },
    { "Kiosken ved Fjell skole, T-banen", NAMELESS_CLEAN },
    { "Øst-Trøndelag", NAMELESS_CLEAN },
    { "Bergen, Os, Askøy", NAMELESS_CLEAN },
    { "Kari Nordmann", NAMELESS_NAME },
    { "Bergenhus, Anna Svensson", NAMELESS_NAME },
    { "Hjemme hos Kari Nordmann", NAMELESS_NAME },
    { "Storgata 12", NAMELESS_STREET },
    { "rom 203", NAMELESS_NO_PLACES },
    { "00 00 00 00", NAMELESS_NUMBER },
    { "@oppdiktet", NAMELESS_HANDLE },
    { "bak kiosken der de alltid pleier å sitte", NAMELESS_NO_PLACES },
    { "Fjell: kiosken", NAMELESS_NO_PLACES },
    { "Fjell_kiosk", NAMELESS_FOREIGN },
};
/* clang-format on */

Test(nameless, refuses_what_points_at_somebody)
{
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        enum nameless got = nameless_check(refused[i].text, places, ARRAY_SIZE(places));

        cr_expect_eq(got, refused[i].want, "%s: got %d, want %d", refused[i].text, got,
                     refused[i].want);
    }
}

Test(nameless, lets_a_picture_be_written)
{
    for (size_t i = 0; i < ARRAY_SIZE(passed); i++) {
        enum nameless got = nameless_check(passed[i], places, ARRAY_SIZE(places));

        cr_expect_eq(got, NAMELESS_CLEAN, "%s: got %d", passed[i], got);
    }
}

Test(nameless, takes_places_as_places_alone)
{
    for (size_t i = 0; i < ARRAY_SIZE(as_places); i++) {
        enum nameless got = nameless_check_places(as_places[i].text);

        cr_expect_eq(got, as_places[i].want, "%s: got %d, want %d", as_places[i].text, got,
                     as_places[i].want);
    }
}

/* A word of a place is no name in one picture, and may be one in another. */
Test(nameless, knows_only_the_places_of_its_own_picture)
{
    cr_expect_eq(nameless_check("Unge fra Gamle Bergenhus Fjell", places, 2), NAMELESS_CLEAN);
    cr_expect_eq(nameless_check("Unge fra Gamle Bergenhus Fjell", NULL, 0), NAMELESS_NAME);
}
