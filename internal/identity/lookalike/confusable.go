package lookalike

// confusable maps letters and digits, after case folding and without accents,
// to the Latin letter that they can be taken for. It is the part of Unicode's
// list of confusables that matters among lower-case letters.
var confusable = map[rune]string{
	// digits
	'0': "o", '1': "l", '|': "l", '3': "e", '5': "s",
	// i, l and 1 are one stroke
	'i': "l", 'ı': "l", 'ǀ': "l", 'ɩ': "l", 'ℓ': "l", 'ł': "l",
	// Latin letters with a stroke or a turn
	'ø': "o", 'đ': "d", 'ħ': "h", 'ŧ': "t", 'ɑ': "a", 'ɡ': "g", 'ʋ': "u", 'ꜱ': "s", 'ɴ': "n", 'ᴀ': "a", 'ᴄ': "c", 'ᴇ': "e", 'ᴏ': "o",
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "p",
	// Cyrillic
	'а': "a", 'в': "b", 'с': "c", 'ԁ': "d", 'е': "e", 'ɛ': "e", 'һ': "h", 'н': "h", 'і': "l", 'ӏ': "l", 'ј': "j", 'к': "k", 'м': "m", 'о': "o",
	'р': "p", 'ԛ': "q", 'г': "r", 'ѕ': "s", 'т': "t", 'ц': "u", 'ѵ': "v", 'ԝ': "w", 'х': "x", 'у': "y", 'ү': "y", 'з': "e", 'ь': "b",
	// Greek
	'α': "a", 'β': "b", 'ϲ': "c", 'ε': "e", 'η': "n", 'ι': "l", 'κ': "k", 'μ': "u", 'ν': "v", 'ο': "o", 'ρ': "p", 'σ': "o", 'ς': "c", 'τ': "t",
	'υ': "u", 'χ': "x", 'γ': "y", 'ω': "w", 'ζ': "z",
	// Armenian
	'օ': "o", 'ո': "n", 'ս': "u", 'հ': "h", 'ց': "g", 'ք': "f", 'յ': "j", 'զ': "q",
}
