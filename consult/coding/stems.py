"""Words of a text as stems of its language, for comparing texts. Pure; nothing here is shown to readers."""

import functools
import re

import Stemmer

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{2,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")
SHORTEST = 2

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}

# Words that carry no subject. Where a language has none here, words in most of its texts are left out when grouping.
_EMPTY = {
    "en": "a about above after again against all also am an and any are aren't as at be because been before being "
    "below between both but by can can't cannot could did do does doesn't doing don't down during each even "
    "every few for from further get had has have having he her here hers him his how however i if in into is "
    "isn't it it's its just let like make many may me might more most much must my need no nor not now of off "
    "on once one only or other our out over own same shall she should so some such than that that's the their "
    "them then there these they they're this those through thus to too under until up upon us very was we "
    "well were what when where which while who whom why will with within without would yes yet you your",
    "fr": "a ai ainsi alors au aucun aussi autre aux avec avoir bien c ce cela ces cette ceux chaque comme d dans "
    "de des donc du elle elles en encore entre est et être eu fait faire faut il ils j je l la le les leur "
    "leurs lui ma mais me même mes moins mon n ne ni nos notre nous on ont ou où par pas peu peut plus pour "
    "qu quand que quel quelle qui s sa sans se ses si soit son sont sous sur ta te tes toi ton tous tout "
    "toute toutes très tu un une vos votre vous y été",
    "de": "aber alle allem allen aller alles als also am an andere auch auf aus bei bin bis da damit dann das dass "
    "dem den denn der des die dies diese dieser dieses doch dort durch ein eine einem einen einer eines er es "
    "etwas für gegen hat haben hier ich ihr ihre im in ist ja jede jeder kann kein keine können machen man "
    "mehr mein mich mir mit müssen nach nicht noch nur ob oder ohne sehr sein seine sich sie sind so soll "
    "sollen sollte sollten sondern über um und uns unser unter viel viele vom von vor wann warum was weil "
    "wenn wer werden wie wieder wir wird wo zu zum zur zwischen",
    "es": "a al algo algún alguna antes así aunque bien cada como con contra cual cuando de debe deben del desde "
    "donde dos e el ella ellos en entre era es esa ese eso esta está están este esto estos fue ha hace hacer "
    "hacia han hasta hay la las le les lo los mas más me menos mi mis mucho muy nada ni no nos nosotros o "
    "otra otro otros para pero poco por porque pues puede pueden que qué quien se sea ser si sí sido sin "
    "sobre solo son su sus también tan tanto te tiene tienen toda todas todo todos tu un una uno unos y ya yo",
    "pt": "a ao aos as até com como da das de dela dele deve do dos e é ela ele eles em entre era essa esse esta "
    "está este eu foi há isso já lhe mais mas me mesmo meu minha muito na não nas nem no nos nós o os ou para "
    "pela pelo por porque quando que quem são se sem ser seu seus só sua suas também tem ter todo todos tudo "
    "um uma umas uns você",
    "it": "a ad ai al alla alle anche c che chi ci come con cui da dal dalla dei del della delle di dove e è ed "
    "essere fa gli ha hanno i il in io la le lo ma mi nei nel nella no noi non o ogni per perché più poi "
    "quando quello questa questo se sia si sono su sua suo sul tra tutti tutto un una uno",
    "nl": "aan al als bij dan dat de deze die dit doen door dus een en er ge geen had heb hebben heeft het hier hij "
    "hoe hun ik in is je kan kunnen maar me meer men met mijn moet moeten na naar niet nog nu of om omdat "
    "onder ons ook op over te tot uit van veel voor wat we wel werd wie wij worden wordt zal ze zich zij zijn "
    "zo zou",
    "ar": "في من على إلى الى عن أن ان إن التي الذي الذين هذا هذه ذلك تلك هو هي هم كان كانت يكون ما لا لم لن قد كل "
    "أو او ثم حتى بعد قبل عند مع بين غير أي اي كما لكن أكثر هناك و ف ب ل نحن أنا",
}
_EMPTY_WORDS = {language: frozenset(words.split()) for language, words in _EMPTY.items()}


def base_of(language: str) -> str:
    """`pt` for `pt-BR`."""
    return language.split("-")[0].lower()


def empty_words(language: str) -> frozenset[str]:
    return _EMPTY_WORDS.get(base_of(language), frozenset())


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name) if name else None


def words_of(text: str) -> list[str]:
    """Lower-case words in order; where a script sets no blanks between words, each pair of its letters."""
    words: list[str] = []
    for found in _WORD.finditer(text.lower()):
        word = found.group()
        if _UNSPACED.search(word):
            words += [word[place : place + 2] for place in range(max(len(word) - 1, 1))]
        else:
            words.append(word.replace("’", "'"))
    return words


def stem(words: list[str], language: str) -> list[str]:
    stemmer = _stemmer(base_of(language))
    return list(stemmer.stemWords(words)) if stemmer else words


@functools.lru_cache(maxsize=30_000)
def stems_of(text: str, language: str) -> tuple[str, ...]:
    """The stems that carry a subject, in order, some perhaps more than once."""
    empty = empty_words(language)
    kept = [word for word in words_of(text) if word not in empty and len(word) >= SHORTEST]
    return tuple(stem(kept, language))
