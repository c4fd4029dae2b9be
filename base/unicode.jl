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
const PC = 12; const PO = 18
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
    state = Int32(0)
    io = Base.IOBuffer()
    for c in s
        if wordsep(c)
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
    t = String(s)
    chartransform === identity || (t = Base.map(chartransform, t))
    if casefold
        t = lowercase(t)
    end
    if stripmark
        t = ccall(:jl_string_normalize, Ref{String}, (Any, Any), t, compat ? :NFKD : :NFD)
        t = Base.filter(c -> !(MN <= category_code(c) <= ME), t)
    end
    if stripcc
        t = Base.filter(c -> !(category_code(c) == CC), t)
    end
    form = compat ? (decompose ? :NFKD : :NFKC) : (decompose ? :NFD : :NFC)
    return ccall(:jl_string_normalize, Ref{String}, (Any, Any), t, form)
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
graphemes(s::AbstractString) = GraphemeIterator{Base.SubString{String}}(Base.SubString(String(s)), _grapheme_lengths(String(s)))
Base.eltype(::Type{GraphemeIterator{S}}) where {S} = S
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
