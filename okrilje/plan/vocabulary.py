"""The words by which a plan document is understood, in Bosnian, Croatian, Serbian and English.

Every word stands in the folded form of :func:`okrilje.lib.scripts.fold` (lower case, Latin, no diacritics,
"dj" for "đ"), so that one entry serves Latin and Cyrillic. A new language is new words here, not new code.
"""

from __future__ import annotations

from enum import StrEnum


class Column(StrEnum):
    """What a column of a plan's table holds."""

    CODE = "code"
    PILLAR = "pillar"
    PROGRAMME = "programme"
    ACTIVITY = "activity"
    DEADLINE = "deadline"
    INSTITUTIONS = "institutions"
    INDICATORS = "indicators"
    RESOURCES = "resources"
    #: Kept with the activity under its heading.
    NOTE = "note"
    #: Left out, because a person said so.
    IGNORE = "ignore"


#: What a heading begins with, for each column; the longest phrase wins.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.CODE: ("r. br", "r.br", "rb", "red. br", "redni broj", "br", "sifra", "oznaka", "no", "#", "code", "ref"),
    Column.PILLAR: ("stub", "pillar", "strateski cilj", "strategic goal", "strategic objective", "oblast"),
    Column.PROGRAMME: ("strateski program", "program", "programme", "strategic programme", "specificni cilj"),
    Column.ACTIVITY: (
        "aktivnost",
        "aktivnosti",
        "naziv aktivnosti",
        "opis aktivnosti",
        "zadatak",
        "zadaci",
        "zadaca",
        "mjera",
        "mjere",
        "mera",
        "mere",
        "radnja",
        "activity",
        "activities",
        "action",
        "actions",
        "task",
        "tasks",
        "measure",
        "measures",
    ),
    Column.DEADLINE: (
        "rok",
        "rokovi",
        "vremenski rok",
        "vremenski okvir",
        "krajnji rok",
        "period provodjenja",
        "period realizacije",
        "dinamika",
        "deadline",
        "due date",
        "due by",
        "timeline",
        "timeframe",
        "time frame",
        "timing",
        "time limit",
    ),
    Column.INSTITUTIONS: (
        "institucija",
        "institucije",
        "nadlezna institucija",
        "nadlezne institucije",
        "odgovorna institucija",
        "odgovorne institucije",
        "odgovorni",
        "odgovornost",
        "odgovorno tijelo",
        "odgovorni organ",
        "nosilac",
        "nosioci",
        "nositelj",
        "nositelji",
        "izvrsilac",
        "provoditelj",
        "responsible",
        "responsibility",
        "institution",
        "institutions",
        "competent institution",
        "implementing institution",
        "implementing agency",
        "lead institution",
        "lead agency",
        "who",
    ),
    Column.INDICATORS: (
        "pokazatelj",
        "pokazatelji",
        "indikator",
        "indikatori",
        "indicator",
        "indicators",
        "activity indicator",
        "activity indicators",
        "performance indicator",
        "performance indicators",
        "progress indicator",
        "kljucni pokazatelj",
    ),
    Column.RESOURCES: (
        "resursi",
        "potrebni resursi",
        "izvor sredstava",
        "izvori sredstava",
        "izvor finansiranja",
        "izvori finansiranja",
        "izvor financiranja",
        "izvori financiranja",
        "finansiranje",
        "financiranje",
        "finansijska sredstva",
        "financijska sredstva",
        "potrebna sredstva",
        "sredstva",
        "budzet",
        "proracun",
        "resources",
        "required resources",
        "resources needed",
        "source of funds",
        "sources of funds",
        "source of funding",
        "sources of funding",
        "funding",
        "financing",
        "budget",
    ),
}

#: A heading with more words than this is a sentence, not a heading.
LONGEST_HEADING = 8

#: Words before the number of a heading, most specific first.
PROGRAMME_WORDS = ("strateski program", "strategic programme", "program", "programme", "specificni cilj", "mjera")
PILLAR_WORDS = ("strateski cilj", "strategic objective", "strategic goal", "stub", "pillar", "oblast", "dio", "part")

#: Words in the title of a plan.
TITLE_WORDS = ("akcioni plan", "akcijski plan", "action plan")

MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "januar januara januaru jan sijecanj sijecnja sijecnju january",
            "februar februara februaru feb veljaca veljace veljaci february",
            "mart marta martu mar ozujak ozujka ozujku march",
            "april aprila aprilu apr travanj travnja travnju",
            "maj maja maju svibanj svibnja svibnju may",
            "juni juna junu jun lipanj lipnja lipnju june",
            "juli jula julu jul srpanj srpnja srpnju july",
            "august augusta augustu avgust avgusta avgustu aug avg kolovoz kolovoza kolovozu",
            "septembar septembra septembru sep sept rujan rujna rujnu september",
            "oktobar oktobra oktobru okt listopad listopada listopadu october oct",
            "novembar novembra novembru nov studeni studenog studenom november",
            "decembar decembra decembru dec prosinac prosinca prosincu december",
        ),
        1,
    )
    for word in words.split()
}

#: Words that add nothing to a date: "do kraja 2021. godine" is 2021, "by the end of March 2021" is March 2021.
_DATE_FILLERS = """
    do od u i ili tokom tijekom kraja kraj krajem godine godina godini god g najkasnije zakljucno mjesec mjeseca
    mjesecu the of in by to from until till end and or no later than at latest year month since between during
"""
DATE_FILLERS = frozenset(_DATE_FILLERS.split())
HALVES = {
    "prva": 1,
    "prve": 1,
    "prvo": 1,
    "prvoj": 1,
    "prvog": 1,
    "prvom": 1,
    "i": 1,
    "1": 1,
    "first": 1,
    "1st": 1,
    "druga": 2,
    "druge": 2,
    "drugo": 2,
    "drugoj": 2,
    "drugog": 2,
    "drugom": 2,
    "ii": 2,
    "2": 2,
    "second": 2,
    "2nd": 2,
}
HALF_WORDS = ("polovina", "polovine", "polovini", "polovica", "polovice", "polugodiste", "polugodista", "half")
QUARTERS = HALVES | {
    "treci": 3,
    "treceg": 3,
    "trecem": 3,
    "iii": 3,
    "3": 3,
    "third": 3,
    "3rd": 3,
    "prvi": 1,
    "drugi": 2,
    "cetvrti": 4,
    "cetvrtog": 4,
    "cetvrtom": 4,
    "iv": 4,
    "4": 4,
    "fourth": 4,
    "4th": 4,
}
QUARTER_WORDS = ("kvartal", "kvartala", "kvartalu", "tromjesecje", "tromjesecja", "kvartalno", "quarter")
CONTINUOUS = (
    "kontinuirano",
    "u kontinuitetu",
    "kontinuirana aktivnost",
    "stalno",
    "trajno",
    "stalna aktivnost",
    "tokom cijelog perioda",
    "continuous",
    "continuously",
    "ongoing",
    "on-going",
    "permanent",
    "permanently",
    "throughout",
)
#: How often in a year ("year") or in each half of it ("half-year").
FREQUENCIES: dict[str, tuple[int, str]] = {
    "polugodisnje": (1, "half-year"),
    "svakih sest mjeseci": (1, "half-year"),
    "u sest mjeseci": (1, "half-year"),
    "every six months": (1, "half-year"),
    "half-yearly": (1, "half-year"),
    "biannually": (1, "half-year"),
    "semi-annually": (1, "half-year"),
    "godisnje": (1, "year"),
    "svake godine": (1, "year"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
    "annual": (1, "year"),
    "every year": (1, "year"),
    "each year": (1, "year"),
    "a year": (1, "year"),
    "per year": (1, "year"),
    "kvartalno": (4, "year"),
    "tromjesecno": (4, "year"),
    "quarterly": (4, "year"),
    "mjesecno": (12, "year"),
    "svakog mjeseca": (12, "year"),
    "monthly": (12, "year"),
}
TIMES: dict[str, int] = {
    "jednom": 1,
    "jedanput": 1,
    "once": 1,
    "dvaput": 2,
    "dva puta": 2,
    "twice": 2,
    "two times": 2,
    "tri puta": 3,
    "triput": 3,
    "three times": 3,
    "cetiri puta": 4,
    "four times": 4,
}
AT_LEAST = ("najmanje", "barem", "minimalno", "at least", "minimum")
#: What may follow a minimum and belongs to it when it is quoted.
MORE_OFTEN = ("a po potrebi i cesce", "po potrebi i cesce", "and more often if needed", "or more often if needed")

#: Joins two names. As a word of its own only; inside a known name the name wins.
JOINERS = ("i", "te", "and", "/", "&", "u saradnji sa", "u saradnji s", "u suradnji s", "in cooperation with")
#: Begins a remark on how an institution takes part.
REMARKS = ("kao", "putem", "kroz", "u", "preko", "as", "through", "via", "within")
#: Of these, the ones after which a part of the institution is named.
BY_MEANS_OF = ("putem", "kroz", "preko", "u okviru", "through", "via", "within")
#: Begins the name of a part of an institution.
_UNITS = """
    sektor sluzba odjel odjeljenje odsjek uprava jedinica ured kabinet radna grupa
    sector department division unit section office
"""
UNIT_WORDS = frozenset(_UNITS.split())
#: Begins the name of an institution: two names in a row with nothing between are told apart by it.
_INSTITUTIONS = """
    agencija ministarstvo sluzba direkcija uprava centar centri zavod zavodi institut fond ured inspektorat tuzilastvo
    sud sudovi vijece savjet vlada vlade komisija policija udruzenje organizacija organizacije nevladine federalno
    federalna skola univerzitet agency ministry service directorate administration centre center institute fund
    office inspectorate court courts council government commission police association organisation organization
    university
"""
INSTITUTION_WORDS = frozenset(_INSTITUTIONS.split())
#: Begins the name of several bodies at once, as it stands: the singular of the same noun is one body.
_GROUPS = """
    sve svi svih centri zavodi sudovi skole opcine opstine organizacije udruzenja ministarstva institucije tijela
    partnerske nevladine predstavnici all every centres centers courts schools organisations organizations ministries
    institutions bodies partner
"""
GROUP_WORDS = frozenset(_GROUPS.split())
#: What kind of body a name suggests; the first kind with one of its words in the name.
KIND_WORDS = {
    "foreign": "ambasada veleposlanstvo poslanstvo embassy",
    "international": "ujedinjene un medjunarodna evropska europska osce united nations international european",
    "civil_society": "udruzenje udruga fondacija zaklada forum nevladina karitas krst kriz association foundation ngo",
    "police": "policija policijska mup unutrasnjih police interior",
    "judiciary": "sud tuzilastvo tuziteljstvo pravosudje pravosudna tuzilacka tuziteljska court prosecutor judicial",
    "ministry": "ministarstvo ministry",
    "government": "vlada skupstina parlament government parliament assembly",
}
#: Which level of government a name suggests, whatever the level of the plan.
LEVEL_WORDS = {
    "canton": "kanton kantonalna zupanija zupanijska canton cantonal",
    "entity": "entitet entitetska entity",
    "district": "distrikt district",
}
#: Words of a name that give no letter to its abbreviation.
_SMALL = "i te a u na za o od s sa po kod of the for and in on to"
SMALL_WORDS = frozenset(_SMALL.split())
#: Begins a group that is meant as a whole.
ALL_OF = ("sve", "svi", "svih", "all", "every")
#: Begins a source of money that is meant but not named: "i institucija iz doline".
UNNAMED = ("institucija", "institucije", "tijela", "organa", "institutions", "bodies")

#: Labels in a cell of resources.
REGULAR_BUDGET = (
    "redovni budzet",
    "redovni budzeti",
    "redovan budzet",
    "redovnog budzeta",
    "redovni proracun",
    "redovni proracuni",
    "budzet institucija",
    "budzet",
    "proracun",
    "regular budget",
    "regular budgets",
    "budget",
)
SPECIAL_BUDGET = ("poseban budzet", "posebni budzet", "poseban proracun", "special budget")
DONORS = (
    "donatorska sredstva projekata",
    "donatorska sredstva",
    "donatorskih sredstava",
    "sredstva donatora",
    "donatori",
    "donator",
    "donacije",
    "donacija",
    "donor funds",
    "donor funding",
    "donor project funds",
    "donors",
    "donor",
)
#: Begins a sentence on the amount that gives no amount: "Iznos će se odrediti kasnije".
AMOUNT_WORDS = ("iznos", "visina", "amount", "the amount")
CURRENCIES = {"km": "KM", "bam": "BAM", "eur": "EUR", "€": "EUR", "eura": "EUR", "usd": "USD", "$": "USD", "rsd": "RSD"}

#: Begins an indicator that counts.
COUNTING = ("broj", "iznos", "ukupan broj", "ukupni broj", "postotak", "procenat", "udio", "vrijednost", "stopa")
COUNTING_EN = ("number", "amount", "percentage", "share", "value", "rate", "proportion", "total number")
#: Ends a word that says something was done ("Uspostavljen", "Izrađena", "Usvojeni"): an indicator begins with it.
DONE_ENDINGS = ("en", "ena", "eno", "ene", "eni", "an", "ana", "ano", "ane", "ani")
#: Follows the noun when an indicator is a sentence in the present ("Pravila se primjenjuju").
REFLEXIVE = "se"
