/**
 * Kinds of tokens and of nodes of the green tree: one number space below 256, so that kinds fit in byte arrays.
 * A word or operator that heads a node (`for`, `=`, `&&`) lends its token kind to the node.
 */

// Structure of the token stream
export const EndMarker = 0
export const Whitespace = 1
export const NewlineWs = 2
export const Comment = 3
export const Identifier = 4
export const At = 5
export const Comma = 6
export const Semicolon = 7

// Malformed tokens and generic errors
export const ErrorEofMultiComment = 8
export const ErrorInvalidNumericConstant = 9
export const ErrorHexFloatMustContainP = 10
export const ErrorAmbiguousNumericConstant = 11
export const ErrorAmbiguousNumericDotMultiply = 12
export const ErrorInvalidInterpolationTerminator = 13
export const ErrorNumericOverflow = 14
export const ErrorInvalidEscapeSequence = 15
export const ErrorOverLongCharacter = 16
export const ErrorInvalidUTF8 = 17
export const ErrorInvisibleChar = 18
export const ErrorUnknownCharacter = 19
export const ErrorBidiFormatting = 20
export const ErrorInvalidOperator = 21
export const ErrorStarStar = 22
export const Invalid = 23

// Reserved words
export const KwBaremodule = 24
export const KwBegin = 25
export const KwBreak = 26
export const KwConst = 27
export const KwContinue = 28
export const KwDo = 29
export const KwExport = 30
export const KwFor = 31
export const KwFunction = 32
export const KwGlobal = 33
export const KwIf = 34
export const KwImport = 35
export const KwLet = 36
export const KwLocal = 37
export const KwMacro = 38
export const KwModule = 39
export const KwQuote = 40
export const KwReturn = 41
export const KwStruct = 42
export const KwTry = 43
export const KwUsing = 44
export const KwWhile = 45
export const KwCatch = 46
export const KwFinally = 47
export const KwElse = 48
export const KwElseif = 49
export const KwEnd = 50

// Words that are keywords only in some places
export const KwAbstract = 51
export const KwAs = 52
export const KwDoc = 53
export const KwMutable = 54
export const KwOuter = 55
export const KwPrimitive = 56
export const KwPublic = 57
export const KwType = 58
export const KwVar = 59

// Literals; the last five stand between delimiters or are words
export const Integer = 60
export const BinInt = 61
export const HexInt = 62
export const OctInt = 63
export const Float = 64
export const Float32 = 65
export const StringChunk = 66
export const CharChunk = 67
export const CmdChunk = 68
export const True = 69
export const False = 70

// Brackets and quotes
export const LSquare = 71
export const RSquare = 72
export const LBrace = 73
export const RBrace = 74
export const LParen = 75
export const RParen = 76
export const DoubleQuote = 77
export const TripleQuote = 78
export const Backtick = 79
export const TripleBacktick = 80

// Operators: `Op…` stands for all other operators of a precedence class
export const Splat = 81
export const Assign = 82
export const OpAssign = 83
export const Tilde = 84
export const Pair = 85
export const Question = 86
export const LongArrow = 87
export const OpArrow = 88
export const OrOr = 89
export const AndAnd = 90
export const Subtype = 91
export const Supertype = 92
export const Less = 93
export const Greater = 94
export const In = 95
export const Isa = 96
export const ElementOf = 97
export const OpComparison = 98
export const PipeLeft = 99
export const PipeRight = 100
export const Colon = 101
export const DotDot = 102
export const OpColon = 103
export const Dollar = 104
export const Plus = 105
export const Minus = 106
export const PlusPlus = 107
export const PlusMinus = 108
export const OpPlus = 109
export const Star = 110
export const Ampersand = 111
export const StarOperator = 112
export const OpTimes = 113
export const Rational = 114
export const OpShift = 115
export const OpPower = 116
export const DoubleColon = 117
export const Where = 118
export const Dot = 119
export const Not = 120
export const Prime = 121
export const Arrow = 122
export const NotSign = 123
export const Radical = 124

// Names the parser gives to leaves
export const MacroName = 125
export const StringMacroName = 126
export const CmdMacroName = 127
export const CoreCmd = 128

// Interior nodes without a token of their own
export const Tombstone = 129
export const Block = 130
export const Call = 131
export const DotCall = 132
export const DotNode = 133
export const Comparison = 134
export const Curly = 135
export const Inert = 136
export const QuoteNode = 137
export const Juxtapose = 138
export const StringNode = 139
export const CmdStringNode = 140
export const CharNode = 141
export const VarName = 142
export const MacroCall = 143
export const Parameters = 144
export const Toplevel = 145
export const Tuple = 146
export const Ref = 147
export const Vect = 148
export const Parens = 149
export const ImportPath = 150
export const Braces = 151
export const Bracescat = 152
export const Hcat = 153
export const Vcat = 154
export const Ncat = 155
export const TypedHcat = 156
export const TypedVcat = 157
export const TypedNcat = 158
export const Row = 159
export const Nrow = 160
export const Generator = 161
export const Filter = 162
export const CartesianIterator = 163
export const Comprehension = 164
export const TypedComprehension = 165
export const Doc = 166
export const Ternary = 167
export const Wrapper = 168

export const COUNT = 169
