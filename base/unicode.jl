# Unicode properties of characters. The tables are the host's: it knows each code point's general category, width and
# case mappings.

module Unicode
import ..Base: ismalformed, isoverlong

# General categories in the order of utf8proc's numbers, which Base.Unicode.category_code gives.
const category_strings = (
    "Other, not assigned", "Letter, uppercase", "Letter, lowercase", "Letter, titlecase", "Letter, modifier",
    "Letter, other", "Mark, nonspacing", "Mark, spacing combining", "Mark, enclosing", "Number, decimal digit",
    "Number, letter", "Number, other", "Punctuation, connector", "Punctuation, dash", "Punctuation, open",
    "Punctuation, close", "Punctuation, initial quote", "Punctuation, final quote", "Punctuation, other",
    "Symbol, math", "Symbol, currency", "Symbol, modifier", "Symbol, other", "Separator, space", "Separator, line",
    "Separator, paragraph", "Other, control", "Other, format", "Other, surrogate", "Other, private use",
    "Invalid, too high", "Malformed, bad data")
const category_abbrevs = (
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
    "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "In", "Ma")

const LU = 1; const LL = 2; const LT = 3; const LM = 4; const LO = 5
const MN = 6; const MC = 7; const ME = 8
const ND = 9; const NL = 10; const NO = 11
const PC = 12; const PD = 13; const PO = 18
const SM = 19; const SO = 22
const ZS = 23; const ZL = 24; const ZP = 25
const CC = 26

function category_code(c::AbstractChar)
    ismalformed(c) && return 31
    u = UInt32(c)
    return u <= 0x10ffff ? Int(ccall(:jl_char_category, Int32, (UInt32,), u)) : 30
end
function category_code(u::Integer)
    return u <= 0x10ffff ? Int(ccall(:jl_char_category, Int32, (UInt32,), u)) : 30
end
category_abbrev(c::AbstractChar) = category_abbrevs[category_code(c) + 1]
category_string(c) = category_strings[category_code(c) + 1]
isassigned(c) = 0 < category_code(c) < 30

function textwidth(c::AbstractChar)
    ismalformed(c) && return 1
    return Int(ccall(:jl_char_width, Int32, (UInt32,), UInt32(c)))
end
function textwidth(s::AbstractString)
    n = 0
    for c in s
        n += textwidth(c)
    end
    return n
end

function lowercase(c::T) where {T <: AbstractChar}
    isascii_char(c) && return 'A' <= c <= 'Z' ? c + 0x20 : c
    return T(ccall(:jl_char_lower, UInt32, (UInt32,), UInt32(c)))
end
function uppercase(c::T) where {T <: AbstractChar}
    isascii_char(c) && return 'a' <= c <= 'z' ? c - 0x20 : c
    return T(ccall(:jl_char_upper, UInt32, (UInt32,), UInt32(c)))
end
function titlecase(c::T) where {T <: AbstractChar}
    isascii_char(c) && return 'a' <= c <= 'z' ? c - 0x20 : c
    return T(ccall(:jl_char_title, UInt32, (UInt32,), UInt32(c)))
end
isascii_char(c::AbstractChar) = c < '\u80'

function islowercase(c::AbstractChar)
    ismalformed(c) && return false
    return ccall(:jl_char_is_lower, Bool, (UInt32,), UInt32(c))
end
function isuppercase(c::AbstractChar)
    ismalformed(c) && return false
    return ccall(:jl_char_is_upper, Bool, (UInt32,), UInt32(c))
end
isdigit(c::AbstractChar) = (c >= '0') & (c <= '9')
isletter(c::AbstractChar) = LU <= category_code(c) <= LO
isnumeric(c::AbstractChar) = ND <= category_code(c) <= NO
iscntrl(c::AbstractChar) = c <= '\x1f' || '\x7f' <= c <= '\u9f'
ispunct(c::AbstractChar) = PC <= category_code(c) <= PO
isspace(c::AbstractChar) =
    c == ' ' || '\t' <= c <= '\r' || c == '\u85' || '\ua0' <= c && category_code(c) == ZS
function isprint(c::AbstractChar)
    isascii_char(c) && return ' ' <= c <= '~'
    return LU <= category_code(c) <= ZS
end
isxdigit(c::AbstractChar) = '0' <= c <= '9' || 'a' <= c <= 'f' || 'A' <= c <= 'F'
iscased(c::AbstractChar) = islowercase(c) || isuppercase(c) || category_code(c) == LT

function uppercase(s::AbstractString)
    return Base.map(uppercase, s)
end
lowercase(s::AbstractString) = Base.map(lowercase, s)

# Each word's first letter in title case; the rest lower case if `strict`.
function titlecase(s::AbstractString; wordsep::Function = !isletter, strict::Bool = true)
    startword = true
    io = Base.IOBuffer()
    before = '\0'
    for c in s
        # a word does not end inside a grapheme
        breaks = wordsep(c) && (isascii_char(c) || isgraphemebreak(before, c))
        before = c
        if breaks
            Base.print(io, c)
            startword = true
        else
            Base.print(io, startword ? titlecase(c) : strict ? lowercase(c) : c)
            startword = false
        end
    end
    return Base.takestring!(io)
end
function uppercasefirst(s::AbstractString)
    Base.isempty(s) && return ""
    c = s[1]
    d = titlecase(c)
    return c === d ? Base.string(s) : Base.string(d, Base.SubString(s, Base.nextind(s, 1)))
end
function lowercasefirst(s::AbstractString)
    Base.isempty(s) && return ""
    c = s[1]
    d = lowercase(c)
    return c === d ? Base.string(s) : Base.string(d, Base.SubString(s, Base.nextind(s, 1)))
end

# ---- normalization and graphemes (text goes through the host) -------------------------------------------------------

# `form` is one of :NFC, :NFD, :NFKC, :NFKD.
function normalize(s::AbstractString, form::Symbol)
    form in (:NFC, :NFD, :NFKC, :NFKD) ||
        throw(ArgumentError("invalid normalization form $form: must be NFC, NFD, NFKC, or NFKD"))
    return ccall(:jl_string_normalize, Ref{String}, (Any, Any), String(s), form)
end
function normalize(s::AbstractString; stable::Bool = false, compat::Bool = false, compose::Bool = true,
                   decompose::Bool = false, stripignore::Bool = false, rejectna::Bool = false,
                   newline2ls::Bool = false, newline2ps::Bool = false, newline2lf::Bool = false,
                   stripcc::Bool = false, casefold::Bool = false, lump::Bool = false, stripmark::Bool = false,
                   chartransform = identity)
    (compat || stripmark) && !(compose || decompose) &&
        throw(ArgumentError("compat=true or stripmark=true require compose=true or decompose=true"))
    t = String(s)
    chartransform === identity || (t = Base.map(chartransform, t))
    if rejectna && !Base.all(isassigned, t)
        throw(ArgumentError("Unassigned Unicode code point found in UTF-8 string."))
    end
    if newline2ls || newline2ps || newline2lf || stripcc
        newline = newline2lf || newline2ls && newline2ps ? '\n' : newline2ls ? '\u2028' : newline2ps ? '\u2029' : ' '
        t = _replace_controls(t, newline, stripcc)
    end
    stripignore && (t = Base.filter(!_isignorable, t))
    lump && (t = Base.map(_lumped, t))
    if casefold
        # of letters with several lower-case forms the one that the upper-case form has
        t = Base.join(c == 'ß' || c == 'ẞ' ? "ss" : lowercase(uppercase(c)) for c in t)
    end
    if stripmark
        t = ccall(:jl_string_normalize, Ref{String}, (Any, Any), t, compat ? :NFKD : :NFD)
        t = Base.filter(c -> !(MN <= category_code(c) <= ME), t)
    end
    compose || decompose || return t
    form = compat ? (decompose ? :NFKD : :NFKC) : (decompose ? :NFD : :NFC)
    return ccall(:jl_string_normalize, Ref{String}, (Any, Any), t, form)
end

# Every kind of line end becomes `newline`; with `strip` the other control characters go, a tab becoming a space.
function _replace_controls(s::String, newline::Char, strip::Bool)
    io = Base.IOBuffer()
    before = '\0'
    for c in s
        if c == '\n' && before == '\r'
            # the second half of one line end
        elseif c == '\n' || c == '\r' || c == '\u85' || strip && (c == '\v' || c == '\f')
            Base.print(io, newline)
        elseif strip && iscntrl(c)
            c == '\t' && Base.print(io, ' ')
        else
            Base.print(io, c)
        end
        before = c
    end
    return Base.takestring!(io)
end
# Characters without an appearance of their own (Default_Ignorable_Code_Point).
const _ignorable = ('\uad':'\uad', '\u34f':'\u34f', '\u61c':'\u61c', '\u115f':'\u1160', '\u17b4':'\u17b5', '\u180b':'\u180f',
    '\u200b':'\u200f', '\u202a':'\u202e', '\u2060':'\u206f', '\u3164':'\u3164', '\ufe00':'\ufe0f', '\ufeff':'\ufeff',
    '\uffa0':'\uffa0', '\ufff0':'\ufff8', '\U1bca0':'\U1bca3', '\U1d173':'\U1d17a', '\Ue0000':'\Ue0fff')
_isignorable(c::Char) = Base.any(r -> first(r) <= c <= last(r), _ignorable)
# The ASCII character that looks like c.
function _lumped(c::Char)
    isascii_char(c) && return c
    k = category_code(c)
    k == ZS && return ' '
    (k == PD || c == '\u2212') && return '-'
    (k == PC || c == '\u2cd') && return '_'
    for (like, ascii) in ("\u2018\u2019\u2bc\u2c8" => '\'', "\u2044\u2215" => '/', "\u2236" => ':', "\u2039\u2329\u3008" => '<',
                          "\u203a\u232a\u3009" => '>', "\u2216" => '\\', "\u2c4\u2c6\u2038\u2303" => '^', "\u2cb" => '`',
                          "\u2223" => '|', "\u223c" => '~')
        c in like && return ascii
    end
    return c
end

# The characters that the parser takes for others.
function julia_chartransform(c::Char)
    c === '\u025b' ? 'ε' : c === '\u00b5' ? 'μ' : c === '\u00b7' || c === '\u0387' ? '⋅' : c === '\u2212' ? '-' : c
end
julia_chartransform(codepoint::Integer) = julia_chartransform(Char(codepoint))

# Lengths in code units of the extended grapheme clusters of a string.
_grapheme_lengths(s::String) = ccall(:jl_string_graphemes, Ref{Array{Int, 1}}, (Any,), s)

struct GraphemeIterator{S <: AbstractString}
    s::S
    lengths::Array{Int, 1}
end
graphemes(s::AbstractString) = GraphemeIterator(s, _grapheme_lengths(String(s)))
Base.eltype(::Type{GraphemeIterator{S}}) where {S} = Base.SubString{S}
Base.eltype(::Type{GraphemeIterator{Base.SubString{S}}}) where {S} = Base.SubString{S}
Base.:(==)(a::GraphemeIterator, b::GraphemeIterator) = a.s == b.s
Base.hash(g::GraphemeIterator, h::UInt) = Base.hash(g.s, h)
Base.isless(a::GraphemeIterator, b::GraphemeIterator) = Base.isless(a.s, b.s)
function Base.show(io::IO, g::GraphemeIterator{S}) where {S}
    Base.print(io, "length-", length(g), " GraphemeIterator{", S, "} for ")
    Base.show(io, g.s)
end
Base.length(g::GraphemeIterator) = length(g.lengths)
function Base.iterate(g::GraphemeIterator, st = (1, 1))
    k, at = st
    k > length(g.lengths) && return nothing
    n = g.lengths[k]
    piece = Base.SubString(g.s, at, Base.thisind(g.s, at + n - 1))
    return piece, (k + 1, at + n)
end
isgraphemebreak(a::AbstractChar, b::AbstractChar) = length(_grapheme_lengths(Base.string(a, b))) > 1
end

import .Unicode: textwidth, lowercase, uppercase, titlecase, uppercasefirst, lowercasefirst, islowercase, isuppercase,
    isdigit, isletter, isnumeric, iscntrl, ispunct, isspace, isprint, isxdigit
